"""Settings: spark.toml, then the environment, then .env; the later wins, unknown keys refuse to start."""

import os
import tomllib
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tools.errors import ConfigError
from tools.ledger.postgres.address import SCHEMES, Address, parse
from tools.terms import Mode

TESTNET_KEY = "spark-testnet-key".ljust(64, "0")
TESTNET_SECRET = "spark-testnet-secret".ljust(64, "0")
SHORTEST_SECRET = 8
"""Shorter values are not masked: they would be found in the middle of ordinary words."""
_SHORTEST_COUNTDOWN = 20
_VENUE_KEYS = (
    "binance_futures_api_key",
    "binance_futures_api_secret",
    "binance_spot_api_key",
    "binance_spot_api_secret",
)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
LOCAL_TESTNET_URL = "http://127.0.0.1:4010"
POSTGRES = tuple(f"{scheme}://" for scheme in SCHEMES)


class Settings(BaseSettings):
    """Every setting of the product; the environment name is `SPARK_` and the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="SPARK_",
        env_file=".env",
        toml_file="spark.toml",
        extra="forbid",
        frozen=True,
    )

    home: Path = Path(".spark")
    """Folder of all state: ledger, checkpoints, keys, the local testnet."""
    mode: Mode = Mode.LOCAL_TESTNET
    """Where orders may go; there is no production mode."""
    policy_profile: Literal["canary", "testnet"] = "canary"
    """Which set of limits is in force."""
    database_url: SecretStr = SecretStr("")
    """Ledger database: `sqlite:///PATH`, or `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, which keeps the
    checkpoints too; SQLite files under `home` when left out."""
    language: Literal["en", "tr"] | None = None
    """Language of the product where nobody has spoken yet; detected when left out."""
    api_tokens: SecretStr = SecretStr("")
    """`name:scopes:token,…`, scopes joined by `+`."""
    approval_keys: SecretStr = SecretStr("")
    """`id:base64,…`; the first signs permits, all verify. Generated under `home` when left out."""
    audit_key: SecretStr = SecretStr("")
    """`id:base64`, further keys behind a comma only verify; generated under `home` when left out."""
    anchor_keys: SecretStr = SecretStr("")
    """`id:base64,…`, Ed25519 seeds of 32 bytes; the first signs anchors, the others endorse it. Generated
    under `home` when left out."""
    anchor_file: Path | None = None
    """Where signed anchors go, on another disk at best; `anchors/signed.jsonl` under `home` when left out,
    `anchors/signed-postgresql.jsonl` with PostgreSQL."""
    anchor_webhook: SecretStr = SecretStr("")
    """`https://` address (`http://` on loopback) each signed anchor is posted to."""
    executor_url: str = ""
    """Where `spark-copilot executor` runs apart, e.g. `http://127.0.0.1:3004`; several, separated by commas,
    where others stand by for the one with the lease. Then this process executes nothing and refuses venue
    keys."""
    queue_keys: SecretStr = SecretStr("")
    """`id:base64,…`, the same for the executor and those who ask it; the first signs requests, all verify.
    Generated under `home` when left out."""
    dead_man_seconds: int = Field(0, ge=0, le=3600)
    """How long after the executor's last beat the venue cancels our entries, at least 20; 0 is off, because
    the venue's countdown cancels every order of a symbol."""
    groq_model: str = "openai/gpt-oss-120b"
    """Model of the Groq planner."""
    groq_api_key: SecretStr = Field(SecretStr(""), validation_alias=AliasChoices("GROQ_API_KEY"))
    """Turns the Groq planner on."""
    groq_requests_a_minute: int = Field(20, ge=0)
    """Plans a minute for which one user's words are sent to the model."""
    groq_tokens_a_day: int = Field(100_000, ge=0)
    """Tokens a day that one user may cost; then the offline planner reads alone."""
    groq_base_url: str | None = Field(None, validation_alias=AliasChoices("GROQ_BASE_URL"))
    """Another server that speaks the same protocol, without `/openai/v1`."""
    binance_futures_api_key: SecretStr = Field(
        SecretStr(TESTNET_KEY), validation_alias=AliasChoices("BINANCE_FUTURES_API_KEY")
    )
    binance_futures_api_secret: SecretStr = Field(
        SecretStr(TESTNET_SECRET), validation_alias=AliasChoices("BINANCE_FUTURES_API_SECRET")
    )
    binance_spot_api_key: SecretStr = Field(
        SecretStr(TESTNET_KEY), validation_alias=AliasChoices("BINANCE_SPOT_API_KEY")
    )
    binance_spot_api_secret: SecretStr = Field(
        SecretStr(TESTNET_SECRET), validation_alias=AliasChoices("BINANCE_SPOT_API_SECRET")
    )
    binance_futures_rest_url: str = LOCAL_TESTNET_URL
    binance_futures_ws_url: str = LOCAL_TESTNET_URL.replace("http", "ws")
    binance_spot_rest_url: str = LOCAL_TESTNET_URL
    """Left at its default it follows the futures address where that is local."""
    binance_spot_ws_url: str = LOCAL_TESTNET_URL.replace("http", "ws")

    @field_validator("dead_man_seconds")
    @classmethod
    def _long_enough(cls, value: int) -> int:
        if 0 < value < _SHORTEST_COUNTDOWN:
            raise ValueError(f"0, or at least {_SHORTEST_COUNTDOWN}")
        return value

    def spot_rest_url(self) -> str | None:
        """Where spot answers: the local testnet serves both markets; None when nobody said where."""
        if self.binance_spot_rest_url != LOCAL_TESTNET_URL:
            return self.binance_spot_rest_url
        return None if self.mode is Mode.BINANCE_TESTNET else self.binance_futures_rest_url

    def spot_ws_url(self) -> str | None:
        """Where spot streams; as `spot_rest_url`, with the futures stream host."""
        if self.binance_spot_ws_url != LOCAL_TESTNET_URL.replace("http", "ws"):
            return self.binance_spot_ws_url
        return None if self.mode is Mode.BINANCE_TESTNET else self.binance_futures_ws_url

    def testnet_keys(self) -> tuple[tuple[str, str], ...]:
        """Key pairs the embedded testnet accepts from this installation."""
        futures = (self.binance_futures_api_key, self.binance_futures_api_secret)
        spot = (self.binance_spot_api_key, self.binance_spot_api_secret)
        pairs = (tuple(part.get_secret_value() for part in pair) for pair in (futures, spot))
        return tuple({key: (key, secret) for key, secret in pairs}.values())

    def given_venue_keys(self) -> tuple[str, ...]:
        """Names of the venue keys somebody configured."""
        return tuple(name.upper() for name in _VENUE_KEYS if name in self.model_fields_set)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Strongest first."""
        toml = TomlConfigSettingsSource(settings_cls)
        return init_settings, dotenv_settings, env_settings, toml


def executor_urls(settings: Settings) -> tuple[str, ...]:
    """Where executors run apart; none when this process may be the executor.

    Raises:
        ConfigError: an address is none, or venue keys came along: this process must not hold any.
    """
    if not settings.executor_url:
        return ()
    urls = tuple(text.strip() for text in settings.executor_url.split(","))
    if not all(map(_is_executor, urls)):
        raise ConfigError(
            "SPARK_EXECUTOR_URL: give an address such as http://127.0.0.1:3004, several separated by commas",
            "SPARK_EXECUTOR_URL: http://127.0.0.1:3004 gibi bir adres verin; birden çoksa virgülle ayırın",
        )
    given = ", ".join(settings.given_venue_keys())
    if given:
        raise ConfigError(
            f"SPARK_EXECUTOR_URL is set, so this process must not hold venue keys: take {given} out of its "
            "environment and files; only the executor gets them",
            f"SPARK_EXECUTOR_URL ayarlı, bu süreçte borsa anahtarı bulunmamalı: {given} değişkenlerini bu "
            "sürecin ortamından ve dosyalarından çıkarın; anahtarlar yalnızca yürütücüde olur",
        )
    return urls


def _is_executor(text: str) -> bool:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return False
    named = url.scheme in ("http", "https") and bool(url.hostname) and port != 0
    return named and not url.username and not url.query


def ledger_place(settings: Settings) -> Path | Address:
    """Where the ledger is: a SQLite file or a PostgreSQL database.

    Raises:
        ConfigError: the database is not one the product can use; nothing falls back in silence.
    """
    url = settings.database_url.get_secret_value()
    if not url:
        return settings.home / "ledger.db"
    scheme, separator, path = url.partition(":///")
    if scheme == "sqlite" and separator and path:
        return Path(path)
    if not url.startswith(POSTGRES):
        raise ConfigError(
            "SPARK_DATABASE_URL: give sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
            "SPARK_DATABASE_URL: sqlite:///YOL veya postgresql://KULLANICI:PAROLA@SUNUCU:PORT/VERITABANI",
        )
    return parse(url)


def anchor_path(settings: Settings) -> Path:
    """Where signed anchors go. A home can move from one database to the other, its anchors cannot."""
    on_file = isinstance(ledger_place(settings), Path)
    name = "signed.jsonl" if on_file else "signed-postgresql.jsonl"
    return settings.anchor_file or settings.home / "anchors" / name


def anchor_webhook(settings: Settings) -> str | None:
    """The address anchors are posted to.

    Raises:
        ConfigError: it would send them in the clear; the message does not repeat it.
    """
    text = settings.anchor_webhook.get_secret_value()
    if not text:
        return None
    try:
        url = urlsplit(text)
        scheme, host = url.scheme, url.hostname
    except ValueError:
        scheme, host = "", None
    if not host or (scheme != "https" and not (scheme == "http" and host in _LOOPBACK)):
        raise ConfigError(
            "SPARK_ANCHOR_WEBHOOK: give an https address", "SPARK_ANCHOR_WEBHOOK: bir https adresi verin"
        )
    return text


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """The secret values themselves, longest first, for those who mask them."""
    place = ledger_place(settings)
    texts = [
        value.get_secret_value()
        for name, value in settings
        # Of an address only the password is secret.
        if isinstance(value, SecretStr) and name != "database_url"
    ]
    found = {*texts, *(place.secrets if isinstance(place, Address) else ())}
    for entry in ",".join(texts).split(","):
        # `id:key` and `name:scopes:token`: the name is no secret, what follows the last colon is.
        found.add(entry.strip().rpartition(":")[2])
    return tuple(sorted((text for text in found if len(text) >= SHORTEST_SECRET), key=len, reverse=True))


def load(**overrides: object) -> Settings:
    """Read the settings once.

    Raises:
        ConfigError: an unknown key or a value outside its set; the message names it, never its value.
    """
    known = {f"SPARK_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("SPARK_") and name not in known)  # noqa: TID251
    if unknown:
        raise ConfigError(f"unknown setting: {', '.join(unknown)}", f"bilinmeyen ayar: {', '.join(unknown)}")
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = error.errors(include_input=False)
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problems)
        names = ", ".join(".".join(map(str, e["loc"])) for e in problems)
        raise ConfigError(f"settings: {said}", f"ayarlar geçerli değil: {names}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"spark.toml is not valid TOML: {error}", f"spark.toml geçerli TOML değil: {error}"
        ) from None
    _require_folder(settings.home)
    ledger_place(settings)
    anchor_webhook(settings)
    executor_urls(settings)
    return settings


def _require_folder(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise ConfigError(
            f"SPARK_HOME: {home} is a file; give a folder", f"SPARK_HOME: {home} bir dosya; bir klasör verin"
        )


def no_record(settings: Settings) -> ConfigError:
    """The error where there is nothing to watch or to verify yet: a new record would always look well."""
    home = settings.home.absolute()
    return ConfigError(
        f"nothing was recorded under {home} yet: check SPARK_HOME, or start the server first",
        f"{home} altında henüz kayıt yok: SPARK_HOME'u denetleyin ya da önce sunucuyu başlatın",
    )
