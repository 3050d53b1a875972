"""Rebuilding the standing: a further generation of its rows beside the one that readers see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from projections.dead_letters import note_aside
from projections.engine.projector import Projection, handle, head_of, position_of, reach
from projections.read_models import relationships
from projections.rebuild.workers import Share, Task
from projections.standing.projection import NAME, StandingProjection, live_generation
from projections.standing.replay import ReplayPacket, write_parts
from projections.standing.rows import forget, forget_strays
from projections.tables import projection, standing_key
from register.errors import RebuildStopped
from register.log.reader import LogReader, chunks
from register.store.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection, Engine

    from projections.rebuild.workers import Crew

SHARE = 10_000
"""About how many facts a worker replays between two reports of its progress."""

COMMITTED = 16_000
"""About how many rows are written between two commits."""

FORGOTTEN_AT_ONCE = 20
"""How many relationships of an old generation are cleared away between two commits."""

Progress = Callable[[int], None]
"""Is called with the number of facts that were dealt with since the last call."""


def rebuild_standing(engine: Engine, crew: Crew, *, progress: Progress) -> None:
    """Fill the next generation of the standing and make it the live one.

    It may be further than the live one was, but not behind it.
    """
    with writing(engine) as connection:
        position_of(connection, NAME)
        through = head_of(connection)
    _clear_away(engine, lambda live: standing_key.c.generation != live)
    tasks = _tasks(engine, through)
    keys = {task.relationship for task in tasks}
    errors: dict[int, Exception] = {}
    with closing(crew.made(_shares(tasks, through))) as made:
        for packets in _together(packet for packet in made if isinstance(packet, ReplayPacket)):
            with writing(engine) as connection:
                _check_still_ours(connection, keys)
                write_parts(connection, packets)
            errors |= {at: error for part in packets for at, error in part.errors.items()}
            progress(sum(part.facts for part in packets))
    _go_live(engine, keys, through, errors)
    _clear_away(engine, lambda live: standing_key.c.generation < live)


def _together(parts: Iterable[ReplayPacket]) -> Iterator[list[ReplayPacket]]:
    """Give parts in lists of enough rows to be worth a commit."""
    found: list[ReplayPacket] = []
    rows = 0
    for part in parts:
        found.append(part)
        rows += len(part)
        if rows >= COMMITTED:
            yield found
            found, rows = [], 0
    if found:
        yield found


def _check_still_ours(connection: Connection, keys: set[int]) -> None:
    """Raise RebuildStopped if another rebuild has cleared rows of this one away.

    Numbers are never given out twice, so what another made is not taken for this one's.
    """
    for some in chunks(sorted(keys)):
        query = select(standing_key.c.id).where(standing_key.c.id.in_(some))
        query = query.order_by(standing_key.c.id)
        if len(connection.execute(query.with_for_update(read=True)).all()) != len(some):
            raise RebuildStopped("another rebuild took over; what readers see has not changed")


def _tasks(engine: Engine, through: int) -> list[Task]:
    """Give each relationship a number in a further generation; the largest come first."""
    with writing(engine) as connection:
        query = select(func.coalesce(func.max(standing_key.c.generation), 0))
        last = max(connection.execute(query).scalar_one(), live_generation(connection))
        generation = last + 1
        facts = {
            (row["platform"], row["jurisdiction"]): row["facts"]
            for row in relationships.counted(connection, through)
        }
        rows = [
            {"platform": platform, "jurisdiction": jurisdiction, "generation": generation}
            for platform, jurisdiction in facts
        ]
        if rows:
            connection.execute(insert(standing_key), rows)
        query = select(standing_key).where(standing_key.c.generation == generation)
        tasks = [
            Task(
                key.id,
                f"relationship/{key.platform}/{key.jurisdiction}",
                facts[key.platform, key.jurisdiction],
            )
            for key in connection.execute(query)
        ]
    return sorted(tasks, key=lambda task: -task.facts)


def _shares(tasks: list[Task], through: int) -> list[Share]:
    """Return the tasks in shares of about as many facts, the large ones first and alone."""
    shares: list[Share] = []
    size = SHARE
    for task in tasks:
        if size + task.facts > SHARE:
            shares.append(Share([], through))
            size = 0
        shares[-1].tasks.append(task)
        size += task.facts
    return shares


def _go_live(engine: Engine, keys: set[int], through: int, errors: dict[int, Exception]) -> None:
    """Bring the generation up to where the live one is by now, and change over."""
    with writing(engine) as connection:
        position = position_of(connection, NAME)
        _check_still_ours(connection, keys)
        if not keys:
            reach(connection, NAME, through)
            return
        some = next(iter(keys))
        query = select(standing_key.c.generation).where(standing_key.c.id == some)
        generation = connection.execute(query).scalar() or live_generation(connection)
        note_aside(connection, NAME, errors, 0, max(position, through))
        late = list(LogReader(connection).between(through, position))
        handle(connection, Projection(NAME, StandingProjection(generation).handle), late)
        connection.execute(
            update(projection).where(projection.c.name == NAME).values(generation=generation)
        )
        reach(connection, NAME, through)


def _clear_away(engine: Engine, dead: Callable[[int], ColumnElement[bool]]) -> None:
    """Remove dead generations, some relationships at a time, so that writers get by.

    ``dead`` says which they are, by the one that is live.
    """
    while True:
        with writing(engine) as connection:
            position_of(connection, NAME)  # what is live stays so until the commit
            query = (
                select(standing_key.c.id)
                .where(dead(live_generation(connection)))
                .order_by(standing_key.c.id)
                .limit(FORGOTTEN_AT_ONCE)
                .with_for_update()
            )
            keys = list(connection.execute(query).scalars())
            if not keys:
                forget_strays(connection)
                return
            forget(connection, keys)
            connection.execute(delete(standing_key).where(standing_key.c.id.in_(keys)))
