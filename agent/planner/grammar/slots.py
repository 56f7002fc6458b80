"""Slots: parameters with the words they came from, and the choice between readings of a number."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from agent.planner.grammar.fold import fold
from agent.planner.grammar.numbers import Number
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Correction, Scene
from agent.planner.grammar.symbols import NAMES, Coin, one_edit
from agent.planner.grammar.tokens import Token
from agent.planner.proposal import Instrument
from tools.call import Origin, Source
from tools.money import plain
from tools.terms import VenueName
from tools.text import Text

_PRICE_BAND = Decimal("0.5")


class Slots:
    """Collects parameters of one call; each says which words it was read from."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.args: dict[str, object] = {}
        self.origins: list[Origin] = []

    def put(self, path: str, value: object, words: str | None = None, note: Text | None = None) -> None:
        """One parameter from the user's words; `note` tells when it was read as something else."""
        self.args[path] = plain(value) if isinstance(value, Decimal) else value
        note = note or self._typo(words)
        said = note.say(self.scene.speech) if note else None
        self.origins.append(
            Origin(path=path, source=Source.USER, words=words, note=said, typed=words if note else None)
        )

    def recall(self, path: str, value: object, note: Text) -> None:
        """One parameter from the current state of the account, not from the words."""
        self.args[path] = plain(value) if isinstance(value, Decimal) else value
        self.origins.append(Origin(path=path, source=Source.MEMORY, note=note.say(self.scene.speech)))

    def step(self, tool: str, note: Text | None = None) -> Step:
        """The finished call; mistyped words no parameter shows are told beside it."""
        return Step(tool, self.args, tuple(self.origins), note or self._respelled())

    def _typo(self, words: str | None) -> Text | None:
        """What to show when one of the words was typed otherwise."""
        for typed, read in self.scene.corrections:
            if words and read in fold(words):
                return Text(en=f"“{typed}” read as “{read}”", tr=f"“{typed}” “{read}” olarak okundu")
        return None

    def _respelled(self) -> Text | None:
        shown = " ".join(origin.note or "" for origin in self.origins)
        told = [each for each in self.scene.corrections if f"“{each.typed}”" not in shown]
        return read_as(told) if told else None


def read_as(corrections: Iterable[Correction]) -> Text:
    """Which words were read as which."""
    told = tuple(corrections)
    return Text(
        en="; ".join(f"“{typed}” read as “{read}”" for typed, read in told) + ".",
        tr="; ".join(f"“{typed}” “{read}” olarak okundu" for typed, read in told) + ".",
    )


def venue(scene: Scene, slots: Slots | None = None) -> VenueName:
    """The venue named, or Binance futures; a named one is put into `slots`."""
    named = {
        "spot": VenueName.BINANCE_SPOT,
        "futures": VenueName.BINANCE_FUTURES,
        "btcturk": VenueName.BTCTURK_SPOT,
    }
    said = scene.all("btcturk") or scene.all("spot", "futures")
    names = {named[tag.concept] for tag in said}
    if len(names) > 1:
        raise Unclear("Spot or futures?", "Spot mu, vadeli mi?")
    if not names:
        return VenueName.BINANCE_FUTURES
    if slots is not None:
        slots.put("venue", str(min(names)), scene.words(said[0].start, said[0].end))
    return min(names)


def coin(scene: Scene) -> Coin | None:
    """The one coin of the clause, or None.

    Raises:
        Unclear: more than one coin is named.
    """
    if len({c.base for c in scene.coins}) > 1:
        names = ", ".join(dict.fromkeys(c.base for c in scene.coins))
        raise Unclear(f"One at a time: which of {names}?", f"Hangisi: {names}?")
    return max(scene.coins, key=lambda c: c.quote is not None, default=None)


def symbol(scene: Scene, slots: Slots, required: bool = True) -> Instrument | None:
    """Put the symbol the clause names; the instrument behind it when the venue lists it.

    Raises:
        Unclear: no coin, an unknown one, or one the venue does not have.
    """
    found = coin(scene)
    if found is None:
        if required:
            raise missing_symbol(scene)
        return None
    where = venue(scene)
    quote = found.quote or ("TRY" if where is VenueName.BTCTURK_SPOT else "USDT")
    name = f"{found.base}{quote}"
    instrument = listed(scene, where, name)
    if instrument is None and (
        where is VenueName.BINANCE_FUTURES or not _base_known(scene, found.base, quote)
    ):
        raise _unlisted(scene, name)
    slots.put("symbol", name, scene.words(found.start, found.end), _corrected(scene, found))
    return instrument


def listed(scene: Scene, where: VenueName, name: str) -> Instrument | None:
    """The instrument of that name on a venue."""
    return next((i for i in scene.surroundings.instruments if i.venue == where and i.symbol == name), None)


def _base_known(scene: Scene, base: str, quote: str) -> bool:
    venues = {i.venue for i in scene.surroundings.instruments}
    return (
        quote in ("USDT", "TRY")
        and len(venues) == 1
        and any(i.base == base for i in scene.surroundings.instruments)
    )


def _corrected(scene: Scene, found: Coin) -> Text | None:
    for typed, read in scene.corrections:
        if read.upper() == found.base:
            return Text(en=f"“{typed}” read as {found.base}", tr=f"“{typed}” {found.base} olarak okundu")
    return None


def missing_symbol(scene: Scene, among: Iterable[Token] | None = None) -> Unclear:
    """The question for a symbol that is missing or not known, judged by the words left unexplained."""
    for token in scene.unexplained if among is None else among:
        if token.text.isdigit():
            continue
        word = scene.words(token.start, token.end)
        near = _near(token.stem, {i.base for i in scene.surroundings.instruments})
        if near:
            hint = ", ".join(near)
            return Unclear(
                f"I don't know “{word}”. Did you mean {hint}?",
                f"“{word}” nedir bilmiyorum. {hint} mi demek istediniz?",
            )
        return Unclear(
            f"I don't know “{word}”. Which coin do you mean?", f"“{word}” nedir bilmiyorum. Hangi coin?"
        )
    return Unclear("Which symbol? For example BTC or ETHUSDT.", "Hangi sembol? Örneğin BTC ya da ETHUSDT.")


def _near(word: str, bases: set[str]) -> list[str]:
    names = {
        name: base
        for base, words in NAMES.items()
        if base in bases
        for name in (base.lower(), *words.split())
    }
    return sorted({base for name, base in names.items() if one_edit(word, name)})[:3]


def _unlisted(scene: Scene, name: str) -> Unclear:
    base = name.removesuffix("USDT")
    near = [
        i.symbol
        for i in scene.surroundings.instruments
        if i.base == base or one_edit(base.lower(), i.base.lower())
    ]
    hint_en = f" Did you mean {', '.join(near[:3])}?" if near else " Which other symbol?"
    hint_tr = f" {', '.join(near[:3])} mi demek istediniz?" if near else " Başka hangi sembol?"
    return Unclear(f"{name} is not traded here.{hint_en}", f"{name} burada işlem görmüyor.{hint_tr}")


def as_price(number: Number, scene: Scene, instrument: Instrument | None) -> Decimal:
    """The one reading of a price within 50 % of the mark.

    Raises:
        Unclear: not exactly one reading survives.
    """

    def fits(value: Decimal) -> bool:
        return instrument is not None and abs(value - instrument.mark) <= _PRICE_BAND * instrument.mark

    return _only(number, scene, fits)


def as_amount(number: Number, scene: Scene, instrument: Instrument | None) -> Decimal:
    """The one reading of a quote amount that reaches the minimum notional.

    Raises:
        Unclear: not exactly one reading survives.
    """
    return _only(number, scene, lambda value: instrument is None or value >= instrument.min_notional)


def as_quantity(number: Number, scene: Scene, instrument: Instrument | None) -> Decimal:
    """The one reading of a coin quantity within the lot limits and above the minimum notional.

    In Turkish, spoken or asked for, `1.000` coins always asks; in English a lone dot is a decimal point.

    Raises:
        Unclear: not exactly one reading survives.
    """
    if len(number.readings) > 1 and "tr" in (scene.language, scene.speech):
        raise two_ways(number, scene)
    if number.dotted and scene.language == "en":
        return number.value

    def fits(value: Decimal) -> bool:
        return instrument is None or (
            instrument.min_quantity <= value <= instrument.max_quantity
            and value * instrument.mark >= instrument.min_notional
        )

    return _only(number, scene, fits)


def _only(number: Number, scene: Scene, fits: Callable[[Decimal], bool]) -> Decimal:
    if not number.readings:
        raise two_ways(number, scene)
    if len(number.readings) == 1:
        return number.readings[0]
    surviving = [value for value in number.readings if fits(value)]
    if len(surviving) != 1:
        raise two_ways(number, scene)
    return surviving[0]


def two_ways(number: Number, scene: Scene) -> Unclear:
    """The question for a number that reads two ways, or not at all."""
    word = scene.words(number.start, number.end)
    if len(number.readings) < 2:
        return Unclear(
            f"I cannot read the number “{word}”. How much exactly?",
            f"“{word}” sayısını okuyamadım. Tam olarak ne kadar?",
        )
    low, high = (plain(value) for value in sorted(number.readings))
    return Unclear(
        f"“{word}” reads two ways: {low} or {high}?", f"“{word}” iki türlü okunuyor: {low} mi, {high} mi?"
    )


def reading_note(number: Number, value: Decimal) -> Text | None:
    """What to show when a number had another reading."""
    if len(number.readings) < 2:
        return None
    other = next(plain(reading) for reading in number.readings if reading != value)
    return Text(en=f"read as {plain(value)}, not {other}", tr=f"{plain(value)} olarak okundu, {other} değil")
