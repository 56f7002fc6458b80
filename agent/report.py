"""The message of a turn: one short paragraph in the user's language, every number from this turn."""

from agent.labels import values
from agent.turn import ReadResult, Turn
from guardrails.review import Review
from policies.verdict import Outcome
from tools.call import Effect
from tools.catalogue import tool
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
    en="“Confirm the canary” proposes the real order.",
    tr="“Kanaryayı onayla” gerçek emri önerir.",
)
_DENIED = Text(en="Not allowed", tr="İzin verilmiyor")
_ASKED = Text(en="One thing first", tr="Önce bir soru")


def report(turn: Turn) -> Turn:
    """The turn with its closing message; a question or refusal keeps the one it has."""
    parts = [turn.message] if turn.message else []
    if turn.withdrawn is not None:
        parts.append(turn.withdrawn.said.say(turn.language))
        if not turn.withdrawn.free:
            return turn.model_copy(update={"message": "\n\n".join(parts)})
    stored = any(turn.approval_ids)
    parts += _of_results(turn.results, turn.language)
    parts += [_of_review(review, stored, turn.language) for review in turn.reviews]
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
    return f"{head}: " + " ".join((*reasons, *_passing(review, language)))


def _passing(review: Review, language: Language) -> tuple[str, ...]:
    if not review.would_pass:
        return ()
    new = values({change.path: change.value for change in review.would_pass})
    return (Text(en=f"This would pass: {new.en}.", tr=f"Şununla geçer: {new.tr}.").say(language),)


def _of_results(results: tuple[ReadResult, ...], language: Language) -> list[str]:
    said = [result.said.say(language) for result in results]
    read = [result.time_ms for result in results if tool(result.tool).effect is Effect.READ]
    if not read:
        return said
    at = to_datetime(min(read)).strftime("%H:%M:%S")
    time = Text(en=f"As of {at} UTC.", tr=f"{at} UTC itibarıyla.").say(language)
    return [*said[:-1], f"{said[-1]} {time}".strip()]
