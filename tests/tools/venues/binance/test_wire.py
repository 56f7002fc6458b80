import hashlib
import hmac
from decimal import Decimal
from urllib.parse import parse_qsl

import httpx
import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st

from tools.clock import VirtualClock
from tools.errors import Banned, RateLimited, VenueRejected, VenueUnavailable
from tools.venues.binance.budget import MINUTE_MS, WEIGHT, Budget, Limit
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.wire import NoAnswer, Reply, Wire, encode, sign
from tools.venues.http_transport import HttpxTransport
from tools.venues.orders import SendStamp

STAMP = SendStamp(timestamp_ms=1_591_702_613_943)
TIME = Endpoint("GET", "/time", signed=False)
READ = Endpoint("GET", "/order")
WRITES = (Endpoint("POST", "/order"), Endpoint("DELETE", "/order"))
CLIENT_ID = st.text("ABCXYZabcxyz0189.:/_-", min_size=1, max_size=36)


def wire_over(handler, clock=None):
    budget = Budget(clock or VirtualClock(), (Limit(WEIGHT, MINUTE_MS, 100),))
    return Wire(HttpxTransport(httpx.MockTransport(handler)), "http://127.0.0.1", "key", "secret", budget)


@pytest.mark.parametrize(
    "name",
    [
        "usdm-rest-all-in-one",
        "usdm-rest-order-sensitivity",
        "usdm-rest-mixed-correct",
        "spot-rest-ascii",
        "spot-rest-nonascii",
        "spot-rest-mixed-legacy",
        "spot-wsapi-ascii",
        "spot-wsapi-nonascii",
    ],
)
def test_signature_vectors(vectors, name):
    vector = vectors[name]
    assert sign(vector["payload"], vector["secret_key"]) == vector["signature"]


def test_documented_order_is_encoded_to_the_signed_text(vectors):
    fields = {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "type": "LIMIT",
        "quantity": Decimal("1.000"),
        "price": Decimal("9E+3"),
        "timeInForce": "GTC",
        "recvWindow": 5000,
        "timestamp": 1_591_702_613_943,
    }
    assert encode(fields) == vectors["usdm-rest-all-in-one"]["payload"]


def test_other_scripts_are_percent_encoded_before_signing(vectors):
    assert encode({"symbol": "１２３４５６"}) == vectors["spot-rest-nonascii"]["payload"].split("&")[0]


def test_truth_is_written_in_lower_case():
    assert encode({"reduceOnly": True, "closePosition": False}) == "reduceOnly=true&closePosition=false"


@given(CLIENT_ID)
def test_no_http_library_rewrites_the_signed_query(client_id):
    url = "http://127.0.0.1/fapi/v1/order?" + encode({"symbol": "BTCUSDT", "origClientOrderId": client_id})
    assert str(httpx.URL(url)) == url
    assert str(yarl.URL(url)) == url


@pytest.mark.parametrize("endpoint", [READ, *WRITES])
async def test_the_signature_covers_the_bytes_sent(endpoint):
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, json={})

    wire = wire_over(answer)
    await wire.send(endpoint, {"symbol": "BTCUSDT", "newClientOrderId": "a:b/c"}, STAMP)
    sent = seen[0].content.decode() if endpoint.method == "POST" else seen[0].url.query.decode()
    payload, _, signature = sent.rpartition("&signature=")
    assert signature == hmac.new(b"secret", payload.encode(), hashlib.sha256).hexdigest()
    assert dict(parse_qsl(payload))["timestamp"] == str(STAMP.timestamp_ms)
    assert dict(parse_qsl(payload))["recvWindow"] == "5000"
    assert seen[0].headers["X-MBX-APIKEY"] == "key"


async def test_public_requests_carry_neither_key_nor_signature():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, json={"serverTime": 1})

    await wire_over(answer).ask(TIME, {}, None)
    assert "X-MBX-APIKEY" not in seen[0].headers
    assert b"signature" not in seen[0].url.query


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"code":-1121,"msg":"Invalid symbol."}', VenueRejected),
        (401, b'{"code":-2015,"msg":"Invalid API-key."}', VenueRejected),
        (200, b'{"code":-2011,"msg":"Unknown order sent."}', VenueRejected),
        (403, b"<html>firewall</html>", VenueUnavailable),
        (404, b"", VenueUnavailable),
        (302, b"", VenueUnavailable),
        (408, b'{"code":-1007,"msg":"Timeout"}', VenueUnavailable),
        (503, b'{"code":-1008,"msg":"throttled"}', VenueUnavailable),
        (200, b"<html>", VenueUnavailable),
        (200, b'{"price": NaN}', VenueUnavailable),
        (200, b"[" * 100_000, VenueUnavailable),
        (429, b'{"code":-1003,"msg":"Too many requests"}', RateLimited),
        (429, b"", RateLimited),
        (418, b"", Banned),
        (400, b'{"code":-1015,"msg":"Too many new orders"}', RateLimited),
    ],
)
async def test_answers_become_named_errors(status, body, kind):
    wire = wire_over(lambda request: httpx.Response(status, content=body))
    with pytest.raises(kind) as caught:
        await wire.ask(TIME, {}, None)
    assert type(caught.value) is kind or not isinstance(caught.value, VenueRejected)


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("t"), httpx.ConnectError("c"), RuntimeError("session closed")]
)
async def test_transport_failures_name_no_url_and_no_secret(error):
    def fail(request):
        raise error

    with pytest.raises(NoAnswer) as caught:
        await wire_over(fail).send(READ, {"symbol": "BTCUSDT"}, STAMP)
    assert str(caught.value) == type(error).__name__


def test_numbers_of_a_body_stay_exact():
    body = Reply(200, {}, b'{"a": 0.1, "b": 7.0E-4}').json()
    assert body == {"a": Decimal("0.1"), "b": Decimal("0.00070")}


def test_success_messages_are_not_errors():
    assert Reply(200, {}, b'{"code":200,"msg":"success"}').error() is None
    assert Reply(200, {}, b'{"code":"200","msg":"success"}').error() is None


def test_socket_parameters_are_signed_sorted_and_raw():
    params = wire_over(lambda request: None).socket_params(STAMP)
    payload = f"apiKey=key&recvWindow={STAMP.recv_window_ms}&timestamp={STAMP.timestamp_ms}"
    assert params.pop("signature") == hmac.new(b"secret", payload.encode(), hashlib.sha256).hexdigest()
    assert params == {"apiKey": "key", "recvWindow": 5000, "timestamp": STAMP.timestamp_ms}
