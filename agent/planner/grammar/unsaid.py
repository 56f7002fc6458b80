"""Unsaid: wishes of a trader that leave out what only the trader can say; each gets its own question."""

import re

from agent.planner.grammar import guards
from agent.planner.grammar.scene import Scene
from tools.text import Text

_LEAD = r"(?:^|[,.;!] ?|(?<=and )|(?<=then )|(?<=please )|(?<=can you )|(?<=could you ))"
_HELD = r"(?:(?:my|the|this|that|our) )?(?:\w+ )?(?:position|pos|long|short|trade|bag|it)"
_WISHES: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(
            r"(?:stop|sl|stop[ -]?loss)(?: \w+){0,3} (?:to|at) (?:my )?(?:break ?-?even|b/?e|entry"
            r"|cost)(?![a-z])"
            r"|(?:break ?-?even|entry) (?:stop|sl)(?![a-z])"
            r"|(?:stop|sl)\w*(?:'\w+)? (?:\w+ )?(?:giris|basa ?bas|maliyet|break ?even)\w*",
            re.ASCII,
        ),
        Text(
            en=(
                "At which price exactly shall the stop be, and for which position? E.g. “stop at 64000 "
                "on my BTC long”."
            ),
            tr=(
                "Stop tam olarak hangi fiyatta, hangi pozisyon için olsun? Örneğin “BTC longuma 64000 "
                "stop koy”."
            ),
        ),
    ),
    (
        re.compile(
            rf"{_LEAD}(?:reverse|flip|switch)(?: {_HELD})(?: (?:to )?(?:long|short))?(?![a-z])"
            r"|(?:ters(?:ine)?|tersi) (?:cevir|don|al|gec)\w*",
            re.ASCII,
        ),
        Text(
            en="Reversing is two orders: close the position, then open how much on the other side? Say both.",
            tr=(
                "Ters çevirmek iki emirdir: pozisyon kapanır, sonra ters yönde ne kadar açılsın? İkisini "
                "de yazın."
            ),
        ),
    ),
    (
        re.compile(
            rf"{_LEAD}(?:double|triple)(?: (?:up|down)(?! on(?! my))|(?: down on| up on)? {_HELD})(?![a-z])"
            rf"|{_LEAD}(?:add|scale|average|dca)(?: more)? (?:to|into|down on|in to|down) {_HELD}(?![a-z])"
            r"|(?:iki|uc|2|3) kat(?:ina|i)? (?:cikar|yap|artir)\w*|poz\w* (?:buyut|ekleme yap|ekle)\w*"
            r"|maliyet(?:imi|i)? dusur\w*",
            re.ASCII,
        ),
        Text(
            en="How much more, of which coin, and on which side? E.g. “buy another 0.01 BTC”.",
            tr="Ne kadar daha, hangi coin, hangi yönde? Örneğin “0.01 BTC daha al”.",
        ),
    ),
)


SPOKEN = tuple(pattern.pattern for pattern, _ in _WISHES)
"""The words looked for here, so that a mistyped one can be known."""


def question(scene: Scene) -> Text | None:
    """What to ask about such a wish; None where there is none, or where it is only spoken about."""
    if guards.negated(scene) or guards.doubtful(scene) or guards.told(scene):
        return None
    return next((asked for pattern, asked in _WISHES if pattern.search(scene.folded)), None)
