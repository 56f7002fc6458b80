"""Spoken: what of a turn's message a card or a table beside it does not say already."""

from agent.turn import ReadResult, Turn

_PROVENANCE = frozenset({"venue", "mode", "account", "time_ms"})


def beyond_receipts(turn: Turn) -> str:
    """The message without the sentences the receipts of the turn carry themselves."""
    on_receipts = {receipt.message.say(turn.language) for receipt in turn.receipts}
    return "\n\n".join(part for part in turn.message.split("\n\n") if part not in on_receipts)


def holds_more(result: ReadResult) -> bool:
    """Whether a table of the result has anything to show that its sentence has not said."""
    filled = {name for name, value in result.result.items() if value not in (None, "", [], {})}
    return not result.said.en or not filled <= _PROVENANCE
