"""Describing: a call of the thread in one line, for a question or an answer that names it."""

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from agent.planner.thread import Earlier, Standing
from tools.text import Text

_BUY, _SELL = Text(en="buy", tr="alışı"), Text(en="sell", tr="satışı")


def describe(tool: str, args: Mapping[str, JsonValue]) -> Text:
    """What a call does, with its numbers.

    Example:
        >>> describe("close_position", {"symbol": "BTCUSDT", "percent": "50"}).en
        'close 50% of BTCUSDT'
    """
    symbol = str(args.get("symbol", ""))
    if tool in ("place_order", "place_oco"):
        return _order(args, symbol)
    if tool == "close_position":
        share = args.get("percent", "100")
        return Text(en=f"close {share}% of {symbol}", tr=f"{symbol} pozisyonunun kapatılması (%{share})")
    if tool == "set_leverage":
        times = args.get("leverage")
        return Text(en=f"leverage of {symbol} to {times}x", tr=f"{symbol} kaldıracının {times}x yapılması")
    if tool == "set_margin_type":
        margin = args.get("margin_type")
        return Text(en=f"margin of {symbol} to {margin}", tr=f"{symbol} teminatının {margin} yapılması")
    if tool == "cancel_order":
        order = args.get("order_id") or args.get("client_order_id")
        return Text(en=f"cancel order {order} on {symbol}", tr=f"{order} numaralı {symbol} emrinin iptali")
    if tool == "cancel_all_orders":
        return Text(en=f"cancel all orders on {symbol}", tr=f"{symbol} emirlerinin tümünün iptali")
    if tool == "replace_order":
        return _replaced(args, symbol)
    name = f"{tool} {symbol}".strip()
    return Text(en=name, tr=name)


def listed(found: Iterable[Earlier]) -> Text:
    """Several calls in one sentence part."""
    lines = [describe(each.tool, each.args) for each in found]
    return Text(en=" · ".join(line.en for line in lines), tr=" · ".join(line.tr for line in lines))


def _order(args: Mapping[str, JsonValue], symbol: str) -> Text:
    side = _BUY if args.get("side") == "BUY" else _SELL
    if args.get("close_position"):
        size = Text(en=f"the whole {symbol} position", tr=f"{symbol} pozisyonunun tamamının")
    elif args.get("notional") is not None:
        size = Text(en=f"{args['notional']} USDT of {symbol}", tr=f"{args['notional']} USDT'lik {symbol}")
    else:
        size = Text(en=f"{args.get('quantity')} {symbol}", tr=f"{args.get('quantity')} {symbol}")
    named = [(label, args[path]) for path, label in _LEVELS.items() if args.get(path) is not None]
    return Text(
        en=", ".join((f"{side.en} {size.en}", *(label.en.format(value) for label, value in named))),
        tr=", ".join((f"{size.tr} {side.tr}", *(label.tr.format(value) for label, value in named))),
    )


_LEVELS = {
    "price": Text(en="limit {}", tr="limit {}"),
    "stop_price": Text(en="trigger {}", tr="tetik {}"),
    "stop_loss_price": Text(en="stop {}", tr="stop {}"),
    "stop_loss_pct": Text(en="stop {} %", tr="%{} stop"),
    "take_profit_price": Text(en="target {}", tr="hedef {}"),
    "take_profit_pct": Text(en="target {} %", tr="%{} hedef"),
    "leverage": Text(en="{}x", tr="{}x"),
}


def _replaced(args: Mapping[str, JsonValue], symbol: str) -> Text:
    parts = [f"{args[path]}" for path in ("quantity", "price") if args.get(path) is not None]
    to = " @ ".join(parts)
    return Text(en=f"change the {symbol} order to {to}", tr=f"{symbol} emrinin değiştirilmesi ({to})")


STANDINGS: Mapping[Standing, Text] = {
    "pending": Text(en="waits for your decision", tr="kararınızı bekliyor"),
    "approved": Text(en="approved", tr="onaylandı"),
    "rejected": Text(en="taken back, nothing was sent", tr="geri alındı, hiçbir şey gönderilmedi"),
    "expired": Text(en="expired, nothing was sent", tr="süresi doldu, hiçbir şey gönderilmedi"),
    "replaced": Text(en="replaced by a newer proposal", tr="yerini daha yeni bir öneri aldı"),
    "simulated": Text(en="simulated only", tr="yalnızca simülasyon"),
    "denied": Text(en="denied by a rule", tr="bir kural reddetti"),
    "asked": Text(en="a question is still open", tr="yanıt bekleyen bir soru var"),
    "told": Text(en="done", tr="yapıldı"),
}
