"""Mounts the chat at `/` of the one server, last, after every exact route."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request

from agent.session import Sessions
from tools.clock import SystemClock
from tools.ids import Ids, RandomIds
from ui.browser_guard import BrowserGuard
from ui.chat_files import add_file_route
from ui.chat_state import prepare, signing_secret
from ui.runtime import LOCAL_USER, Runtime, bind, is_bound

DEFAULT_ORIGINS = ("http://127.0.0.1:3003", "http://localhost:3003")

_loaded: list[Path] = []


def mount_chat(
    app: FastAPI,
    sessions: Sessions,
    home: Path,
    *,
    origins: Sequence[str] = DEFAULT_ORIGINS,
    ids: Ids | None = None,
) -> None:
    """Serve the chat of `sessions` at `/`. Call it last: its catch-all takes every path left over.

    The chat server is one per process; mounting again (another `app`, another `home`) moves it to the new
    session and its store, while translations and cards stay those of the first.

    Args:
        app: the application; wrap it in `BrowserGuard` afterwards.
        sessions: who plans and decides.
        home: state of the product; the chat uses `home/chat` and `home/chat.db`.
        origins: exact addresses people open in the browser.
        ids: source of the cookie secret.
    """
    folder = home.resolve() / "chat"
    (folder / "files").mkdir(parents=True, exist_ok=True)
    bind(Runtime(sessions=sessions, folder=folder))
    if not _loaded:
        prepare(folder, origins, version("chainlit"))
        _set_environment(folder)
    _set("CHAINLIT_AUTH_SECRET", signing_secret(folder, ids or RandomIds(SystemClock())))
    add_file_route(app)
    _load(folder)
    from chainlit.server import app as chat_server

    app.mount("/", chat_server)


def browser_user(request: Request) -> str | None:
    """Who is signed in to the chat in the browser that sent `request`; None without a valid cookie."""
    if not is_bound() or not _loaded:
        return None
    from chainlit.auth.cookie import get_token_from_cookies
    from chainlit.auth.jwt import decode_jwt
    from jwt import InvalidTokenError

    token = get_token_from_cookies(request.cookies)
    if token is None:
        return None
    try:
        user = decode_jwt(token)
    except (InvalidTokenError, KeyError, TypeError, ValueError):
        return None
    return user.identifier if user.identifier == LOCAL_USER else None


def _set_environment(folder: Path) -> None:
    _set("CHAINLIT_APP_ROOT", str(folder))
    _set("CHAINLIT_ROOT_PATH", "/")
    _set("CHAINLIT_COOKIE_SAMESITE", "strict")
    _set("CHAINLIT_ENV_FILE", str(folder / "none.env"))
    _set("TRACELOOP_TELEMETRY", "false")


def _set(name: str, value: str) -> None:
    # The chat server takes its root and secret from the environment only, and reads them at import.
    os.environ[name] = value  # noqa: TID251


def _load(folder: Path) -> None:
    """Import the chat server and our callbacks once; afterwards only point it at the new store.

    Its own `mount_chainlit` is not used: it wraps every request in a middleware that a mount at `/` does
    not need and that fails when a browser disconnects.
    """
    import chainlit.data
    from chainlit.config import config, load_module

    chainlit.data._data_layer = None
    chainlit.data._data_layer_initialized = False
    if not _loaded:
        target = str(Path(__file__).with_name("chat.py"))
        config.run.module_name = target
        load_module(target)
        _loaded.append(folder)


__all__ = ["DEFAULT_ORIGINS", "BrowserGuard", "browser_user", "mount_chat"]
