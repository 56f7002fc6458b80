"""Trades of a running bot, held against the venue's ledger and the bot's own record."""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import Bot, running, until
from desk import Desk, same

TAKER, MAKER = Decimal("0.0005"), Decimal("0.0002")
STAKE, START, LOSS = Decimal(500), Decimal(5000), Decimal("0.05")


def a_forced_trade_adds_up(desk: Desk) -> None:
    price, leverage = Decimal("64000.3"), 3
    amount = (STAKE * leverage / price).quantize(Decimal("0.0001"), ROUND_DOWN)
    with TemporaryDirectory() as home, running(desk, Path(home)) as bot:
        bot.api.forceenter("BTC/USDT:USDT", "long", price=float(price), leverage=leverage)
        (entry,) = ledger(desk, "BTCUSDT", "orders")
        assert (entry["side"], entry["type"], entry["status"]) == ("BUY", "LIMIT", "NEW")
        same(entry["price"], price)
        same(entry["origQty"], amount)
        desk.move("BTCUSDT", "63900")
        # freqtrade's stop is a loss of the stake, so leverage brings it nearer; it rounds towards the entry
        trigger = (price * (1 - LOSS / leverage)).quantize(Decimal("0.1"), ROUND_UP)
        waits(bot.stop("BTCUSDT"), "SELL", amount, trigger)
        (position,) = bot.positions()
        same(position["positionAmt"], amount)
        same(position["isolatedWallet"], price * amount / leverage)
        same(bot.trade()["stake_amount"], price * amount / leverage)
        bot.api.forceexit("1", "market")
        trade = bot.closed()
        until(lambda: bot.stops("BTCUSDT", "CANCELED"))
        same(trade["close_rate"], "63899.9")
        assert trade["exit_reason"] == "force_exit"
        same(trade["fee_close_cost"], Decimal("63899.9") * amount * TAKER)
        over(desk, bot, "BTCUSDT", (MAKER, TAKER))


def the_stop_ends_a_trade_while_the_bot_is_away(desk: Desk) -> None:
    price, amount = desk.best("ETHUSDT", "SELL"), Decimal("0.156")
    trigger = (price * (1 + LOSS)).quantize(Decimal("0.01"), ROUND_DOWN)
    with TemporaryDirectory() as home:
        with running(desk, Path(home)) as bot:
            bot.api.forceenter("ETH/USDT:USDT", "short", order_type="market")
            waits(bot.stop("ETHUSDT"), "BUY", amount, trigger)
            trade = bot.trade()
            same(trade["open_rate"], price)
            same(trade["fee_open_cost"], price * amount * TAKER)
        desk.move("ETHUSDT", "3370")
        assert bot.positions() == []
        with running(desk, Path(home)) as bot:
            trade = bot.closed()
            assert trade["exit_reason"] == "stoploss_on_exchange"
            same(trade["close_rate"], "3370.01")
            over(desk, bot, "ETHUSDT", (TAKER, TAKER))
            (stop,) = bot.stops("ETHUSDT", "FINISHED")
            exit_order = ledger(desk, "ETHUSDT", "orders")[1]
            assert (stop["actualOrderId"], stop["clientAlgoId"]) == (
                str(exit_order["orderId"]),
                exit_order["clientOrderId"],
            )


def a_trailing_stop_is_moved_on_the_exchange(desk: Desk) -> None:
    price, amount = desk.best("SOLUSDT", "BUY"), Decimal("3.33")
    first = (price * (1 - LOSS)).quantize(Decimal("0.01"), ROUND_UP)
    at_once = {"stoploss": "market", "stoploss_on_exchange": True, "stoploss_on_exchange_interval": 1}
    orders = {"entry": "limit", "exit": "limit"} | at_once
    with (
        TemporaryDirectory() as home,
        running(desk, Path(home), trailing_stop=True, order_types=orders) as bot,
    ):
        bot.api.forceenter("SOL/USDT:USDT", "long")
        waits(bot.stop("SOLUSDT"), "SELL", amount, first)
        desk.move("SOLUSDT", "160")
        second = (desk.best("SOLUSDT", "SELL") * (1 - LOSS)).quantize(Decimal("0.01"), ROUND_UP)
        until(lambda: bot.stops("SOLUSDT", "CANCELED"))
        waits(bot.stop("SOLUSDT"), "SELL", amount, second)
        desk.move("SOLUSDT", "151.5")
        trade = bot.closed()
        assert trade["exit_reason"] == "stoploss_on_exchange"
        over(desk, bot, "SOLUSDT", (TAKER, TAKER))
        assert bot.wallet() > START


def a_withdrawn_entry_leaves_nothing(desk: Desk) -> None:
    with TemporaryDirectory() as home, running(desk, Path(home)) as bot:
        bot.api.forceenter("BNB/USDT:USDT", "long", price=590)
        assert bot.trade()["has_open_orders"]
        bot.api.cancel_open_order(1)
        (entry,) = ledger(desk, "BNBUSDT", "orders")
        assert (entry["side"], entry["status"]) == ("BUY", "CANCELED")
        same(entry["executedQty"], 0)
        assert bot.api.status() == []
        assert bot.positions() == bot.exchange.fapiPrivateGetAllAlgoOrders({"symbol": "BNBUSDT"}) == []
        assert bot.wallet() == START


def ledger(desk: Desk, symbol: str, rows: str) -> list[dict[str, Any]]:
    """The venue's orders or fills of a symbol that only one flow trades."""
    return [row for row in desk.get("/testnet/ledger")[rows] if row["symbol"] == symbol]


def waits(stop: dict[str, Any], side: str, amount: Decimal, trigger: Decimal) -> None:
    """Assert that a stop waits on the exchange and can only reduce."""
    assert (stop["orderType"], stop["side"], stop["reduceOnly"]) == ("STOP_MARKET", side, True)
    same(stop["quantity"], amount)
    same(stop["triggerPrice"], trigger)


def over(desk: Desk, bot: Bot, symbol: str, fees: tuple[Decimal, Decimal]) -> None:
    """Assert that one entry and one exit left nothing open, and that venue and bot count the same money."""
    entry, leaving = ledger(desk, symbol, "orders")
    assert (entry["status"], leaving["status"]) == ("FILLED", "FILLED")
    assert (entry["reduceOnly"], leaving["reduceOnly"]) == (False, True)
    assert entry["executedQty"] == leaving["executedQty"]
    assert bot.stops(symbol) == bot.positions() == []
    trade = bot.trade()
    same(trade["open_rate"], entry["avgPrice"])
    same(trade["close_rate"], leaving["avgPrice"])
    same(trade["amount"], leaving["executedQty"])
    assert (Decimal(str(trade["fee_open"])), Decimal(str(trade["fee_close"]))) == fees
    fills = ledger(desk, symbol, "fills")
    earned = sum(Decimal(fill["realizedPnl"]) - Decimal(fill["commission"]) for fill in fills)
    same(bot.wallet(), START + earned)
    same(trade["close_profit_abs"], earned)
