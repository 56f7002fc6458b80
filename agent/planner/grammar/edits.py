"""Edits: which slips of the fingers are likely on a keyboard."""

import re

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = frozenset(
    frozenset(pair)
    for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True)
    for place, key in enumerate(row)
    for pair in (
        *((key, other) for other in row[place + 1 : place + 2]),
        *((key, other) for other in below[max(0, place - 1) : place + 1]),
    )
)


def likely(typed: str, meant: str) -> bool:
    """Whether one swap, slip to a neighbouring key, doubled or left-out letter made `typed` of `meant`.

    Example:
        >>> likely("wqnt", "want"), likely("wqnt", "wont"), likely("clsoe", "close")
        (True, False, True)
    """
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    here, there = typed[start:], meant[start:]
    if len(typed) < len(meant):
        return here == there[1:]
    if len(typed) > len(meant):
        return here[1:] == there and here[0] in (typed[start - 1 : start], here[1:2])
    if here[1:] == there[1:]:
        return frozenset((here[0], there[0])) in _BESIDE
    return here[1::-1] + here[2:] == there


_PLAIN_ENDING = re.compile(r"s[ae](?:[mk]|n[ae]?|n[iu]z)?", re.ASCII)
"""The endings of a condition and of pressing, `-sa` and `-sana`: their s is never an ş."""


def marked_otherwise(typed: str, meant: str) -> bool:
    """Whether an ş was typed where the word meant, which is folded, has the s of such an ending.

    Example:
        >>> marked_otherwise("satş", "satsa"), marked_otherwise("satş", "satis")
        (True, False)
    """
    place = typed.lower().find("ş")
    return place > 0 and len(meant) > place and _PLAIN_ENDING.fullmatch(meant, place) is not None
