"""Rebuilding the standing: a further generation of its rows beside the one that readers see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from projections.dead_letters import note_aside
from projections.engine.projector import Projection, handle, head_of, position_of, reach
from projections.read_models import relationships
from projections.rebuild.workers import Share, Task
from projections.standing.projection import NAME, StandingProjection, live_generation
from projections.standing.replay import ReplayPacket, write_parts
from projections.standing.rows import forget, forget_strays
from projections.tables import projection, standing_key
from register.errors import RebuildStopped
from register.log.reader import LogReader
from register.store.database import writing
from register.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Engine

    from projections.rebuild.workers import Crew

LAST_GENERATION = 2**31 - 1
"""No generation has a larger number: they are 32 bits on PostgreSQL."""

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
    _clear_away(engine, ahead=True)
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
    _clear_away(engine, ahead=False)


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
    if not keys:
        return
    found = _BETWEEN.rows(connection, {"first": min(keys), "last": max(keys)})
    if not keys <= {key for (key,) in found}:
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


def _clear_away(engine: Engine, *, ahead: bool) -> None:
    """Remove dead generations, some relationships at a time, so that writers get by.

    ``ahead``: those too that another rebuild has begun, and those that it left.
    """
    while True:
        with writing(engine) as connection:
            position_of(connection, NAME)  # what is live stays so until the commit
            live = live_generation(connection)
            places = {
                "live": live,
                "last": LAST_GENERATION if ahead else live,
                "some": FORGOTTEN_AT_ONCE,
            }
            keys = [key for (key,) in _DEAD.rows(connection, places)]
            if not keys:
                forget_strays(connection)
                return
            forget(connection, keys)
            _GONE.run(connection, [{"the_key": key} for key in keys])


_DEAD = Prepared(
    select(standing_key.c.id)
    .where(standing_key.c.generation != bindparam("live"))
    .where(standing_key.c.generation <= bindparam("last"))
    .order_by(standing_key.c.id)
    .limit(bindparam("some"))
    .with_for_update()
)
_GONE = Prepared(delete(standing_key).where(standing_key.c.id == bindparam("the_key")))
_BETWEEN = Prepared(
    select(standing_key.c.id)
    .where(standing_key.c.id >= bindparam("first"), standing_key.c.id <= bindparam("last"))
    .order_by(standing_key.c.id)
    .with_for_update(read=True)
)
