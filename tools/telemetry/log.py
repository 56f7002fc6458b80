"""Logs are JSON lines on a stream (standard error), with everything secret-looking masked."""

import json
import logging
import re
from typing import TextIO

from tools.clock import Clock, to_rfc3339

MASK = "•••"

_NAMES = r"(?:api[_-]?key|secret|token|password|passphrase|signature|authorization|x-mbx-apikey|cookie)"
_NAMED = re.compile(rf"(?i)({_NAMES}[\"']?\s*[:=]\s*[\"']?)(?:bearer\s+)?([^\s\"',;&}}]+)")
_BEARER = re.compile(r"(?i)(bearer\s+)[A-Za-z0-9._~+/=-]+")
_KEYS = re.compile(r"\b(?:gsk_[A-Za-z0-9]{8,}|[A-Za-z0-9]{64})\b")
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def mask(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Hide these secrets, values that follow a secret's name, bearer tokens and strings shaped like keys.

    Lower-case hex of 64 digits is a digest, which logs need, and stays.

    Example:
        >>> mask("GET /order?signature=abc&symbol=BTCUSDT")
        'GET /order?signature=•••&symbol=BTCUSDT'
    """
    for secret in secrets:
        text = text.replace(secret, MASK)
    text = _NAMED.sub(rf"\g<1>{MASK}", text)
    text = _BEARER.sub(rf"\g<1>{MASK}", text)
    return _KEYS.sub(lambda found: found[0] if _DIGEST.fullmatch(found[0]) else MASK, text)


class JsonHandler(logging.Handler):
    """Writes records of the standard `logging` module, one line each."""

    def __init__(self, stream: TextIO, clock: Clock, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = secrets
        self._stream = stream
        self._clock = clock

    def emit(self, record: logging.LogRecord) -> None:
        line = {
            "time": to_rfc3339(self._clock.now_ms()),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = logging.Formatter().formatException(record.exc_info)
        masked = {name: mask(value, self._secrets) for name, value in line.items()}
        self._stream.write(json.dumps(masked, ensure_ascii=False) + "\n")
        self._stream.flush()
