"""New facts as events: each once, in order, from where somebody was."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.web.pages import NOW

from projections.embedded import EmbeddedRegister
from web.api import streams
from web.errors import TooMuchWaits


async def _first(told: AsyncIterator[bytes], count: int) -> list[bytes]:
    return [await anext(told) for _ in range(count)]


def test_events_go_on_after_the_last_that_was_received(example_url: str) -> None:
    with EmbeddedRegister(example_url, lambda: NOW) as register:

        def look(after: int) -> list[tuple[int, bytes]]:
            return streams.new_facts(register, None, after)

        told = streams.events(look, 7, lambda: False)
        found = asyncio.run(_first(told, 3))
    assert [one.split(b"\n")[0] for one in found] == [b"id: 8", b"id: 9", b"id: 10"]
    assert found[0].split(b"\n")[1] == b"event: fact"


def test_events_end_when_the_server_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "POLL_SECONDS", 0)
    stops = iter([False, True])
    told = streams.events(lambda _: [], 0, lambda: next(stops))

    async def all_of() -> list[bytes]:
        return [one async for one in told]

    assert asyncio.run(all_of()) == [b": nothing new\n\n"]


def test_events_end_for_who_may_not_have_them_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "POLL_SECONDS", 0)
    looks = iter([[(8, b"{}")], None])
    told = streams.events(lambda _: next(looks), 7, lambda: False)

    async def all_of() -> list[bytes]:
        return [one async for one in told]

    assert asyncio.run(all_of()) == [b"id: 8\nevent: fact\ndata: {}\n\n"]


def test_so_many_may_listen_and_a_place_is_free_when_one_ends() -> None:
    listeners = streams.EventListeners(most=1)

    async def one_listens() -> None:
        told = listeners.counted(streams.events(lambda _: [(8, b"{}")], 7, lambda: False))
        await anext(told)
        with pytest.raises(TooMuchWaits, match="1 wait for new facts already"):
            listeners.refuse_more()
        await told.aclose()  # type: ignore[attr-defined]  # as a server does whose client has gone

    asyncio.run(one_listens())
    listeners.refuse_more()
