"""Cards for the terminal: plans, reviews, approvals and receipts, readable on 80 columns."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agent.turn import Turn, review_json
from guardrails.review import Review
from tools.clock import to_datetime, to_rfc3339
from tools.money import plain
from tools.receipt import Receipt, ReceiptLeg
from tools.text import Language
from ui.render_words import left_under, word
from ui.spoken import beyond_receipts

WIDTH = 80

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COLOURS = {"allow": "green", "ask": "yellow", "deny": "red"}
_LEVELS = {"low": "green", "medium": "yellow", "high": "red", "critical": "bold red"}
_SIGNS = {"deny": ("✗", "red"), "ask": ("?", "yellow"), "fix": ("~", "cyan")}
_PREVIEW = (
    "fill_price", "notional", "fee", "slippage_bps", "leverage", "margin", "position_after",
    "liquidation_price", "exposure_after", "loss_at_stop", "gain_at_target", "reward_risk",
)  # fmt: skip
_IN_QUOTE = {
    "fill_price", "notional", "fee", "margin", "liquidation_price", "exposure_after", "loss_at_stop",
    "gain_at_target",
}  # fmt: skip
_QUOTES = ("USDT", "TRY")


def safe(value: object) -> str:
    """Text without control and direction characters, which could repaint a card."""
    return _CONTROL.sub("", str(value))


def show_turn(console: Console, turn: Turn) -> None:
    """A card per reviewed call, then results, receipts and the message."""
    ids = turn.approval_ids or (None,) * len(turn.reviews)
    for review, approval_id in zip(turn.reviews, ids, strict=False):
        if review.effects.orders or review.outcome != "allow" or review.approval.required:
            show_review(console, review, turn.language, approval_id)
    for result in turn.results:
        console.print(_result(result.tool, result.result, turn.language))
    for receipt in turn.receipts:
        show_receipt(console, receipt, turn.language)
    for line in dict.fromkeys((beyond_receipts(turn), turn.question)):
        if line:
            console.print(Text(safe(line)))


def show_review(console: Console, review: Review, language: Language, approval_id: str | None) -> None:
    """The card of one call and, when it waits, how to decide it."""
    data: Any = review_json(review, language)
    title = Text(f"{data['tool']} · {data['venue']} · {data['mode']}", style="bold")
    outcome = Text(word(review.outcome, language), style=f"bold {_COLOURS[review.outcome]}")
    body = Group(*_sections(data, language))
    console.print(Panel(body, title=title, subtitle=outcome, title_align="left", subtitle_align="right"))
    if approval_id is not None:
        _how_to_decide(console, review, approval_id, language)


def show_receipt(console: Console, receipt: Receipt, language: Language) -> None:
    """What came of an approval, with its evidence."""
    table = _pairs()
    table.add_row(word("state", language), f"{receipt.state} {receipt.status or ''}".strip())
    table.add_row(word("client_order_id", language), safe(receipt.client_order_id or "–"))
    table.add_row(word("order_id", language), safe(receipt.order_id or "–"))
    for fill in receipt.fills:
        cost = f"{plain(fill.commission)} {fill.commission_asset}"
        table.add_row(word("fills", language), f"{plain(fill.quantity)} @ {plain(fill.price)} ({cost})")
    for leg in receipt.legs:
        table.add_row(word(leg.role, language), safe(_leg(leg, language)))
    for step in receipt.executions:
        late_ms = step.recorded_ms - step.time_ms
        source = word(f"source_{step.source}", language)
        done = f"{to_rfc3339(step.time_ms)[11:23]}  {step.status} {plain(step.executed_quantity)}"
        table.add_row(word("executions", language), f"{done} ({source}, +{late_ms} ms)")
    for row in receipt.evidence:
        table.add_row(word("evidence", language), f"#{row.seq} {row.action} {row.digest[:23]}…")
    message = Text(safe(receipt.message.say(language)))
    title = Text(f"{word('receipt', language)} · {receipt.venue} · {receipt.mode}", style="bold")
    bare = _bare(receipt, language)
    body = Group(message, table) if bare is None else Group(bare, message, table)
    console.print(
        Panel(body, title=title, title_align="left", border_style="none" if bare is None else "red")
    )


def _leg(leg: ReceiptLeg, language: Language) -> str:
    trigger = f"{word('trigger', language)} {plain(leg.stop_price)}" if leg.stop_price else ""
    done = word("done_of", language).format(done=plain(leg.executed_quantity), whole=plain(leg.quantity))
    state = " ".join(filter(None, (leg.status or leg.state, leg.code and f"({leg.code})")))
    number = f"{word('order_id', language)} {leg.order_id}" if leg.order_id else ""
    return " · ".join(filter(None, (state, done, trigger, number)))


def _bare(receipt: Receipt, language: Language) -> Text | None:
    """The warning above everything else while something filled has no protection."""
    if not receipt.unprotected_quantity:
        return None
    said = word("unprotected", language).format(quantity=plain(receipt.unprotected_quantity))
    return Text(safe(f"⚠ {said}"), style="bold red")


def _sections(data: Any, language: Language) -> Iterable[RenderableType]:
    yield _headline(data, language)
    if data["diff"]:
        yield _heading("changes", language)
        yield _changes(data["diff"], language)
    yield _heading("checks", language)
    yield _verdicts(data["verdicts"], language)
    if data["would_pass"]:
        yield _offer(data["would_pass"], language)
    if data["preview"]:
        yield _heading("preview", language)
        spot = data["venue"].endswith("-spot")
        yield _preview(data["preview"], language, spot=spot)
        yield _headroom(data["preview"], language, spot=spot)
        for note in data["preview"]["notes"]:
            yield Padding(Text(safe(note), style="yellow"), (0, 0, 0, 3))
    yield _risk(data["risk"], language)


def _headline(data: Any, language: Language) -> Text:
    text = Text()
    simulated = data["final"].get("dry_run")
    if simulated:
        text.append(f"{word('simulation', language)}  ", style="bold magenta")
    for index, order in enumerate(data["orders"]):
        if index == 1:
            text.append(f"{word(data['grouping'], language)}:\n", style="dim")
        text.append(_order(order, language), style="bold")
        flags = [name for name in ("reduce_only", "close_position", "post_only") if order[name]]
        text.append(safe("".join(f" · {flag}" for flag in flags)) + "\n")
    if data["replaces"]:
        named = data["replaces"]["order_id"] or data["replaces"]["client_order_id"]
        text.append(f"{word('replaces', language)} {safe(named)}\n")
    if not data["orders"]:
        given = {name: value for name, value in data["final"].items() if value is not None}
        text.append(
            safe(", ".join(f"{name} = {value}" for name, value in given.items())) + "\n", style="bold"
        )
    text.append(f"{word('account', language)} {safe(data['account'])}", style="dim")
    return text


def _order(order: Mapping[str, Any], language: Language) -> str:
    parts = [f"{order['side']} {order['quantity']} {order['symbol']} {order['type']}"]
    if order["stop_price"]:
        parts.append(f"{word('trigger', language)} {order['stop_price']}")
    if order["callback_rate"]:
        parts.append(word("trailing", language).format(rate=order["callback_rate"]))
    if order["activation_price"]:
        parts.append(f"{word('trailing_from', language)} {order['activation_price']}")
    if order["price"]:
        parts.append(f"@ {order['price']}")
    return safe(" ".join(parts))


def _changes(rows: Iterable[Mapping[str, Any]], language: Language) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for row in rows:
        change = Text(f"{safe(row['before'] or '–')} → ")
        change.append(safe(row["after"] or "–"), style="bold")
        source = Text(word(str(row["source"]), language), style="cyan")
        table.add_row(Text(f"  {row['path']}"), change, source, Text(safe(row["reason"]), style="dim"))
    return table


def _verdicts(rows: list[Mapping[str, Any]], language: Language) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    passed = [row for row in rows if row["outcome"] == "allow"]
    for row in rows:
        if row["outcome"] == "allow":
            continue
        sign, colour = _SIGNS[row["outcome"]]
        table.add_row(
            Text(f"  {sign}", style=colour), Text(row["rule"], style=colour), Text(safe(row["reason"]))
        )
    if passed:
        count = word("passed", language).format(count=len(passed))
        table.add_row(Text("  ✓", style="green"), Text(count), Text(""))
    return table


def _offer(changes: Mapping[str, Any], language: Language) -> Text:
    values = ", ".join(f"{path} = {value}" for path, value in changes.items())
    return Text(f"  → {word('would_pass', language)} {safe(values)}", style="bold")


_OF_MARGIN = ("leverage", "margin", "liquidation_price")


def _preview(data: Mapping[str, Any], language: Language, *, spot: bool) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for style in ("", "dim", "", "dim", ""):
        table.add_column(style=style, no_wrap=True)
    quote = next((asset for asset in _QUOTES if data["symbol"].endswith(asset)), "")
    cells = [
        (
            word(name, language),
            f"{_short_amount(data[name])} {quote}".strip() if name in _IN_QUOTE else data[name],
        )
        for name in _PREVIEW
        if data[name] is not None and not (spot and name in _OF_MARGIN)
    ]
    if not spot and data["liquidation_price"] is None and data.get("margin_type") == "CROSSED":
        cells.append((word("liquidation_price", language), word("none_crossed", language)))
    for first in range(0, len(cells), 2):
        row = [Text(safe(part)) for cell in cells[first : first + 2] for part in cell]
        table.add_row("", *row)
    return table


def _short_amount(text: str) -> str:
    """An amount for reading: two decimals from one upwards, four below."""
    value = Decimal(text)
    step = Decimal("0.01") if abs(value) >= 1 else Decimal("0.0001")
    return plain(value.quantize(step))


def _headroom(data: Mapping[str, Any], language: Language, *, spot: bool) -> Padding:
    names = {"max_margin_use": "balance_use"} if spot else {}
    base = next((data["symbol"].removesuffix(q) for q in _QUOTES if data["symbol"].endswith(q)), "")
    text = Text(f"{word('headroom', language)}: ", style="dim")
    text.append(
        safe(
            " · ".join(
                left_under(names.get(name, name), left, base, language)
                for name, left in data["headroom"].items()
            )
        ),
        style="not dim",
    )
    return Padding(text, (0, 0, 0, 3))


def _risk(data: Mapping[str, Any], language: Language) -> Text:
    text = Text(f"\n{word('risk', language)} ", style="bold")
    text.append(f"{data['score']}/100 {word(data['level'], language)}", style=_LEVELS[data["level"]])
    for factor in data["factors"]:
        text.append(f"\n  +{factor['points']:<3}{safe(factor['why'])}", style="dim")
    return text


def _how_to_decide(console: Console, review: Review, approval_id: str, language: Language) -> None:
    at = to_datetime(review.approval.expires_ms).strftime("%H:%M:%S UTC")
    console.print(Text(f"{word('expires', language)} {at}", style="yellow"))
    approve = f"spark-copilot approve {approval_id} --digest {review.approval.digest}"
    for key, command in (("to_approve", approve), ("to_reject", f"spark-copilot reject {approval_id}")):
        console.print(Text(word(key, language), style="dim"))
        # One unbroken line, so that it can be copied.
        console.print(Text(f"  {command}"), soft_wrap=True)


_PROVENANCE = frozenset({"venue", "mode", "account", "time_ms"})
"""Fields every result carries; they stand in the title and in the sentence below."""


def _result(tool: str, result: Mapping[str, Any], language: Language) -> Panel:
    table = _pairs()
    for name, value in result.items():
        if name not in _PROVENANCE:
            table.add_row(name, safe(_short(value, language)))
    names = (str(result[name]) for name in ("venue", "mode") if result.get(name))
    return Panel(table, title=Text(" · ".join((tool, *names)), style="bold"), title_align="left")


def _no_price(text: str | None) -> bool:
    return text is not None and not text.strip("0.")


def _short(value: object, language: Language) -> str:
    if isinstance(value, list):
        return "\n".join(_short(item, language) for item in value[:20]) + ("\n…" if len(value) > 20 else "")
    if isinstance(value, dict):
        shown = {name: _short(item, language) for name, item in value.items() if item is not None}
        if _no_price(shown.get("liquidation_price")):
            shown["liquidation_price"] = word("none_crossed", language)
        return ", ".join(f"{name} {item}" for name, item in shown.items())
    return "–" if value is None else str(value)


def _pairs() -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _heading(key: str, language: Language) -> Text:
    return Text(f"\n{word(key, language)}", style="bold")
