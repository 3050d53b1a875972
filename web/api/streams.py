"""Answers without an end that is known: new facts as they come, and the whole log in portions."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from register.format.codec import canonical
from register.format.listings import compact
from register.log.export import recorded_document
from register.log.reader import LogReader
from register.persons.unsealer import opener
from register.store.database import reading
from web.accounts.roles import May
from web.api.operation import API, JSONL, ApiParameter, Operation
from web.api.parameters import KNOWN, number
from web.errors import RequestProblem, RequestRefused, TooMuchWaits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from projections.embedded import EmbeddedRegister
    from register.persons.keys import Persons

EVENTS = Operation(
    path=f"{API}/events",
    name="events",
    summary="New facts as they are recorded, as server-sent events.",
    about="The id of an event is the fact's position: who comes again with `Last-Event-ID` misses "
    "none. Without it the first is the next fact that is recorded.",
    family="Facts",
    schema="EventStream",
    media_type="text/event-stream",
    parameters=(
        number("after", "The position after which it begins."),
        ApiParameter(
            "Last-Event-ID",
            "The position of the last event that was received; it counts before `after`.",
            {"type": "string", "pattern": "^[0-9]{1,15}$"},
            "header",
        ),
    ),
)
EXPORT = Operation(
    path=f"{API}/export",
    name="export",
    summary="The log as JSON Lines, as another register imports it.",
    about="It goes through the log up to the point asked (default: its end as it begins), in "
    "portions; nothing that is recorded meanwhile is in it.",
    family="Integrity",
    schema="JsonLines",
    media_type=JSONL,
    may=May.PROVE,
    parameters=(number("from-position", "The first position; default: 1.", least=1), KNOWN),
    refuses=(409,),
)
PORTION = 500
"""How many facts are read in one transaction."""

MOST_LISTENERS = 100
"""How many may wait for new facts at once: each holds a connection for as long as it likes."""

POLL_SECONDS = 1.0
QUIET_POLLS = 15
"""After how many looks without a fact a comment is sent, so that nobody takes it for broken."""


@dataclass(slots=True)
class EventListeners:
    """Those who wait for new facts in this process."""

    most: int = MOST_LISTENERS
    count: int = 0

    def refuse_more(self) -> None:
        """Raise TooMuchWaits if there is room for no other one."""
        if self.count >= self.most:
            raise TooMuchWaits(f"{self.most} wait for new facts already; ask {API}/log instead")

    async def counted(self, told: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Give what one is told, who counts from the first of it until it ends."""
        self.count += 1
        try:
            async for one in told:
                yield one
        finally:
            self.count -= 1


def last_event(header: str | None, after: int | None) -> int | None:
    """Return the position of the last event that was received; raise RequestRefused if it is none."""
    if header is None:
        return after
    if re.fullmatch(r"[0-9]{1,15}", header) is None:
        told = f"{header[:40]!r} is no position"
        raise RequestRefused([RequestProblem("invalid", told, "Last-Event-ID")])
    return int(header)


def new_facts(
    register: EmbeddedRegister, persons: Persons | None, after: int
) -> list[tuple[int, bytes]]:
    """Return the facts after a position, with their positions: a portion at most.

    Names are opened with the keys to persons, if they are given.
    """
    with reading(register.engine) as connection:
        reader = LogReader(connection)
        through = (reader.head() or (0, 0))[0]
        if through <= after:
            return []
        shown = opener(persons, reader).shown
        found = reader.between(after, through, limit=PORTION)
        return [(one.position, compact(shown(recorded_document(one)))) for one in found]


async def events(
    look: Callable[[int], list[tuple[int, bytes]] | None], after: int, stopped: Callable[[], bool]
) -> AsyncIterator[bytes]:
    """Give the events after a position, until it is stopped, or there is nothing to look at (None)."""
    quiet, last = QUIET_POLLS, after
    while not stopped():
        found = await asyncio.to_thread(look, last)
        if found is None:
            return
        for position, document in found:
            last = position
            yield b"id: %d\nevent: fact\ndata: %b\n\n" % (position, document)
        quiet = 0 if found else quiet + 1
        if quiet >= QUIET_POLLS:
            quiet = 0
            yield b": nothing new\n\n"
        if len(found) < PORTION:
            await asyncio.sleep(POLL_SECONDS)


def exported(register: EmbeddedRegister, first: int, through: int) -> Iterator[bytes]:
    """Give the log from a position through another as JSON Lines; no transaction lasts long."""
    after = first - 1
    while after < through:
        with reading(register.engine) as connection:
            reader = LogReader(connection)
            opened = opener(register.persons, reader).exported
            found = list(reader.between(after, through, limit=PORTION))
            lines = [canonical(opened(recorded_document(one))) + b"\n" for one in found]
        if not found:
            return
        after = found[-1].position
        yield b"".join(lines)
