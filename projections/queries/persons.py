"""Whom the register knows by a pseudonym, and by which facts: read from the log each time.

It is asked seldom, and a table of its own would be one more place to forget somebody in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.personal import CORRECTING, NAMING, named_in
from register.errors import UnknownPerson
from register.jurisdictions import folded
from register.log.export import recorded_document
from register.log.reader import LogReader
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from register.log.reader import Entry
    from register.persons.unsealer import Unsealer

_TOPICS = sorted(TYPES[name].topic() for name in NAMING | CORRECTING)
_ABOUT = b'"representative"'


@dataclass(slots=True)
class KnownPerson:
    """A person: the positions of the facts that name them, and of the first that forgets them.

    ``sealed`` are those of the facts that have a sealed text.
    """

    person: str
    positions: list[int] = field(default_factory=list)
    sealed: list[int] = field(default_factory=list)
    forgotten_at: int | None = None

    def to_json(self, opener: Unsealer) -> dict[str, Any]:
        """Return it as JSON, with what there is of the key."""
        return {
            "person": self.person,
            "facts": len(self.positions),
            "forgotten": opener.is_forgotten(self.person),
            "forgotten_at": self.forgotten_at,
            "key": key_of(self, opener),
        }


def key_of(known: KnownPerson, opener: Unsealer) -> str:
    """Return in a word what there is of the key: here, destroyed, missing, none, or unknown.

    It is ``not destroyed`` if a process was killed before it did so.
    """
    store, gone = opener.persons, opener.is_forgotten(known.person)
    if store is None or not store.is_readable():
        return "unknown"
    if store.holds_key(known.person):
        return "not destroyed" if gone else "here"
    if store.is_forgotten(known.person):
        return "destroyed"
    return "missing" if known.sealed and not gone else "none"


def persons(connection: Connection) -> dict[str, KnownPerson]:
    """Return all persons that the log knows, by pseudonym."""
    found: dict[str, KnownPerson] = {}
    for position, payload_person, sealed in _named(connection):
        known = found.setdefault(payload_person, KnownPerson(payload_person))
        known.positions.append(position)
        if sealed:
            known.sealed.append(position)
    for entry in LogReader(connection).of_kind("person", 2**63 - 1):
        person = entry.stream.partition("/")[2]
        known = found.setdefault(person, KnownPerson(person))
        known.forgotten_at = known.forgotten_at or entry.position
    return dict(sorted(found.items()))


def _named(connection: Connection) -> Iterator[tuple[int, str, bool]]:
    for entry in _entries(connection):
        named = named_in(recorded_document(entry))
        if named is not None and named.person is not None:
            yield entry.position, named.person, bool(named.texts)


def _entries(connection: Connection) -> Iterator[Entry]:
    """Give the facts that may name a person, in the order of the log."""
    reader = LogReader(connection)
    query = select(log.c.position, log.c.payload).where(log.c.type.in_(_TOPICS))
    wanted = [
        row.position
        for row in connection.execute(query.order_by(log.c.position))
        if _ABOUT in bytes(row.payload)
    ]
    found = reader.at_positions(wanted)
    yield from (found[position] for position in wanted)


def require_keys(connection: Connection, opener: Unsealer) -> None:
    """Raise KeysUnknown unless there is a key to all that is sealed, and not forgotten."""
    for known in persons(connection).values():
        if known.sealed:
            opener.require_key(known.person)


def damaged(connection: Connection, opener: Unsealer) -> dict[str, str]:
    """Return by person why a key that is here opens nothing of a fact, the first such one."""
    found: dict[str, str] = {}
    for entry in _entries(connection):
        document = recorded_document(entry)
        if (why := opener.damage(document)) is not None and (named := named_in(document)):
            found.setdefault(str(named.person), why)
    return found


def facts_of(connection: Connection, known: KnownPerson) -> list[Entry]:
    """Return the facts that name a person, in the order of the log."""
    found = LogReader(connection).at_positions(known.positions)
    return [found[position] for position in known.positions]


def person_called(connection: Connection, text: str, opener: Unsealer) -> KnownPerson:
    """Return the person of a pseudonym, or of a name or contact that the keys open.

    Raises UnknownPerson if nobody is called so, or several are.
    """
    known = persons(connection)
    if not folded(text):
        raise UnknownPerson("say the pseudonym of a person, or the name")
    if text in known:
        return known[text]
    called = sorted(
        {
            str(named.person)
            for entry in _entries(connection)
            if (named := named_in(document := recorded_document(entry))) is not None
            and folded(text) in map(folded, opener.texts(document).values())
        }
    )
    if len(called) > 1:
        raise UnknownPerson(f"several persons are called so: say which, of {', '.join(called)}")
    if not called:
        raise UnknownPerson(
            "no person has that pseudonym, nor a name or contact that a key here opens: "
            "'register person list' lists all"
        )
    return known[called[0]]
