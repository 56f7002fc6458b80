"""Files of the chat (charts, card documents) on the local disk, readable only by the signed-in user."""

import json
from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import FileResponse
from pydantic import JsonValue

ROUTE = "/chat/files"


class LocalFiles:
    """Object storage in a folder; keys are relative paths that may not leave it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def upload_file(
        self,
        object_key: str,
        data: bytes | str,
        mime: str = "application/octet-stream",
        overwrite: bool = True,
        content_disposition: str | None = None,
    ) -> dict[str, object]:
        """Store one object and say where it can be read."""
        path = self.path(object_key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return {"object_key": object_key, "url": f"{ROUTE}/{object_key}"}

    async def delete_file(self, object_key: str) -> bool:
        """Remove one object; False when there was none."""
        path = self.path(object_key)
        existed = path.is_file()
        path.unlink(missing_ok=True)
        return existed

    async def get_read_url(self, object_key: str) -> str:
        """Address of one object on this server."""
        return f"{ROUTE}/{object_key}"

    async def close(self) -> None:
        """Nothing is held open."""

    def path(self, object_key: str) -> Path:
        """File of a key.

        Raises:
            ValueError: the key points outside the folder.
        """
        path = (self._folder / object_key).resolve()
        if not path.is_relative_to(self._folder) or path == self._folder:
            raise ValueError("not a key of this store")
        return path


class CardDocuments:
    """Card documents of reviews that need no approval (simulated, denied, done), by plan and index.

    They have no row in the ledger; keeping them here lets a card carry nothing but an id.
    """

    def __init__(self, folder: Path) -> None:
        self._files = LocalFiles(folder / "cards")

    def save(self, card_id: str, document: Mapping[str, JsonValue]) -> None:
        """Keep one document."""
        path = self._files.path(f"{card_id}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")

    def load(self, card_id: str) -> dict[str, JsonValue] | None:
        """One document, or None when there is no such card."""
        try:
            text = self._files.path(f"{card_id}.json").read_text(encoding="utf-8")
        except (FileNotFoundError, ValueError):
            return None
        document: dict[str, JsonValue] = json.loads(text)
        return document


def add_file_route(app: FastAPI) -> None:
    """Serve the store of the bound chat to the user signed in to it."""

    @app.get(ROUTE + "/{key:path}", include_in_schema=False)
    async def chat_file(key: str, request: Request) -> FileResponse:
        from ui.chat_mount import browser_user
        from ui.runtime import current

        if browser_user(request) is None:
            raise HTTPException(401, "sign in to the chat")
        try:
            path = LocalFiles(current().files).path(key)
        except ValueError:
            raise HTTPException(404, "no such file") from None
        if not path.is_file():
            raise HTTPException(404, "no such file")
        media = "application/json" if path.suffix in (".json", "") else None
        return FileResponse(path, media_type=media, headers={"cache-control": "private, no-store"})
