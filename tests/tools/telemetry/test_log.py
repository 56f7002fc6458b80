import io
import json
import logging
import sys

import pytest

from tools.clock import VirtualClock
from tools.telemetry.log import MASK, JsonHandler, mask

KEY = "Abc123XyZ9" * 6 + "Abcd"


@pytest.mark.parametrize(
    "text",
    [
        "signature=HIDDEN&symbol=BTCUSDT",
        "Authorization: Bearer HIDDEN",
        "got bearer HIDDEN from desk",
        '{"api_key": "HIDDEN"}',
        "X-MBX-APIKEY: HIDDEN",
        "token=HIDDEN",
        "password: HIDDEN,",
    ],
)
def test_a_named_secret_is_masked(text):
    masked = mask(text)
    assert "HIDDEN" not in masked
    assert MASK in masked


def test_a_key_without_a_name_is_masked_and_a_digest_is_not():
    digest = "ab" * 32
    assert mask(f"{KEY} gsk_abcdefgh123 sha256:{digest}") == f"{MASK} {MASK} sha256:{digest}"


def test_plain_text_stays():
    assert (
        mask("order spk-abc of BTCUSDT filled at 65000.10") == "order spk-abc of BTCUSDT filled at 65000.10"
    )


@pytest.mark.fault("F95")
def test_records_and_tracebacks_are_masked_json_lines():
    stream = io.StringIO()
    handler = JsonHandler(stream, VirtualClock(start_ms=0))
    try:
        raise ValueError("token=HIDDEN")
    except ValueError:
        error = sys.exc_info()
    handler.emit(logging.LogRecord("venue", logging.ERROR, "", 0, "secret=%s", ("HIDDEN",), error))
    line = json.loads(stream.getvalue())
    assert line["time"] == "1970-01-01T00:00:00.000Z"
    assert (line["level"], line["logger"]) == ("error", "venue")
    assert "HIDDEN" not in stream.getvalue()
    assert "ValueError" in line["error"]
