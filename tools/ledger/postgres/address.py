"""Where a PostgreSQL database is, without its password ever being shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from tools.errors import ConfigError

SCHEMES = ("postgresql", "postgres")
SECRET_OPTIONS = ("password", "sslpassword")


@dataclass(frozen=True)
class Address:
    """A `postgresql://` address; only `url` holds the password, and no representation of this shows it."""

    url: str = field(repr=False)
    shown: str
    """User, host, port and database."""
    secrets: tuple[str, ...] = field(repr=False)

    def masked(self, text: str) -> str:
        """A text in one line, its passwords hidden, such as what the driver says of a failed connection."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return " ".join(text.split())


def parse(url: str) -> Address:
    """An address from `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE`.

    Raises:
        ConfigError: it is not of that form; the message does not repeat it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong() from None
    # A second @ or a # is a password that was not percent-encoded: the rest of it would pass for the host.
    if parts.scheme not in SCHEMES or parts.netloc.count("@") > 1 or parts.fragment or "#" in url:
        raise _wrong()
    secrets = {secret for secret in _secrets(parts) if secret}
    user = f"{unquote(parts.username)}@" if parts.username else ""
    place = (parts.hostname or "") + (f":{port}" if port else "")
    shown = f"postgresql://{user}{place}{parts.path}"
    return Address(url, shown, tuple(sorted(secrets, key=len, reverse=True)))


def _secrets(parts: SplitResult) -> Iterator[str]:
    password = parts.password or ""
    yield from (password, unquote(password))
    for name, value in parse_qsl(parts.query):
        if name in SECRET_OPTIONS:
            yield value


def _wrong() -> ConfigError:
    return ConfigError(
        "SPARK_DATABASE_URL is not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE; "
        "percent-encode special characters of the password",
        "SPARK_DATABASE_URL, postgresql://KULLANICI:PAROLA@SUNUCU:PORT/VERITABANI biçiminde değil; "
        "paroladaki özel karakterleri yüzde kodlamasıyla yazın",
    )
