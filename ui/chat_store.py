"""Conversations in SQLite: the chat server's SQLAlchemy layer with what it lacks for SQLite."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from chainlit.data.sql_alchemy import SQLAlchemyDataLayer
from chainlit.data.storage_clients.base import BaseStorageClient
from chainlit.types import ThreadDict

from ui.chat_files import LocalFiles

_SCHEMA = Path(__file__).with_name("chat_schema.sql")

_JSON_FIELDS = ("props", "metadata", "tags", "generation")


class ChatFiles(LocalFiles, BaseStorageClient):
    """`LocalFiles` as the chat server knows object storage."""


class ChatStore(SQLAlchemyDataLayer):
    """Threads, steps and elements of the chat.

    SQLite hands JSON columns back as text; a resumed card whose `props` is text crashes in the browser.
    """

    async def get_all_user_threads(
        self, user_id: str | None = None, thread_id: str | None = None
    ) -> list[ThreadDict] | None:
        """All threads of a user, or one thread, with JSON columns parsed."""
        threads = await super().get_all_user_threads(user_id, thread_id)
        for thread in threads or []:
            _parse(thread)
            for part in (*(thread["steps"] or ()), *(thread["elements"] or ())):
                _parse(part)
        return threads


def open_store(database: Path, files: Path) -> ChatStore:
    """The store in `database`, its schema made when missing, elements in the folder `files`."""
    database.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(database)
    try:
        connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
    finally:
        connection.close()
    # The layer binds a list of tags as it is; SQLite takes text.
    sqlite3.register_adapter(list, json.dumps)
    return ChatStore(f"sqlite+aiosqlite:///{database}", storage_provider=ChatFiles(files))


def _parse(row: Any) -> None:
    for field in _JSON_FIELDS:
        value = row.get(field)
        if isinstance(value, str) and value:
            row[field] = json.loads(value)
