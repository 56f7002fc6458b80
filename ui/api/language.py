"""The language an API answer is written in."""

from typing import cast

from starlette.requests import Request

from tools.text import Language


def language_of(request: Request) -> Language:
    """`?language=` (or `?lang=`) first, then `Accept-Language`, else English."""
    asked = request.query_params.get("language") or request.query_params.get("lang")
    if asked in ("en", "tr"):
        return cast("Language", asked)
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> Language:
    """The better liked of our languages in an `Accept-Language` header."""
    best: Language = "en"
    most = 0
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        liked = _thousandths(weight)
        name = tag.strip().lower().partition("-")[0]
        if name in ("en", "tr") and liked > most:
            best, most = cast("Language", name), liked
    return best


def _thousandths(weight: str) -> int:
    """A quality value in thousandths; what cannot be read counts as not wanted."""
    if not weight:
        return 1000
    whole, _, digits = weight.strip().partition(".")
    try:
        return int(whole) * 1000 + int((digits or "0").ljust(3, "0")[:3])
    except ValueError:
        return 0
