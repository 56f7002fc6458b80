"""Memory: what a trader asked to have remembered, found again by meaning; data, never instruction.

A remembered text is shown with its source where it is used. It cannot give orders to the product, cannot
widen a limit or grant an approval, and it is kept for one person only.
"""

import re
from typing import Literal

from agent.planner.grammar.fold import clean, fold
from agent.vectors import Item, Vectors
from tools.clock import Clock
from tools.frozen import Frozen
from tools.ids import Ids
from tools.text import Text

LONGEST = 300
"""Characters of the longest text that is kept."""
MOST = 500
"""Texts kept per person."""

_ORDERS = re.compile(
    r"\b(ignore|disregard|override|bypass|skip|disable|always|never ask|from now on|without asking|pretend"
    r"|you are|you must|system prompt|instruction\w*|auto\W?(approve|confirm)\w*|act as"
    r"|yok say\w*|gormezden|atla\w*"
    r"|devre disi|her zaman|daima|bundan (sonra|boyle)|sormadan|onaysiz|talimat\w*"
    r"|limit\w* (kaldir|kapat)\w*|otomatik onay\w*|rolunu)\b"
)
_APPROVALS = re.compile(r"\b(approv\w*|onayla\w*|onayli|confirm\w*)\b")
_SECRETS = re.compile(
    r"\b(api ?key|secret|password|seed phrase|private key|token|sifre\w*|parola\w*"
    r"|gizli anahtar\w*|api anahtar\w*)\b"
)
_LOOKS_SECRET = re.compile(r"[A-Za-z0-9+/_-]{28,}")


class Note(Frozen):
    """A text somebody asked to have remembered."""

    note_id: str
    text: str
    time_ms: int


class Kept(Frozen):
    """It is remembered."""

    kind: Literal["kept"] = "kept"
    note: Note


class Declined(Frozen):
    """It is not, and why."""

    kind: Literal["declined"] = "declined"
    reason: Text


class Memory:
    """Notes of each person, apart from everybody else's."""

    def __init__(self, vectors: Vectors, clock: Clock, ids: Ids) -> None:
        self._vectors = vectors
        self._clock = clock
        self._ids = ids

    def remember(self, person: str, text: str) -> Kept | Declined:
        """Keep a fact or preference; instructions, approvals and secrets are declined."""
        reason = _objection(text) or self._full(person)
        if reason:
            return Declined(reason=reason)
        note = Note(note_id=self._ids.new("note"), text=" ".join(text.split()), time_ms=self._clock.now_ms())
        self._vectors.put(
            _collection(person), [Item(key=note.note_id, text=note.text, payload={"time_ms": note.time_ms})]
        )
        return Kept(note=note)

    def recall(self, person: str, text: str, k: int = 3, at_least: float = 0.3) -> tuple[Note, ...]:
        """Notes on what `text` is about, best first; empty when there are none."""
        matches = self._vectors.nearest(_collection(person), text, k, at_least)
        return tuple(_note(match.item) for match in matches)

    def notes(self, person: str) -> tuple[Note, ...]:
        """Everything kept for a person, oldest first."""
        return tuple(_note(item) for item in self._vectors.items(_collection(person)))

    def forget(self, person: str, note_id: str) -> bool:
        """Drop one note; whether it was there."""
        return self._vectors.forget(_collection(person), note_id)

    def _full(self, person: str) -> Text | None:
        return _FULL if len(self._vectors.items(_collection(person))) >= MOST else None


def _objection(text: str) -> Text | None:
    folded = fold(clean(text))
    if not re.search(r"[a-z0-9]", folded) or len(text) > LONGEST:
        return _LENGTH
    if _SECRETS.search(folded) or _LOOKS_SECRET.search(text):
        return _SECRET
    return _INSTRUCTION if _ORDERS.search(folded) or _APPROVALS.search(folded) else None


def _collection(person: str) -> str:
    return f"notes:{person}"


def _note(item: Item) -> Note:
    return Note(note_id=item.key, text=item.text, time_ms=int(str(item.payload["time_ms"])))


_INSTRUCTION = Text(
    en="I can remember facts and preferences, but not instructions or approvals.",
    tr="Bilgileri ve tercihleri aklımda tutabilirim; talimat ya da onay saklayamam.",
)
_SECRET = Text(
    en="That looks like a secret, so I did not keep it. Please do not type secrets into the chat.",
    tr="Bu gizli bir bilgiye benziyor, bu yüzden saklamadım. Lütfen sohbete gizli bilgi yazmayın.",
)
_LENGTH = Text(
    en=f"I can remember short texts of up to {LONGEST} characters.",
    tr=f"En çok {LONGEST} karakterlik kısa metinleri aklımda tutabilirim.",
)
_FULL = Text(
    en="My memory for you is full; forget something first.",
    tr="Sizin için ayrılan bellek dolu; önce bir kaydı sildirin.",
)
