"""The few calls into the chat server that it leaves untyped."""

from collections.abc import Sequence
from typing import Any

import chainlit as cl
from chainlit.data import get_data_layer


async def post(content: str, elements: Sequence[Any] = ()) -> None:
    """Send one message to the conversation of the running callback."""
    await cl.Message(content=content, elements=list(elements)).send()  # type: ignore[no-untyped-call]


async def post_error(content: str) -> None:
    """Send one error to the conversation."""
    await cl.ErrorMessage(content=content).send()  # type: ignore[no-untyped-call]


async def name_thread(name: str) -> None:
    """Give the conversation a name, once."""
    store = get_data_layer()  # type: ignore[no-untyped-call]
    if store is None or cl.user_session.get("named"):  # type: ignore[no-untyped-call]
        return
    cl.user_session.set("named", True)  # type: ignore[no-untyped-call]
    await store.update_thread(cl.context.session.thread_id, name=name)
