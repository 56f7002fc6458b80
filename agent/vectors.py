"""Vectors: texts found again by meaning, in a SQLite file of their own.

The file is opened through apsw, whose SQLite can load sqlite-vec where Python's cannot; it must never be
opened with another SQLite library at the same time. Where sqlite-vec does not load, the same rows are
compared one by one: same answers, slower.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import apsw
import sqlite_vec
from pydantic import JsonValue

from agent.embedder import dot
from tools.frozen import Frozen

_SCHEMA = """
create table if not exists item (
    id integer primary key,
    collection text not null,
    key text not null,
    text text not null,
    payload text not null,
    embedder text not null,
    vector blob not null,
    unique (collection, key)
) strict
"""


class Item(Frozen):
    """A text to find again, and what belongs to it."""

    key: str
    text: str
    payload: dict[str, JsonValue] = {}


class Match(Frozen):
    """An item and how near it is."""

    item: Item
    similarity: float
    """Cosine, 1 for the same direction."""


class TextEmbedder(Protocol):
    """Turns text into unit vectors."""

    @property
    def identity(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, text: str) -> array[float] | None: ...


class Vectors:
    """Collections of items, each searched on its own.

    Items of an older embedder are embedded anew when the file is opened.

    Args:
        path: the file, or `:memory:`.
        accelerated: False compares row by row without trying sqlite-vec.
    """

    def __init__(self, path: Path | str, embedder: TextEmbedder, *, accelerated: bool = True) -> None:
        self._embedder = embedder
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(2_000)
        self._connection.execute(_SCHEMA)
        self.accelerated = accelerated and self._load()
        with self._connection:
            self._renew()
            self._reindex()

    def put(self, collection: str, items: Iterable[Item]) -> None:
        """Add items, replacing those of the same key; a text without a word is left out."""
        with self._connection:
            for item in items:
                self._forget(collection, item.key)
                self._insert(collection, item)

    def forget(self, collection: str, key: str) -> bool:
        """Take one item out; whether it was there."""
        found = False
        with self._connection:
            found = self._forget(collection, key)
        return found

    def items(self, collection: str) -> tuple[Item, ...]:
        """Every item of a collection, oldest first."""
        rows = self._connection.execute(
            "select key, text, payload from item where collection = ? order by id", (collection,)
        )
        return tuple(_item(row) for row in rows)

    def nearest(self, collection: str, text: str, k: int, at_least: float = 0.0) -> tuple[Match, ...]:
        """At most `k` items by falling similarity; ties go to the older item."""
        vector = self._embedder.embed(text)
        if vector is None or k < 1:
            return ()
        found = (
            self._by_index(collection, vector, k) if self.accelerated else self._by_row(collection, vector)
        )
        ranked = sorted((-round(similarity, 6), number) for number, similarity in found)[:k]
        return tuple(
            Match(item=self._get(number), similarity=-negative)
            for negative, number in ranked
            if -negative >= at_least
        )

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def _load(self) -> bool:
        try:
            self._connection.enable_load_extension(True)
            sqlite_vec.load(self._connection)
            self._connection.enable_load_extension(False)
        except (apsw.Error, AttributeError, OSError):
            return False
        return True

    def _renew(self) -> None:
        stale = self._connection.execute(
            "select collection, key, text, payload from item where embedder <> ?", (self._embedder.identity,)
        ).fetchall()
        for collection, *rest in stale:
            item = _item(rest)
            self._connection.execute(
                "delete from item where collection = ? and key = ?", (collection, item.key)
            )
            self._insert(str(collection), item, indexed=False)

    def _reindex(self) -> None:
        """Build the index from the rows at every opening, so that the two cannot disagree."""
        if not self.accelerated:
            return
        self._connection.execute("drop table if exists temp.nearby")
        self._connection.execute(
            "create virtual table temp.nearby using vec0("
            "id integer primary key, collection text partition key,"
            f" embedding float[{self._embedder.dimensions}] distance_metric=cosine)"
        )
        self._connection.execute(
            "insert into temp.nearby(id, collection, embedding) select id, collection, vector from item"
        )

    def _insert(self, collection: str, item: Item, *, indexed: bool = True) -> None:
        vector = self._embedder.embed(item.text)
        if vector is None:
            return
        payload = json.dumps(item.payload, ensure_ascii=False, sort_keys=True)
        self._connection.execute(
            "insert into item(collection, key, text, payload, embedder, vector) values (?, ?, ?, ?, ?, ?)",
            (collection, item.key, item.text, payload, self._embedder.identity, vector.tobytes()),
        )
        if self.accelerated and indexed:
            self._connection.execute(
                "insert into temp.nearby(id, collection, embedding) values (?, ?, ?)",
                (self._connection.last_insert_rowid(), collection, vector.tobytes()),
            )

    def _forget(self, collection: str, key: str) -> bool:
        row = self._connection.execute(
            "delete from item where collection = ? and key = ? returning id", (collection, key)
        ).fetchone()
        if row and self.accelerated:
            self._connection.execute("delete from temp.nearby where id = ?", row)
        return row is not None

    def _by_index(self, collection: str, vector: array[float], k: int) -> list[tuple[int, float]]:
        rows = self._connection.execute(
            "select id, distance from temp.nearby where embedding match ? and k = ? and collection = ?",
            (vector.tobytes(), min(k + 8, 4096), collection),
        )
        return [(number, 1.0 - distance) for number, distance in rows]

    def _by_row(self, collection: str, vector: array[float]) -> list[tuple[int, float]]:
        rows = self._connection.execute("select id, vector from item where collection = ?", (collection,))
        return [(number, dot(vector, array("f", blob))) for number, blob in rows]

    def _get(self, number: int) -> Item:
        row = self._connection.execute(
            "select key, text, payload from item where id = ?", (number,)
        ).fetchone()
        return _item(row or ())


def _item(row: Sequence[object]) -> Item:
    key, text, payload = map(str, row)
    return Item(key=key, text=text, payload=json.loads(payload))
