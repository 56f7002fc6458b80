"""Links: the audit read in order, each row checked against its MAC and the row before it."""

from collections.abc import Iterator
from typing import Any

from tools.errors import LedgerTampered
from tools.ledger.chain import GENESIS, Chain, covered
from tools.ledger.engine import Connection

FIELDS = ("seq", "time_ms", "actor", "action", "subject", "body", "key_id")
PAGE = 10_000
"""Rows asked for at once: PostgreSQL's driver holds all of an answer in memory."""
ENDLESS = (1 << 63) - 1

Link = tuple[str, bytes, tuple[bytes, ...]]
"""MAC of a row, what it covers, and its fields: seq, time_ms, actor, action, subject, body, key_id."""


class BrokenLink(LedgerTampered):
    """A row that does not fit; `problem` says how, `seq` which."""

    def __init__(self, seq: int, problem: str) -> None:
        super().__init__(
            f"row {seq}: {problem}; keep the files as they are",
            f"{seq}. satır uyuşmuyor ({problem}); dosyaları olduğu gibi koruyun",
        )
        self.seq = seq
        self.problem = f"row {seq}: {problem}"


def links(
    connection: Connection,
    chain: Chain,
    after: int = 0,
    previous: str = GENESIS,
    until: int = ENDLESS,
) -> Iterator[Link]:
    """Rows after `after`, whose MAC is `previous`, up to `until` or the end of the record.

    Raises:
        BrokenLink: a row is missing, edited, signed with a key nobody knows, or does not follow.
    """
    seq = after
    for row in _rows(connection, after, until):
        seq += 1
        stored, mac, fields = row[1], row[2], row[3:]
        if row[0] != seq:
            raise BrokenLink(seq, "missing")
        try:
            data = covered(stored, *fields)
            made = chain.mac(fields[6].decode(), data)
        except (ValueError, LedgerTampered):
            raise BrokenLink(seq, "edited, or signed with a key nobody knows") from None
        if made != mac:
            raise BrokenLink(seq, "edited")
        if stored != previous:
            raise BrokenLink(seq, "does not follow the row before it")
        previous = mac
        yield mac, data, fields


def _rows(connection: Connection, after: int, until: int) -> Iterator[tuple[Any, ...]]:
    octets = ", ".join(connection.octets(field) for field in FIELDS)
    page = f"""
        SELECT seq, previous, mac, {octets} FROM audit WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3
    """  # noqa: S608 - names of columns only
    found = PAGE
    while found == PAGE:
        found = 0
        for row in connection.run(page, after, until, PAGE):
            found, after = found + 1, row[0]
            yield row
