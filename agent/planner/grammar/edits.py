"""Edits: which slips of the fingers are likely on a keyboard."""

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
