"""The spot market as a whole: prices, the ledger, restarts, and the same run twice."""

from decimal import Decimal

import pytest

from tools.clock import VirtualClock
from tools.errors import ConfigError
from tools.testnet.instrument import listed
from tools.testnet.profile import PROFILES, ProfileName
from tools.testnet.server import build_venue
from tools.testnet.spot.instrument import listed_spot
from tools.testnet.spot.order_lists import read_oco
from tools.testnet.spot.order_request import read_order

BTC = {"symbol": "BTCUSDT"}
LIMIT = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.1", "price": "64000"}
OCO = BTC | {"side": "SELL", "quantity": "0.2", "aboveType": "LIMIT_MAKER", "abovePrice": "66000"}
OCO |= {"belowType": "STOP_LOSS", "belowStopPrice": "64000"}
TRAIL = BTC | {"side": "SELL", "type": "STOP_LOSS", "quantity": "0.1", "trailingDelta": "300"}


@pytest.mark.parametrize("profile", ProfileName)
def test_the_pairs_are_the_coins_of_the_perpetuals_with_amounts_of_eight_decimals(profile):
    pairs, perpetuals = listed_spot(PROFILES[profile]), listed(PROFILES[profile])
    assert pairs.keys() == perpetuals.keys()
    for symbol, pair in pairs.items():
        assert pair.start == perpetuals[symbol].start
        assert (pair.tick * pair.step).normalize().as_tuple().exponent >= -8
        assert pair.min_price < pair.start < pair.max_price
        assert pair.step < pair.market_max_quantity <= pair.max_quantity


async def test_spot_follows_the_index_of_the_perpetuals_and_a_move_moves_both(spot):
    async def prices():
        mark = (await spot.http.get("/fapi/v1/premiumIndex?symbol=ETHUSDT")).json()["indexPrice"]
        book = (await spot.http.get("/api/v3/ticker/bookTicker?symbol=ETHUSDT")).json()
        return Decimal(mark), (Decimal(book["bidPrice"]) + Decimal(book["askPrice"])) / 2

    for _ in range(3):
        index, middle = await prices()
        assert abs(index - middle) <= Decimal("0.02")
        spot.venue.clock.advance_ms(3_600_000)
    await spot.move("2500", "ETHUSDT")
    assert await prices() == (2500, 2500)
    assert (await spot.http.get("/api/v3/ticker/price?symbol=ETHUSDT")).json()["price"] == "2500.00000000"


async def test_the_ledger_tells_the_markets_apart(spot):
    await spot.order("BUY", "0.01", newClientOrderId="spot-order")
    ledger = (await spot.http.get("/testnet/ledger")).json()
    (order,), (fill,) = ledger["orders"], ledger["fills"]
    assert (order["market"], order["clientOrderId"], order["status"]) == ("spot", "spot-order", "FILLED")
    assert (fill["market"], fill["clientOrderId"], fill["commissionAsset"]) == ("spot", "spot-order", "BTC")
    assert order["account"] == fill["account"]


async def test_a_deposit_is_for_known_assets_and_accounts(spot, other):
    async def deposit(**body):
        return await spot.http.post("/testnet/deposit", json=body)

    assert (await deposit(asset="BTC", amount="2")).json() == {"asset": "BTC", "free": "3.00000000"}
    assert (await deposit(asset="BTC", amount="-3", apiKey=spot.key)).json()["free"] == "0.00000000"
    assert await other.balance("BTC") == (1, 0)
    for body in ({"asset": "BTC", "amount": "-1"}, {"asset": "EUR", "amount": "1"}, {"asset": "BTC"}):
        assert (await deposit(**body)).status_code == 400
    assert (await deposit(asset="BTC", amount="1", apiKey="none")).status_code == 401


def play(venue):
    wallet = venue.spot.wallet(next(iter(venue.spot.records.wallets)))
    venue.spot.deposit(wallet, "BTC", Decimal(1))
    venue.spot.deposit(wallet, "USDT", Decimal(100_000))
    for params in (BTC | {"side": "BUY", "type": "MARKET", "quantity": "0.01"}, LIMIT, TRAIL):
        venue.clock.advance_ms(1_000)
        venue.spot.place(wallet, read_order(params, venue.spot.instruments))
    orders = venue.spot.place_list(wallet, read_oco(OCO, venue.spot.instruments))
    first = venue.spot.records.latest(wallet, "BTCUSDT", venue.spot.records.legs(orders)[0].client_order_id)
    assert first is not None
    placed = venue.spot.place(wallet, read_order(LIMIT | {"price": "63000"}, venue.spot.instruments))
    venue.spot.amend(placed, Decimal("0.05"), "amended")
    venue.clock.advance_ms(60_000)
    venue.tick()
    return wallet


def state(venue):
    records = venue.spot.records
    return (
        {name: wallet.to_row() for name, wallet in records.wallets.items()},
        list(records.orders.values()),
        records.fills,
        list(records.lists.values()),
        records.amendments,
        records.prints,
        records.prevented,
    )


@pytest.mark.parametrize("mode", ["EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH"])
def test_prevented_matches_survive_a_restart(tmp_path, mode):
    clock = VirtualClock()
    first = build_venue(state=tmp_path, clock=clock)
    wallet = first.spot.wallet(next(iter(first.spot.records.wallets)))
    first.spot.deposit(wallet, "BTC", Decimal(1))
    first.spot.deposit(wallet, "USDT", Decimal(100_000))
    for side in ("SELL", "BUY"):
        params = LIMIT | {"side": side, "price": "65000", "selfTradePreventionMode": mode}
        first.spot.place(wallet, read_order(params, first.spot.instruments))
    before = state(first)
    assert len(before[-1]["BTCUSDT"]) == 1
    first.close()
    again = build_venue(state=tmp_path, clock=clock)
    assert state(again) == before
    again.close()


def test_everything_survives_a_restart(tmp_path):
    clock = VirtualClock()
    first = build_venue(state=tmp_path, clock=clock)
    wallet = play(first)
    before = state(first)
    first.close()
    again = build_venue(state=tmp_path, clock=clock)
    assert state(again) == before
    found = again.spot.wallet(wallet.account_id)
    assert len(found.open_orders) == 5
    assert len(found.open_lists) == 1
    assert again.spot.records.latest(found, "BTCUSDT", "amended").quantity == Decimal("0.05")
    assert again.spot.records.new_order_id() == max(again.spot.records.orders) + 1
    again.move_price(again.instruments["BTCUSDT"], Decimal(63_500))
    statuses = sorted((one.type, one.status) for one in again.spot.records.orders.values())
    assert statuses == [
        ("LIMIT", "FILLED"),
        ("LIMIT", "NEW"),
        ("LIMIT_MAKER", "EXPIRED"),
        ("MARKET", "FILLED"),
        ("STOP_LOSS", "FILLED"),
        ("STOP_LOSS", "NEW"),
    ]
    again.close()


def test_spot_state_of_another_venue_is_refused(tmp_path):
    for name, seed in (("one", 1), ("two", 2)):
        build_venue(state=tmp_path / name, clock=VirtualClock(), seed=seed).close()
    (tmp_path / "one" / "spot.jsonl").replace(tmp_path / "two" / "spot.jsonl")
    with pytest.raises(ConfigError, match="spot state"):
        build_venue(state=tmp_path / "two", clock=VirtualClock(), seed=2)
    (tmp_path / "two" / "spot.jsonl").unlink()
    build_venue(state=tmp_path / "two", clock=VirtualClock(), seed=2).close()


def test_the_same_seed_gives_the_same_run():
    runs = []
    for seed in (5, 5, 6):
        venue = build_venue(seed=seed, clock=VirtualClock())
        play(venue)
        runs.append(state(venue))
    assert runs[0] == runs[1] != runs[2]


async def test_what_a_market_shows(spot):
    info = (await spot.http.get("/api/v3/exchangeInfo")).json()
    row = next(one for one in info["symbols"] if one["symbol"] == "BTCUSDT")
    filters = {one["filterType"]: one for one in row["filters"]}
    assert filters["PRICE_FILTER"]["tickSize"] == "0.01000000"
    assert filters["LOT_SIZE"]["stepSize"] == "0.00001000"
    assert filters["NOTIONAL"]["minNotional"] == "5.00000000"
    assert {one["rateLimitType"] for one in info["rateLimits"]} == {
        "REQUEST_WEIGHT",
        "ORDERS",
        "RAW_REQUESTS",
    }
    assert (await spot.http.get("/api/v3/exchangeInfo?permissions=MARGIN")).json()["symbols"] == []
    bars = (await spot.http.get("/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2000")).json()
    assert (len(bars), len(bars[0])) == (1000, 12)
    mini = (await spot.http.get("/api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI")).json()
    assert "priceChange" not in mini
    two = (await spot.http.get('/api/v3/ticker/price?symbols=["BTCUSDT","ETHUSDT"]')).json()
    assert [row["symbol"] for row in two] == ["BTCUSDT", "ETHUSDT"]
    assert len((await spot.http.get("/api/v3/ticker/bookTicker")).json()) == len(spot.venue.spot.instruments)
    tape = (await spot.http.get("/api/v3/trades?symbol=BTCUSDT&limit=10")).json()
    later = (await spot.http.get(f"/api/v3/historicalTrades?symbol=BTCUSDT&fromId={tape[4]['id']}")).json()
    assert later[0] == tape[4]
    sums = (
        await spot.http.get(
            f"/api/v3/aggTrades?symbol=BTCUSDT&startTime={tape[2]['time']}&endTime={tape[3]['time']}"
        )
    ).json()
    assert [row["a"] for row in sums] == [tape[2]["id"], tape[3]["id"]]


async def test_a_bar_and_an_aggregate_show_what_an_order_traded(spot):
    before = (await spot.http.get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1")).json()[0]
    placed = await spot.order("BUY", "0.9")
    after = (await spot.http.get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1")).json()[0]
    assert Decimal(after[5]) - Decimal(before[5]) == Decimal("0.9")
    assert after[8] - before[8] == len(placed["fills"])
    rows = (await spot.http.get("/api/v3/aggTrades?symbol=BTCUSDT&limit=20")).json()
    mine = [row for row in rows if row["l"] >= placed["fills"][0]["tradeId"]]
    assert sum(Decimal(row["q"]) for row in mine) == Decimal("0.9")
    assert len({row["p"] for row in mine}) == len(mine)


async def test_histories_by_id_and_by_time(spot):
    start = spot.venue.now_ms()
    ids = []
    for _ in range(4):
        ids.append((await spot.order("BUY", "0.001"))["orderId"])
        spot.venue.clock.advance_ms(1_000)
    rows = await spot.get("allOrders", **BTC, limit=2)
    assert [row["orderId"] for row in rows] == ids[2:]
    rows = await spot.get("allOrders", **BTC, orderId=ids[1], limit=2)
    assert [row["orderId"] for row in rows] == ids[1:3]
    rows = await spot.get("allOrders", **BTC, startTime=start + 1_000, endTime=start + 2_000)
    assert [row["orderId"] for row in rows] == ids[1:3]
    fills = await spot.get("myTrades", **BTC)
    assert [fill["orderId"] for fill in fills] == ids
    assert await spot.get("myTrades", **BTC, orderId=ids[2]) == fills[2:3]
    assert await spot.get("myTrades", **BTC, fromId=fills[1]["id"], limit=2) == fills[1:3]
    assert await spot.get("myTrades", **BTC, startTime=start + 2_500) == fills[3:]
    assert await spot.get("myTrades", **BTC, endTime=start) == fills[:1]
