"""Rebuilding the read models from the log, beside the live ones, while readers read.

The standing is filled as a further generation by worker processes, each relationship by one,
and becomes the live one by a change of one row. Until then readers see the old one; if a
rebuild is stopped, its generation is cleared away by the next. The text of facts is made anew
some thousand positions at a time, and the small read models in one transaction each.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from projections.dead_letters import note_aside
from projections.engine.projector import Projector, all_projections, head_of, position_of, reach
from projections.read_models import platform_names, relationships, search_text, tree
from projections.rebuild.standing import Progress, rebuild_standing
from projections.rebuild.tree_repair import mend_tree
from projections.rebuild.workers import RANGE, Crew, Range, SearchTexts
from projections.standing.projection import NAME
from projections.standing.replay import UNREADABLE
from projections.tables import fact_text, platform_name, relationship
from register.errors import UnknownProjection
from register.log.reader import LogReader, chunks
from register.store.bulk import insert_rows
from register.store.database import open_engine, reading, writing
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

LONG = (NAME, search_text.NAME)
"""The read models that take long, and tell how far they are."""


def names_of_all() -> list[str]:
    """Return the names of all read models."""
    return [one.name for one in all_projections()]


def chosen(wanted: list[str]) -> list[str]:
    """Return the read models of these names; raise UnknownProjection.

    If there is none, all but the tree: it is evidence, and made anew only if that is asked for.
    """
    known = names_of_all()
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UnknownProjection(f"there is no projection {name!r}{hint}: {', '.join(known)}")
    return [name for name in known if name in wanted or not (wanted or name == tree.NAME)]


def rebuild(
    url: str, wanted: list[str], *, workers: int, progress: Progress, trusted: int = 0
) -> None:
    """Make read models anew from the log; all but the tree if none is named.

    ``trusted`` is for the tree alone (`projections.rebuild.tree_repair`). Raises UnknownProjection, and
    RebuildStopped if a worker was killed or another rebuild came in between; then what readers see
    has not changed.
    """
    engine = open_engine(url)
    try:
        with Crew(url, workers) as crew:
            if search_text.NAME in wanted:  # what else would be indexed stands there already
                _index_anew(engine)
            _remake(engine, chosen(wanted), crew, progress=progress, trusted=trusted)
        Projector(engine).catch_up()
    finally:
        engine.dispose()


def _remake(
    engine: Engine, names: list[str], crew: Crew, *, progress: Progress, trusted: int
) -> None:
    for name in names:
        if name == NAME:
            rebuild_standing(engine, crew, progress=progress)
        elif name == search_text.NAME:
            _texts(engine, crew, progress=progress)
        elif name == tree.NAME:
            mend_tree(engine, trusted=trusted)
        else:
            _small(engine, name)


def _small(engine: Engine, name: str) -> None:
    remake = {relationships.NAME: _relationships, platform_names.NAME: _names}
    with writing(engine) as connection:
        position_of(connection, name)
        through = head_of(connection)
        remake[name](connection, through)
        reach(connection, name, through)


def _relationships(connection: Connection, position: int) -> None:
    note_aside(connection, relationships.NAME, {}, 0, position)
    connection.execute(delete(relationship))
    if rows := relationships.counted(connection, position):
        connection.execute(insert(relationship), rows)


def _names(connection: Connection, position: int) -> None:
    connection.execute(delete(platform_name))
    errors: dict[int, Exception] = {}
    for entry in LogReader(connection).of_kind("platform", position):
        try:
            platform_names.handle(connection, [entry])
        except UNREADABLE as error:
            errors[entry.position] = error
    note_aside(connection, platform_names.NAME, errors, 0, position)


def _index_anew(engine: Engine) -> None:
    with writing(engine) as connection:
        search_text.index_anew(connection)


def _texts(engine: Engine, crew: Crew, *, progress: Progress) -> None:
    with reading(engine) as connection:
        through = head_of(connection)
    ranges = [Range(at, min(at + RANGE, through)) for at in range(0, through, RANGE)]
    with closing(crew.made(ranges)) as packets:
        for made in packets:
            if isinstance(made, SearchTexts):
                with writing(engine) as connection:
                    _write_texts(connection, made)
                progress(made.positions.through - made.positions.after)
    with writing(engine) as connection:
        position_of(connection, search_text.NAME)
        reach(connection, search_text.NAME, through)
        foreign = (fact_text.c.position < 1) | (fact_text.c.position > head_of(connection))
        connection.execute(delete(fact_text).where(foreign))


def _write_texts(connection: Connection, made: SearchTexts) -> None:
    """Write the texts of a range of positions; what stands there already isn't indexed again."""
    position_of(connection, search_text.NAME)  # no projector is at the same facts until the commit
    after, through = made.positions.after, made.positions.through
    of_range = (fact_text.c.position > after) & (fact_text.c.position <= through)
    query = select(fact_text.c.position, fact_text.c.folded).where(of_range)
    stands = {row.position: row.folded for row in connection.execute(query)}
    for some in chunks(stands.keys() - {position for position, _ in made.rows}):
        connection.execute(delete(fact_text).where(fact_text.c.position.in_(some)))
    if not stands and connection.dialect.name == "postgresql":
        insert_rows(connection, fact_text, made.rows)
    else:
        told = [
            {"position": at, "folded": text} for at, text in made.rows if stands.get(at) != text
        ]
        search_text.write(connection, told)
    note_aside(connection, search_text.NAME, made.errors, after, through)
