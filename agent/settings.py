"""Settings: spark.toml, then the environment, then .env; the later wins, unknown keys refuse to start."""

import os
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
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
        use_attribute_docstrings=True,
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
    """`id:base64`; generated under `home` when left out."""
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
    ledger_place(settings)
    return settings
