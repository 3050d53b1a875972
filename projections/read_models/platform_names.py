"""Read model: platforms by slug, name and alias, in any script."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from aggregates.platform import replay
from aggregates.vocabulary.events import PlatformRegistered, PlatformRenamed
from aggregates.vocabulary.shapes import platform_stream
from projections.tables import platform_name
from register.errors import UnknownPlatform
from register.jurisdictions import folded
from register.log.reader import LogReader
from register.store.prepared import Prepared
from register.store.told_once import told_once
from register.store.upsert import Upsert
from register.suggestions import known_ones, nearest, of_a_word_processor, told_nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from aggregates.platform import Platform
    from register.log.reader import Entry


NAME = "platform-name"
"""The name of the read model."""

PLATFORM_COLUMNS = (
    "platform",
    "name",
    "operator",
    "operators",
    "names",
    "services",
    "retired",
    "successor",
)

_CALLED = Prepared(
    select(platform_name.c.platform).where(platform_name.c.folded == bindparam("key"))
)
_UPSERT = Upsert(platform_name, keys=("folded", "platform"), values=lambda new: {"name": new.name})


@dataclass(frozen=True, slots=True)
class _Named:
    platform: str
    name: str


def handle(connection: Connection, entries: Sequence[Entry]) -> None:
    """Note every slug, name and alias that the entries bring."""
    found: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.stream.startswith("platform/"):
            found |= named(entry)
    _UPSERT.run(
        connection,
        [
            {"folded": key, "platform": platform, "name": name}
            for (key, platform), name in found.items()
        ],
    )


def named(entry: Entry) -> dict[tuple[str, str], str]:
    """Return the names that a fact brings, by how they are compared and the platform."""
    return {(folded(one.name), one.platform): one.name for one in _named(entry)}


def _named(entry: Entry) -> Iterator[_Named]:
    match entry.fact():
        case PlatformRegistered(platform=slug, details=told):
            for name in (slug, told.name, *(told.aliases or ())):
                yield _Named(str(slug), str(name))
        case PlatformRenamed(platform=slug, details=told):
            yield _Named(str(slug), told.name)
        case _:
            return


def resolve(connection: Connection, text: str) -> str:
    """Return the slug of the platform with that slug, name or alias.

    Raises UnknownPlatform, with the nearest, also where several have the name.
    """
    key = folded(text)
    found = told_once(connection, (resolve, key), lambda: _called(connection, key))
    if len(found) == 1:
        return str(found[0])
    if text in found:
        return text
    if found:
        raise UnknownPlatform(f"{text!r} is a name of several platforms: {', '.join(found)}")
    hint = of_a_word_processor(text) or _hint(connection, key)
    raise UnknownPlatform(f"{text!r} is not a registered platform{hint}")


def slugs_by_name(connection: Connection) -> dict[str, str]:
    """Return the slug of each platform by all its names, as they are compared.

    What several platforms are called is no name of any.
    """
    rows = connection.execute(select(platform_name.c.folded, platform_name.c.platform)).all()
    count = Counter(row.folded for row in rows)
    return {row.folded: row.platform for row in rows if count[row.folded] == 1}


def _called(connection: Connection, key: str) -> list[str]:
    return sorted(platform for (platform,) in _CALLED.rows(connection, {"key": key}))


def _hint(connection: Connection, key: str) -> str:
    rows = connection.execute(select(platform_name.c.folded, platform_name.c.platform)).all()
    known = {row.folded: row.platform for row in rows}
    if close := dict.fromkeys(known[name] for name in nearest(key, known)):
        return told_nearest(list(close))
    return known_ones(sorted(set(known.values())))


def platforms(connection: Connection) -> list[Platform]:
    """Return all registered platforms as they stand, by slug."""
    reader = LogReader(connection)
    return [reader.platform(slug) for slug in reader.names("platform")]


def platform_document(found: Platform) -> dict[str, Any]:
    """Return a platform as it stands, as JSON."""
    told = asdict(found)
    told["platform"] = told.pop("slug")
    told["operators"] = [f"{code}: {name}" for code, name in found.operators]
    return {
        name: list(told[name]) if isinstance(told[name], tuple) else told[name]
        for name in PLATFORM_COLUMNS
    }


def display_names(connection: Connection) -> dict[str, str]:
    """Return the present name of each platform, by slug, with the slug where they differ."""
    return {one.slug: _display_name(one) for one in platforms(connection)}


def names_at(connection: Connection, slugs: Iterable[str], through: int) -> dict[str, str]:
    """Return the name that each of some platforms had at a position of the log, by slug."""
    known = told_once(connection, (names_at, through), dict[str, str])
    wanted = list(slugs)
    missing = [slug for slug in wanted if slug not in known]
    known |= _names_at(connection, missing, through) if missing else {}
    return {slug: known[slug] for slug in wanted}


def _names_at(connection: Connection, slugs: Sequence[str], through: int) -> dict[str, str]:
    read = LogReader(connection).of_streams(platform_stream(slug) for slug in slugs)
    found = {}
    for slug in slugs:
        events = (
            one.event() for one in read.get(platform_stream(slug), ()) if one.position <= through
        )
        found[slug] = _display_name(replay(slug, events))
    return found


def _display_name(platform: Platform) -> str:
    if not platform.registered:
        return platform.slug
    if folded(platform.name).replace(" ", "-") == platform.slug:
        return platform.name
    return f"{platform.name} ({platform.slug})"
