"""`register forget` and `register person`: persons, and what can be forgotten of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aggregates.errors import FactRefused, Problem
from aggregates.vocabulary.personal import says
from commands.record.fact_options import sources, with_source
from commands.record.outcome import in_options
from commands.shell.fact_words import what
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import as_json, say
from commands.shell.session import opened, opener_for, today, user_name
from commands.shell.tables import table
from projections.queries.persons import KnownPerson, facts_of, person_called
from projections.queries.persons import persons as persons_of
from register.errors import KeysUnknown
from register.format.schemas import read_fact
from register.log.export import recorded_document
from register.log.reader import LogReader
from register.recording.preparation import KEYS_UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from projections.embedded import EmbeddedRegister
    from register.persons.unsealer import Unsealer

COLUMNS = ("person", "facts", "forgotten", "forgotten_at", "key")


@click.command(
    epilog="Example: register forget kz-representative-1 --reason 'her request of 3 May 2026'"
)
@click.argument("person")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays for ever.")
@click.option("--occurred", metavar="EDTF", help="When it was asked for; default: today.")
@click.option("--key-lost", is_flag=True, help="Record it though the key is nowhere to be found.")
@with_source
@with_user
@with_format("table", "json")
@with_database
def forget(
    person: str, form: str, by: str | None, database: str | None, *, key_lost: bool, **options: Any
) -> None:
    """Destroy the key to the name and contact of PERSON for good, and record that.

    PERSON is a pseudonym, or a name or contact that the keys open. All facts stay, with all
    that they say besides. Doing it again changes nothing; if it was stopped, it goes on.
    Without a source the reason is the title of one.
    """
    with opened(database) as register:
        if register.persons is None:
            raise KeysUnknown(f"{person!r} can't be forgotten: {KEYS_UNKNOWN}")
        with register.reading() as connection:
            opener = opener_for(register, connection)
            known = person_called(connection, person, opener)
            before = LogReader(connection).at_positions([known.forgotten_at or 0])
            document = _request(known.person, options)
            _refuse_telling(connection, known, opener, [document, user_name(by)])
        if before:
            register.persons.forget(known.person)
            (entry,) = before.values()
            _print_forgotten(known, entry.fact_id, entry.position, form, again=True)
            return
        _refuse_without_key(register, known, key_lost=key_lost)
        with in_options():
            done, *_ = register.record([read_fact(document)], recorded_by=user_name(by))
    _print_forgotten(known, done.fact_id, done.position, form, again=False)


def _request(person: str, options: dict[str, Any]) -> dict[str, Any]:
    reason = options["reason"]
    return {
        "type": "person-forgotten",
        "person": person,
        "occurred": options["occurred"] or today().isoformat(),
        "sources": sources(options) or [{"title": reason}],
        "details": {"reason": reason},
    }


def _refuse_telling(
    connection: Connection, known: KnownPerson, opener: Unsealer, told: list[Any]
) -> None:
    """Refuse to record the very name that is to be forgotten."""
    for entry in facts_of(connection, known):
        for name, text in opener.texts(recorded_document(entry)).items():
            if any(says(said, text) for said in _texts(told)):
                reason = f"the {name} of the person stands there, and would stay for ever"
                raise FactRefused((Problem("--reason, --by or the source", reason),))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from _texts(list(node.values()))
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)


def _refuse_without_key(register: EmbeddedRegister, known: KnownPerson, *, key_lost: bool) -> None:
    """Refuse to record that a key was destroyed which may be somewhere else."""
    store = register.persons
    if store is None or key_lost or not known.sealed or store.holds_key(known.person):
        return
    if not store.is_forgotten(known.person):
        raise KeysUnknown(
            f"the key to {known.person} is not in {store.folder}: say by REGISTER_PERSONS where it "
            "is, or give --key-lost if it is nowhere"
        )


def _print_forgotten(
    known: KnownPerson, fact_id: str, position: int | None, form: str, *, again: bool
) -> None:
    if form == "json":
        as_json(
            {
                "person": known.person,
                "id": fact_id,
                "position": position,
                "duplicate": again,
                "facts": len(known.positions),
            }
        )
        return
    was = f"was forgotten at position {position} already" if again else f"is forgotten: {fact_id}"
    where = "" if again else f" recorded at position {position}"
    say(f"{known.person} {was}{where}; the key is destroyed, and {_facts(known)}.")


def _facts(known: KnownPerson) -> str:
    count = len(known.positions)
    return "1 fact stays" if count == 1 else f"{count} facts stay"


@click.group(epilog="Example: register person show kz-representative-1")
def person() -> None:
    """List and show the persons whom facts name, by their pseudonyms."""


@person.command("list", epilog="Example: register person list --format json")
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_persons(form: str, database: str | None) -> None:
    """List all persons: by how many facts, whether forgotten, and what there is of the key.

    The key is here, destroyed, missing (it should be here), none (nothing was sealed), not
    destroyed (`register forget` was stopped: run it again), or unknown (REGISTER_PERSONS).
    """
    with opened(database) as register, register.reading() as connection:
        opener = opener_for(register, connection)
        rows = [known.to_json(opener) for known in persons_of(connection).values()]
    answer(form, rows, _print_persons, columns=COLUMNS, nothing="No fact names a person.")


def _print_persons(rows: Sequence[dict[str, Any]]) -> None:
    columns = ("person", "facts", "forgotten", "key")
    table(columns, [(one["person"], one["facts"], _since(one), one["key"]) for one in rows])


def _since(row: dict[str, Any]) -> str:
    at = row["forgotten_at"]
    return f"at position {at}" if at else "yes" if row["forgotten"] else ""


@person.command("show", epilog="Example: register person show kz-representative-1 --format json")
@click.argument("name", metavar="PERSON")
@with_format("table", "json")
@with_database
def show(name: str, form: str, database: str | None) -> None:
    """Show all that is recorded about PERSON: a pseudonym, or a name that the keys open."""
    with opened(database) as register, register.reading() as connection:
        opener = opener_for(register, connection)
        known = person_called(connection, name, opener)
        told = known.to_json(opener)
        documents = [
            opener.shown(recorded_document(entry)) for entry in facts_of(connection, known)
        ]
    if form == "json":
        as_json({**told, "facts": documents})
        return
    forgotten = f"forgotten {since}, " if (since := _since(told)) else ""
    say(f"{known.person}: {forgotten}key {told['key']}")
    for document in documents:
        about = f"{document['platform']} {document['jurisdiction']}"
        say(f"  {document['occurred']}  {document['type']}, {about}  [{document['id']}]")
        say(f"    {what(document)}")
