from decimal import Decimal

import pytest

from tools.errors import VenueUnavailable
from tools.venues.binance_spot.holdings import account

MIDDLES = {"BTCUSDT": Decimal(50_000), "ETHUSDT": None, "USDTTRY": Decimal(40), "ETHBTC": Decimal("0.05")}


def body(**balances):
    rows = [{"asset": a, "free": free, "locked": locked} for a, (free, locked) in balances.items()]
    return {"balances": rows}


def test_equity_is_every_balance_at_the_middle_price():
    found = account(body(USDT=("100", "50"), BTC=("0.01", "0.02"), TRY=("400", "0")), MIDDLES, 9)
    assert found.equity == found.wallet == 150 + 1_500 + 10
    assert (found.available, found.unrealized_pnl, found.time_ms) == (100, 0, 9)
    assert (found.initial_margin, found.maintenance_margin, found.unpriced) == (0, 0, ())


def test_balances_tell_free_from_locked():
    (balance,) = account(body(BTC=("0.01", "0.02")), MIDDLES, 9).balances
    assert (balance.asset, balance.wallet, balance.available, balance.locked) == (
        "BTC",
        Decimal("0.03"),
        Decimal("0.01"),
        Decimal("0.02"),
    )


def test_a_holding_is_a_long_position_without_margin_or_profit():
    (position,) = account(body(USDT=("100", "0"), TRY=("5", "0"), BTC=("0.01", "0.02")), MIDDLES, 9).positions
    assert (position.symbol, position.position_side, position.quantity) == (
        "BTCUSDT",
        "BOTH",
        Decimal("0.03"),
    )
    assert (position.entry_price, position.mark_price) == (0, 50_000)
    assert position.notional == 1_500
    assert (position.unrealized_pnl, position.liquidation_price, position.initial_margin) == (0, 0, 0)


def test_what_nobody_prices_is_named_and_still_held():
    found = account(body(ETH=("2", "0"), OLD=("7", "0"), USDT=("1", "0")), MIDDLES, 9)
    assert found.equity == 1
    assert found.unpriced == ("ETH", "OLD")
    assert [(p.symbol, p.quantity, p.mark_price) for p in found.positions] == [("ETHUSDT", 2, 0)]


def test_empty_balances_are_left_out():
    found = account(body(BTC=("0.00000000", "0"), USDT=("0", "3")), MIDDLES, 9)
    assert [balance.asset for balance in found.balances] == ["USDT"]
    assert found.positions == ()


def test_the_official_sample(samples):
    found = account(samples["get_account"], MIDDLES, 9)
    assert found.equity == Decimal("4723846.89208129") * 50_000


@pytest.mark.parametrize("bad", [{}, {"balances": [{"asset": "BTC", "free": "1"}]}, [], None])
def test_accounts_that_are_none(bad):
    with pytest.raises(VenueUnavailable):
        account(bad, MIDDLES, 9)
