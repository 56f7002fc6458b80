"""Funding every eight hours, and what becomes of positions whose margin runs out."""

from decimal import Decimal

import pytest

from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet.funding import FUNDING_MS, INTEREST_RATE, funding_rate, next_funding
from tools.testnet.liquidation import INSURANCE
from tools.testnet.order_request import OrderRequest
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue

HOUR_MS = 3_600_000


def heard(venue, *names):
    seen = []
    venue.listeners.append(lambda _, event: event["e"] in names and seen.append(event))
    return seen


async def test_longs_pay_shorts_by_the_mark_at_the_time(trader, clock):
    await trader.order("BUY", "0.01")
    (before,) = await trader.get("v3/balance")
    seen = heard(trader.venue, "ACCOUNT_UPDATE")
    due = next_funding(clock.now_ms())
    assert (due // HOUR_MS) % 8 == 0
    clock.advance_ms(due - clock.now_ms() - 1)
    assert await trader.get("v1/income", incomeType="FUNDING_FEE") == []
    clock.advance_ms(3 * HOUR_MS)
    (row,) = await trader.get("v1/income", incomeType="FUNDING_FEE")
    (history,) = (await trader.http.get("/fapi/v1/fundingRate?symbol=BTCUSDT&limit=1")).json()
    assert (history["fundingTime"], row["time"], history["rateType"]) == (due, due, "Regular")
    paid = Decimal(history["fundingRate"]) * Decimal(history["markPrice"]) * Decimal("0.01")
    assert Decimal(row["income"]) == -paid.quantize(Decimal("1e-8"))
    (after,) = await trader.get("v3/balance")
    assert Decimal(after["balance"]) - Decimal(before["balance"]) == Decimal(row["income"])
    (event,) = seen
    assert (event["a"]["m"], event["a"]["S"], event["T"]) == ("FUNDING_FEE", "BTCUSDT", due)
    assert (Decimal(event["a"]["B"][0]["bc"]), event["a"]["P"]) == (Decimal(row["income"]), [])


async def test_an_isolated_position_pays_from_its_own_margin(trader, clock):
    await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    await trader.order("SELL", "0.01")
    (before,) = await trader.get("v3/positionRisk")
    seen = heard(trader.venue, "ACCOUNT_UPDATE")
    clock.advance_ms(next_funding(clock.now_ms()) - clock.now_ms())
    (after,) = await trader.get("v3/positionRisk")
    (row,) = await trader.get("v1/income", incomeType="FUNDING_FEE")
    assert Decimal(after["isolatedWallet"]) - Decimal(before["isolatedWallet"]) == Decimal(row["income"])
    assert seen[0]["a"]["P"][0]["iw"] == after["isolatedWallet"].rstrip("0")


async def test_every_missed_funding_is_settled_once_also_over_a_restart(tmp_path):
    clock = VirtualClock()
    venue = build_venue(state=tmp_path, clock=clock)
    account = venue.account_of(DEFAULT_KEY_PAIR[0])
    venue.place(account, market_order(venue, Side.BUY, "0.01"))
    clock.advance_ms(20 * HOUR_MS)
    venue.tick()
    assert len(venue.records.incomes) == 3
    wallet = account.wallet
    venue.close()
    again = build_venue(state=tmp_path, clock=clock)
    again.tick()
    assert again.account_of(DEFAULT_KEY_PAIR[0]).wallet == wallet
    assert again.records.incomes == venue.records.incomes
    clock.advance_ms(8 * HOUR_MS)
    again.tick()
    assert len(again.records.incomes) == 4
    again.close()


async def test_idle_fundings_are_not_charged_to_a_later_position(tmp_path):
    clock = VirtualClock()
    venue = build_venue(state=tmp_path, clock=clock)
    clock.advance_ms(50 * HOUR_MS)
    venue.place(venue.account_of(DEFAULT_KEY_PAIR[0]), market_order(venue, Side.BUY, "0.01"))
    venue.close()
    again = build_venue(state=tmp_path, clock=clock)
    again.tick()
    assert again.records.incomes == []
    again.close()


def test_a_new_key_does_not_forgive_the_fundings_of_the_night(tmp_path):
    clock = VirtualClock()
    venue = build_venue(state=tmp_path, clock=clock)
    venue.place(venue.account_of(DEFAULT_KEY_PAIR[0]), market_order(venue, Side.BUY, "0.01"))
    venue.close()
    clock.advance_ms(16 * HOUR_MS)
    again = build_venue(state=tmp_path, clock=clock, keys=(DEFAULT_KEY_PAIR, ("b" * 64, "s" * 64)))
    again.tick()
    assert len(again.records.incomes) == 2
    again.close()


def test_rates_are_mostly_the_interest_and_sometimes_against_the_shorts():
    rates = [funding_rate(7, "BTCUSDT", number * FUNDING_MS) for number in range(200)]
    assert 100 < rates.count(INTEREST_RATE) < 190
    assert min(rates) < 0
    assert max(abs(rate) for rate in rates) <= Decimal("0.0003")


async def test_funding_endpoints(trader, clock):
    rows = (await trader.http.get("/fapi/v1/fundingRate?symbol=ETHUSDT&limit=5")).json()
    assert [row["fundingTime"] % FUNDING_MS for row in rows] == [0] * 5
    assert rows[-1]["fundingTime"] <= clock.now_ms()
    start = rows[1]["fundingTime"]
    later = (await trader.http.get(f"/fapi/v1/fundingRate?symbol=ETHUSDT&startTime={start}&limit=2")).json()
    assert later == rows[1:3]
    info = (await trader.http.get("/fapi/v1/fundingInfo")).json()
    assert {row["fundingIntervalHours"] for row in info} == {8}
    premium = (await trader.http.get("/fapi/v1/premiumIndex?symbol=BTCUSDT")).json()
    due = premium["nextFundingTime"]
    assert Decimal(premium["lastFundingRate"]) == funding_rate(trader.venue.seed, "BTCUSDT", due)


async def test_a_cross_position_is_liquidated_with_everything_that_hangs_on_it(trader):
    seen = heard(trader.venue, "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE", "MARGIN_CALL")
    await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=100)
    await trader.order("BUY", "1")
    resting = await trader.order("BUY", "0.001", "63000")
    (position,) = await trader.get("v3/positionRisk")
    liquidation = Decimal(position["liquidationPrice"])
    assert 60000 < liquidation < 61000
    await trader.move(str(int(liquidation) + 40))
    assert len([event for event in seen if event["e"] == "MARGIN_CALL"]) == 1
    assert (await trader.get("v3/positionRisk"))[0]["positionAmt"] == "1.0010"
    seen.clear()
    await trader.move(str(int(liquidation) - 60))
    assert await trader.get("v3/positionRisk") == []
    filled = await trader.get("v1/order", symbol="BTCUSDT", orderId=resting["orderId"])
    assert filled["status"] == "FILLED"
    (forced,) = await trader.get("v1/forceOrders", symbol="BTCUSDT")
    assert forced["clientOrderId"].startswith("autoclose-")
    assert (forced["status"], forced["side"], forced["timeInForce"]) == ("FILLED", "SELL", "IOC")
    assert [event["o"]["x"] for event in seen if event["e"] == "ORDER_TRADE_UPDATE"][1] == "CALCULATED"
    (cleared,) = await trader.get("v1/income", incomeType="INSURANCE_CLEAR")
    (balance,) = await trader.get("v3/balance")
    assert Decimal(cleared["income"]) < 0 <= Decimal(balance["balance"])
    assert {row["commission"] for row in await trader.get("v1/userTrades", symbol="BTCUSDT")} > {"0.00000000"}


async def test_open_orders_of_a_liquidated_account_expire(trader):
    await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=100)
    await trader.order("BUY", "1")
    resting = await trader.order("SELL", "0.01", "66000")
    await trader.move("60000")
    expired = await trader.get("v1/order", symbol="BTCUSDT", orderId=resting["orderId"])
    assert expired["status"] == "EXPIRED"


async def test_an_isolated_liquidation_spares_the_rest_of_the_account(trader):
    await trader.order("BUY", "0.1", symbol="ETHUSDT")
    await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=50)
    await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    await trader.order("SELL", "0.1")
    (eth, btc) = sorted(await trader.get("v3/positionRisk"), key=lambda row: row["symbol"] == "BTCUSDT")
    assert 65000 < Decimal(btc["liquidationPrice"]) < 66500
    margin = Decimal(btc["isolatedWallet"])
    (before,) = await trader.get("v3/balance")
    await trader.move("67500")
    (left,) = await trader.get("v3/positionRisk")
    assert left["symbol"] == eth["symbol"] == "ETHUSDT"
    (after,) = await trader.get("v3/balance")
    lost = Decimal(before["balance"]) - Decimal(after["balance"])
    assert lost <= margin < lost + Decimal("0.02")


@pytest.mark.parametrize(("side", "gap"), [(Side.BUY, "40000"), (Side.SELL, "90000")])
def test_a_gap_beyond_bankruptcy_leaves_nobody_below_zero(venue, side, gap):
    account = venue.account_of(DEFAULT_KEY_PAIR[0])
    venue.set_leverage(account, venue.instruments["BTCUSDT"], 100)
    venue.place(account, market_order(venue, side, "1"))
    last = venue.market("BTCUSDT").last
    venue.move_price(venue.instruments["BTCUSDT"], Decimal(gap))
    assert account.held() == []
    assert 0 <= account.wallet < Decimal("0.2")
    assert venue.records.accounts[INSURANCE].wallet >= 10**7
    tape = [one.price for one in venue.market("BTCUSDT").trades if one.trade_id > last.trade_id]
    assert all(abs(price / Decimal(gap) - 1) < Decimal("0.02") for price in tape)
    assert venue.liquidation.count == 1


def test_both_legs_of_a_hedge_share_the_margin(venue):
    account = venue.account_of(DEFAULT_KEY_PAIR[0])
    venue.set_hedge(account, True)
    venue.set_leverage(account, venue.instruments["BTCUSDT"], 100)
    for side, position_side in ((Side.BUY, "LONG"), (Side.SELL, "SHORT")):
        venue.place(account, market_order(venue, side, "0.9", position_side))
    venue.move_price(venue.instruments["BTCUSDT"], Decimal("50000"))
    assert len(account.held()) == 2
    venue.place(account, market_order(venue, Side.BUY, "0.9", "SHORT"))
    venue.move_price(venue.instruments["BTCUSDT"], Decimal("40000"))
    assert account.held() == []
    assert account.wallet >= 0


def market_order(venue, side, quantity, position_side="BOTH"):
    return OrderRequest(
        instrument=venue.instruments["BTCUSDT"],
        side=side,
        type="MARKET",
        time_in_force="GTC",
        quantity=Decimal(quantity),
        price=Decimal(0),
        reduce_only=False,
        client_order_id=None,
        full_answer=True,
        position_side=position_side,
    )
