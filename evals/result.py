"""CaseResult: what one case of a suite came to."""

from pydantic import JsonValue

from tools.frozen import Frozen


class CaseResult(Frozen):
    """One judged case."""

    suite: str
    case_id: str
    family: str
    """Language, rule or kind of attack: what results are counted by."""
    passed: bool
    counted: tuple[int, int] | None = None
    """Of a case that is a rate: how many of how many held."""
    expected: JsonValue = None
    actual: JsonValue = None
    harm: str | None = None
    """The harm predicate that came true on the venue's ledger; never acceptable."""
