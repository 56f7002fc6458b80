"""Transactions: what work on the ledger reads and writes with; documents are sealed, audit rows chained."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from pydantic import JsonValue

from tools.canonical import canonical
from tools.errors import LedgerError, LedgerTampered
from tools.frozen import Frozen
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.engine import Connection
from tools.ledger.ledger import AuditRow

M = TypeVar("M", bound=Frozen)

MAX_TEXT = 1_000_000
"""Longest text stored in one row."""

ADD_AUDIT = "INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
HEAD = "SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1"


class Written(NamedTuple):
    """A value as it is stored."""

    value: Frozen
    data: dict[str, JsonValue]
    doc: str
    """Canonical JSON of the data."""


class View:
    """Reads documents and checks their seals."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self.connection = connection
        self.chain = chain

    def many(self, kind: str, model: type[M], sql: str, *values: object) -> tuple[M, ...]:
        """Documents selected by `sql`, which names the columns `doc, row_mac`.

        Raises:
            LedgerTampered: a document does not fit its seal.
        """
        return tuple(self.opened(kind, model, *row) for row in self.connection.run(sql, *values))

    def one(self, kind: str, model: type[M], sql: str, *values: object) -> M | None:
        """The first document selected, or None."""
        row = self.row(sql, *values)
        return None if row is None else self.opened(kind, model, *row)

    def value(self, sql: str, *values: object) -> object:
        """The first column of the first row, or None."""
        row = self.row(sql, *values)
        return None if row is None else row[0]

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        return self.connection.run(sql, *values).fetchone()

    def rows(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Plain rows."""
        return iter(self.connection.run(sql, *values))

    def opened(self, kind: str, model: type[M], doc: str, seal: str) -> M:
        """The value of a stored document.

        Raises:
            LedgerTampered: it does not fit its seal.
        """
        if not self.chain.sealed(seal, kind, doc):
            raise LedgerTampered(
                f"a row of {kind} was changed behind the product's back; keep the files",
                f"{kind} tablosundaki bir satır ürünün dışında değiştirilmiş; dosyaları koruyun",
            )
        return model.model_validate_json(doc)


class Transaction(View):
    """One write transaction; `append` puts its audit rows where the changes are."""

    def __init__(
        self, connection: Connection, chain: Chain, now_ms: int, head: AuditRow | None = None
    ) -> None:
        super().__init__(connection, chain)
        self.now_ms = now_ms
        self.head = head
        """The last audit row of the group this is written with; None before the first."""
        self._written: Written | None = None

    def change(self, sql: str, *values: object) -> int:
        """Run one statement; how many rows it changed."""
        return self.connection.run(sql, *values).rowcount

    def seal(self, kind: str, value: Frozen, *copies: str) -> tuple[object, ...]:
        """Document and seal to store for a value, and the copies of its fields that are columns too.

        Raises:
            LedgerError: the document is longer than the ledger stores.
        """
        written = self.written(value)
        doc, data = written.doc, written.data
        return doc, self.chain.seal(kind, doc), *(_column(data[name]) for name in copies)

    def written(self, value: Frozen) -> Written:
        """A value as JSON; a row and its audit row have the same, made once.

        Raises:
            LedgerError: it is longer than the ledger stores.
        """
        if self._written is None or self._written.value is not value:
            data = value.model_dump(mode="json")
            self._written = Written(value, data, _bounded(canonical(data).decode()))
        return self._written

    def append(self, actor: str, action: str, subject: str, body: JsonValue) -> AuditRow:
        """Write one audit row behind the head, which is read here, inside the transaction."""
        seq, previous = self._head()
        row = self.chain.sign(
            AuditRow(
                seq=seq + 1,
                time_ms=self.now_ms,
                actor=actor,
                action=action,
                subject=subject,
                body=_bounded(canonical(body).decode()),
                previous=previous,
                mac="",
            )
        )
        self.change(ADD_AUDIT, *(field for _, field in row), self.chain.key_id)
        self.head = row
        return row

    def _head(self) -> tuple[int, str]:
        if self.head is not None:
            return self.head.seq, self.head.mac
        row = self.connection.run(HEAD).fetchone()
        return (0, GENESIS) if row is None else (row[0], row[1])


def _column(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise LedgerError(
            f"too long for the record: {len(text)} characters, at most {MAX_TEXT}",
            f"kayıt için çok uzun: {len(text)} karakter, en fazla {MAX_TEXT}",
        )
    return text
