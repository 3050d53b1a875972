"""A body that doesn't come to its end is refused, and what follows a whole one may take its time."""

import asyncio
from typing import Any, cast

import pytest

from web.errors import BodyTooSlow
from web.shell.body_deadline import with_deadline

SOON = 0.01


def run(messages: list[dict[str, Any]], *, asked: int, busy: float = 0) -> list[Any]:
    """Let an application ask for so many messages of a client that then says nothing more.

    Before, it is ``busy`` for so many seconds.
    """
    got: list[Any] = []

    async def client() -> dict[str, Any]:
        await asyncio.sleep(0)
        if messages:
            return messages.pop(0)
        await asyncio.sleep(10 * SOON)
        return {"type": "http.disconnect"}

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        await asyncio.sleep(busy)
        got.extend([await receive() for _ in range(asked)])

    app: Any = with_deadline(cast(Any, application), SOON)
    asyncio.run(app({"type": "http"}, client, None))
    return got


def test_half_a_body_is_refused() -> None:
    with pytest.raises(BodyTooSlow, match=r"not complete within 0\.01 s"):
        run([{"type": "http.request", "body": b"{", "more_body": True}], asked=2)


def test_after_a_whole_body_one_waits_for_the_client_to_go() -> None:
    whole = {"type": "http.request", "body": b"{}", "more_body": False}
    assert run([whole], asked=2) == [whole, {"type": "http.disconnect"}]


def test_the_time_that_the_server_takes_is_not_the_client_s() -> None:
    halves = [{"type": "http.request", "body": b"{", "more_body": True}] * 2
    assert run([*halves], asked=2, busy=3 * SOON) == halves
