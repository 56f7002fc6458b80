"""The message of a turn: one short paragraph in the user's language, every number from this turn."""

from agent.turn import ReadResult, Turn
from guardrails.review import Review
from policies.verdict import Outcome
from tools.clock import to_datetime
from tools.text import Language, Text

_SIMULATED = Text(
    en="Simulation only: nothing was sent. Say “on testnet” to propose it for real.",
    tr="Yalnızca simülasyon: hiçbir şey gönderilmedi. Gerçekten önermek için “testnette” deyin.",
)
_WAITING = Text(
    en="Check the card: nothing is sent until you approve it.",
    tr="Kartı kontrol edin: siz onaylamadan hiçbir şey gönderilmez.",
)
_PLANNED = Text(
    en="This is a plan: nothing was sent or stored. Ask for it to get a card to approve.",
    tr="Bu bir plan: hiçbir şey gönderilmedi, kaydedilmedi. Onay kartı için emri isteyin.",
)
_CANARY = Text(
    en="Canary simulated: nothing was sent. “Confirm the canary” proposes the real order.",
    tr="Kanarya simüle edildi: hiçbir şey gönderilmedi. “Kanarya onayla” gerçek emri önerir.",
)
_DENIED = Text(en="Not allowed", tr="İzin verilmiyor")
_ASKED = Text(en="One thing first", tr="Önce bir soru")


def report(turn: Turn) -> Turn:
    """The turn with its closing message; a question or refusal keeps the one it has."""
    parts = [turn.message] if turn.message else []
    stored = any(turn.approval_ids)
    parts += [_of_review(review, stored, turn.language) for review in turn.reviews]
    parts += [_of_result(result, turn.language) for result in turn.results]
    parts += [receipt.message.say(turn.language) for receipt in turn.receipts]
    return turn.model_copy(update={"message": "\n\n".join(p for p in dict.fromkeys(parts) if p)})


def _of_review(review: Review, stored: bool, language: Language) -> str:
    if review.outcome != "allow":
        return _objection(review, language)
    if review.approval.required:
        return (_WAITING if stored else _PLANNED).say(language)
    if review.tool == "run_canary":
        return _CANARY.say(language)
    if review.effects.orders:
        return _SIMULATED.say(language)
    return ""


def _objection(review: Review, language: Language) -> str:
    wanted = Outcome.DENY if review.outcome == "deny" else Outcome.ASK
    reasons = [v.reason.say(language) for v in review.verdicts if v.outcome is wanted]
    head = (_DENIED if review.outcome == "deny" else _ASKED).say(language)
    return f"{head}: " + " ".join(reasons)


def _of_result(result: ReadResult, language: Language) -> str:
    at = to_datetime(result.time_ms).strftime("%H:%M:%S")
    return Text(en=f"As of {at} UTC.", tr=f"{at} UTC itibarıyla.").say(language)
