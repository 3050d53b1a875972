"""`register instrument import`: laws from files, or from the catalogue of the program."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from commands.laws.due_words import rows_of, say_rows
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import as_json, note, safe, say
from commands.shell.session import opened, user_name
from projections.queries.laws import instruments
from register.importing.law_admission import Counts, new_ones, refused_by_log
from register.importing.law_document import facts_of, history_of, unverified
from register.importing.law_files import LawRefused, LawsRead, chosen, read_catalogue, read_laws
from register.importing.obligations import MissingObligations, foreseen
from register.log.points import known_at
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from projections.embedded import EmbeddedRegister
    from register.importing.law_document import LawEntry

STANDARD_INPUT = "-"
FEW = 3
"""Of how many new laws it is said in words what is unverified."""

MAX_TOLD = 1_000
"""How many refused laws are told with their reasons; further ones are only counted."""


@click.command("import", epilog="Example: register instrument import --catalogue EU-DSA KZ-2022")
@click.argument("names", nargs=-1, metavar="FILE… | ID…")
@click.option(
    "--catalogue", is_flag=True, help="Of the laws that come with the program: these IDs, or all."
)
@click.option(
    "--dry-run", is_flag=True, help="Check everything, show what would follow, record nothing."
)
@with_user
@with_format("table", "json")
@with_database
def import_laws(
    names: tuple[str, ...],
    by: str | None,
    form: str,
    database: str | None,
    *,
    catalogue: bool,
    dry_run: bool,
) -> None:
    """Record the laws of FILEs (- is standard input), or of the catalogue.

    A file has a law as one JSON object, an array of them, or one on each line. While something
    is wrong with one law, nothing of its file is recorded. The same laws again record nothing.
    """
    if not names and not catalogue:
        raise click.UsageError("give files of laws, or --catalogue")
    total, follows = Counts(), list[MissingObligations]()
    with opened(database) as register:
        known = _known(register)
        for read in _read(names, known, catalogue=catalogue):
            total.add(_import(register, read, user_name(by), follows, dry_run=dry_run))
            known.update({one.instrument: one.replaces or [] for one in read.entries})
    _print(total, rows_of(follows), form, dry_run=dry_run)
    if total.refused:
        click.get_current_context().exit(1)


def _known(register: EmbeddedRegister) -> dict[str, Sequence[str]]:
    """Return the recorded laws, each with those that it replaces."""
    with register.reading() as connection:
        found = instruments(connection, known_at(connection, None).position)
    return {name: law.told.replaces or [] for name, law in found.items()}


def _read(
    names: Sequence[str], known: Mapping[str, Sequence[str]], *, catalogue: bool
) -> Iterator[LawsRead]:
    if catalogue:
        yield chosen(read_catalogue(known), names)
        return
    for name in names:
        with _source(name) as stream:
            shown = "standard input" if name == STANDARD_INPUT else name
            yield read_laws(shown, stream, known)


@contextmanager
def _source(name: str) -> Iterator[IO[bytes]]:
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream


def _import(
    register: EmbeddedRegister,
    read: LawsRead,
    by: str,
    follows: list[MissingObligations],
    *,
    dry_run: bool,
) -> Counts:
    """Record what was read of one file, all or none, and tell what is wrong or unverified.

    Of a dry run, what would follow for whom is added to ``follows``.
    """
    with register.reading() as connection:
        refused = [*read.refused, *_refused_by_log(connection, read)]
        new = new_ones(connection, read.entries)
        due = [] if refused or not dry_run else _foreseen(connection, new)
    if refused:
        _tell_refused(refused)
        return Counts(read.read, 0, len(read.entries) - len(new), len(refused))
    follows += due
    if new and not dry_run:
        facts = [fact for entry in read.entries for fact in facts_of(entry)]
        outcomes = register.record(facts, recorded_by=by)
        if followed := sum(len(one.follows) for one in outcomes):
            note(f"{followed} facts follow by law for who is designated, and are recorded too.")
    _tell_unverified(new)
    return Counts(read.read, len(new), len(read.entries) - len(new), 0)


def _foreseen(connection: Connection, new: Sequence[LawEntry]) -> list[MissingObligations]:
    """Return what would follow, for who is designated, from what of laws is not recorded yet."""
    facts = [fact for entry in new for fact in facts_of(entry)]
    known = LogReader(connection).by_ids(str(fact.id) for fact in facts)
    return foreseen(connection, [fact for fact in facts if fact.id not in known])


def _refused_by_log(connection: Connection, read: LawsRead) -> Iterator[LawRefused]:
    for entry in read.entries:
        if problems := tuple(refused_by_log(connection, entry)):
            yield LawRefused(read.files[entry.instrument], entry.instrument, problems)


def _tell_refused(refused: Sequence[LawRefused]) -> None:
    for one in refused[:MAX_TOLD]:
        for line in str(one).splitlines():
            note(safe(line))
    if len(refused) > MAX_TOLD:
        note(f"… and {len(refused) - MAX_TOLD} more refused laws.")


def _tell_unverified(new: Sequence[LawEntry]) -> None:
    """Say of each law what of it was not found in a source, after the last step of its life."""
    for entry in new:
        doubts = unverified(history_of(entry)[-1].law.told)
        if doubts and len(new) > FEW:
            told = "1 point is" if len(doubts) == 1 else f"{len(doubts)} points are"
            shown = f"register instrument show {entry.instrument}"
            note(safe(f"{entry.instrument}: {told} unverified: {shown}"))
        elif doubts:
            note(safe(f"{entry.instrument}: unverified: {'; '.join(doubts)}"))


def _print(total: Counts, rows: list[dict[str, Any]], form: str, *, dry_run: bool) -> None:
    if form == "json":
        as_json({**asdict(total), **({"follows": rows} if dry_run else {})})
        return
    if rows:
        say_rows(rows, recorded=False)
    verb = "would be recorded" if dry_run else "recorded"
    say(
        f"{total.read} read, {total.recorded} {verb}, "
        f"{total.duplicates} duplicates, {total.refused} refused"
    )
