"""The chat: callbacks of the chat server, each one line of wiring. Loaded by `ui.chat_mount`."""

import chainlit as cl
from chainlit.config import config
from chainlit.data.base import BaseDataLayer
from chainlit.types import CommandDict, ThreadDict
from pydantic import JsonValue
from starlette.datastructures import Headers

from tools.errors import SparkError
from tools.text import Language
from ui.chat_callbacks import apologise, greet, propose_again, say, take_click
from ui.chat_store import open_store
from ui.runtime import LOCAL_USER, current, principal
from ui.starters import COMMANDS, STARTERS, as_text, language_of, slash_language

# Its configuration file knows only light and dark.
setattr(config.ui, "default_theme", "system")  # noqa: B010


@cl.data_layer
def store() -> BaseDataLayer:
    """Conversations next to the chat's folder, in `chat.db`."""
    folder = current().folder
    return open_store(folder.parent / "chat.db", current().files)


@cl.header_auth_callback
async def sign_in(headers: Headers) -> cl.User | None:
    """Login-free on this machine: everybody who gets past the guard is the local trader."""
    return cl.User(identifier=LOCAL_USER, metadata={"role": "trader"})


@cl.set_starters
async def starters(user: cl.User | None, language: str | None) -> list[cl.Starter]:
    """Examples for an empty chat."""
    spoken = language_of(language)
    return [cl.Starter(label=s.label.say(spoken), message=s.message.say(spoken)) for s in STARTERS]


@cl.on_chat_start
async def start() -> None:
    """Menu, and what waits for a decision."""
    await greet(current(), _user(), _language())
    await _offer_commands()


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """Menu; the cards of the conversation read their state themselves."""
    await _offer_commands()


@cl.on_message
async def message(said: cl.Message) -> None:
    """One utterance -> one turn."""
    text = as_text(said.content, said.command)
    try:
        await say(text, current(), principal(_user()), slash_language(text, _language()), _thread())
    except SparkError as error:
        await apologise(error, _language())


@cl.action_callback("approval_decide")
async def approval_decide(action: cl.Action) -> dict[str, JsonValue]:
    """A click on approve, reject or edit."""
    return await take_click(action.payload, current(), principal(_user()), _language())


@cl.action_callback("propose_again")
async def again(action: cl.Action) -> dict[str, JsonValue]:
    """A click that makes a new proposal from an old one."""
    return await propose_again(action.payload, current(), principal(_user()), _language(), _thread())


async def _offer_commands() -> None:
    spoken = _language()
    commands: list[CommandDict] = [
        {
            "id": command.name,
            "description": command.summary.say(spoken),
            "icon": command.icon,
            "button": False,
            "persistent": False,
            "selected": False,
        }
        for command in COMMANDS
    ]
    await cl.context.emitter.set_commands(commands)


def _user() -> str:
    user = cl.context.session.user
    if user is None:
        raise PermissionError("nobody is signed in")
    return user.identifier


def _thread() -> str:
    return str(cl.context.session.thread_id)


def _language() -> Language:
    return language_of(getattr(cl.context.session, "language", None))
