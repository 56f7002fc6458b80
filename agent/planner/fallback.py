"""Fallback: when the language model is not asked, and what the user hears when it did not help."""

from collections.abc import Mapping

from agent.planner.completions import Failure
from agent.planner.proposal import Proposal
from tools.clock import Clock
from tools.text import Text

_WILL_NOT_HEAL = (Failure.AUTH, Failure.MODEL)


class Circuit:
    """Stops asking after repeated failures; after a pause one request tries again.

    A wrong key or a model that is gone opens it at once, for ten pauses: asking again does not help.
    """

    def __init__(self, clock: Clock, threshold: int = 3, pause_ms: int = 60_000) -> None:
        self._clock = clock
        self._threshold = threshold
        self._pause_ms = pause_ms
        self._failures = 0
        self._open_until_ms = 0

    def admit(self) -> bool:
        """Whether to ask now; after a pause, one caller is let through at a time."""
        if self._failures < self._threshold:
            return True
        now_ms = self._clock.monotonic_ms()
        if now_ms < self._open_until_ms:
            return False
        self._open_until_ms = now_ms + self._pause_ms
        return True

    def succeeded(self) -> None:
        """The server answered properly."""
        self._failures = 0

    def failed(self, failure: Failure, retry_after_ms: int | None = None) -> None:
        """The server did not; a long `retry_after_ms` pauses for that long."""
        lasting = failure in _WILL_NOT_HEAL
        told = failure is Failure.RATE_LIMITED and retry_after_ms is not None
        self._failures = self._threshold if lasting or told else self._failures + 1
        pause_ms = retry_after_ms if told and retry_after_ms else self._pause_ms * (10 if lasting else 1)
        if self._failures >= self._threshold:
            self._open_until_ms = max(self._open_until_ms, self._clock.monotonic_ms() + pause_ms)


def taken_over(proposal: Proposal, failure: Failure) -> Proposal:
    """The offline planner's proposal, with word of why it is not the model's."""
    why = _WHY[failure]
    notice = Text(
        en=f"{why.en}; the offline planner read this instead.",
        tr=f"{why.tr}; bunu yerine çevrimdışı planlayıcı yorumladı.",
    )
    return proposal.model_copy(update={"notice": notice})


_WHY: Mapping[Failure, Text] = {
    Failure.RATE_LIMITED: Text(en="Groq's rate limit is reached", tr="Groq'un istek sınırına ulaşıldı"),
    Failure.UNAVAILABLE: Text(en="Groq is not reachable", tr="Groq'a ulaşılamıyor"),
    Failure.TIMEOUT: Text(en="Groq took too long", tr="Groq zamanında yanıt vermedi"),
    Failure.CAPACITY: Text(en="Groq has no capacity right now", tr="Groq'un şu anda boş kapasitesi yok"),
    Failure.AUTH: Text(
        en="Groq did not accept GROQ_API_KEY", tr="Groq, GROQ_API_KEY anahtarını kabul etmedi"
    ),
    Failure.MODEL: Text(
        en="Groq does not have the model of SPARK_GROQ_MODEL",
        tr="SPARK_GROQ_MODEL ayarındaki model Groq'ta yok",
    ),
    Failure.REQUEST: Text(en="Groq did not accept the request", tr="Groq isteği kabul etmedi"),
    Failure.GENERATION: Text(en="Groq's model missed the schema", tr="Groq'un modeli şemaya uymadı"),
    Failure.TRUNCATED: Text(en="Groq's reply was cut off", tr="Groq'un yanıtı yarıda kesildi"),
    Failure.REFUSED: Text(en="Groq's model declined to answer", tr="Groq'un modeli yanıt vermek istemedi"),
    Failure.EMPTY: Text(en="Groq's reply was empty", tr="Groq'un yanıtı boş geldi"),
    Failure.INVALID: Text(
        en="Groq's reply was not a valid plan", tr="Groq'un yanıtı geçerli bir plan değildi"
    ),
    Failure.BUDGET: Text(
        en="Your share of Groq is used up for now", tr="Groq kullanım payınız şimdilik doldu"
    ),
    Failure.PAUSED: Text(
        en="Groq failed repeatedly and is paused", tr="Groq üst üste hata verdiği için kısa süre devre dışı"
    ),
}
