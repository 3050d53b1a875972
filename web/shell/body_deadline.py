"""The body of a request comes in time or not at all: a server by itself waits for it for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from web.errors import BodyTooSlow

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

SECONDS = 30.0
"""How long a body may take to come, from when it is waited for."""


def with_deadline(app: ASGIApp, seconds: float = SECONDS) -> ASGIApp:
    """Return an application that raises BodyTooSlow to whoever still waits for a body then."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, _in_time(receive, seconds), send)

    return answered


def _in_time(receive: Receive, seconds: float) -> Receive:
    """Return what gives a request's messages; after its body there is no haste any more.

    The time begins when the first is asked for: until then it is we who let the client wait.
    """
    until: float | None = None
    is_whole = False

    async def received() -> Any:
        nonlocal is_whole, until
        if is_whole:
            return await receive()
        until = until or asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow(f"the request was not complete within {seconds:g} s") from None
        is_whole = not message.get("more_body", False)
        return message

    return received
