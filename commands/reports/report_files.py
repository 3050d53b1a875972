"""Making report files: whole or not at all, and again to compare."""

from __future__ import annotations

import gc
import tempfile
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aggregates.errors import RegisterError
from commands.shell.files import PREFIX, ended_in_order, replacing
from commands.shell.session import opener_for
from integrity.checkpoints.checkpoints import sound_checkpoints
from register.log.points import known_at
from register.log.reader import LogReader
from reports.context import point
from reports.errors import InvalidStatement
from reports.kinds.making import report_of
from reports.kinds.registry import KINDS
from reports.rendering import chosen_table, companions, write
from reports.statement import EARLIER_RULES, RULES
from reports.statement_checks import refuse_invalid
from reports.words.language import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from projections.embedded import EmbeddedRegister
    from reports.statement import Statement


def targets(out: Path) -> list[Path]:
    """Return all files that a report is written to: a csv has its metadata beside it."""
    return [out, *companions(out)]


@contextmanager
def _little_garbage() -> Iterator[None]:
    """Let garbage be looked for more seldom: hardly anything of a report is garbage in circles."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def made(
    register: EmbeddedRegister,
    connection: Connection,
    statement: Statement,
    out: Path,
    *,
    table: str | None = None,
) -> list[Path]:
    """Make a report and write it; return the files. A failure leaves what was there before."""
    with _little_garbage():
        told = report_of(connection, statement, opener_for(register, connection).shown)
    with (
        _little_garbage(),
        ended_in_order(),
        tempfile.TemporaryDirectory(dir=out.parent, prefix=PREFIX) as folder,
    ):
        made = Path(folder) / out.name
        write(told, language(statement.language), made, table=table)
        for one in reversed(targets(made)):
            with replacing(out.parent / one.name) as path:
                one.replace(path)
    return targets(out)


def again(
    register: EmbeddedRegister,
    connection: Connection,
    statement: Statement,
    *,
    old: Path,
    out: Path | None,
) -> list[Path]:
    """Make a report again from what a file states; return which files came out otherwise.

    With ``out`` it is written there, and nothing is compared. Raises InvalidStatement if this
    register's log is not the one that the report was made from, or its rules are others.
    """
    try:
        return _made_again(register, connection, statement, old=old, out=out)
    except RegisterError as error:
        raise InvalidStatement(f"{old}: {error}") from error


def _made_again(
    register: EmbeddedRegister,
    connection: Connection,
    statement: Statement,
    *,
    old: Path,
    out: Path | None,
) -> list[Path]:
    refuse_invalid(statement, frozenset(KINDS))
    _refuse_another_log(connection, statement)
    statement = by_these_rules(statement)
    if out is not None:
        made(register, connection, statement, out, table=chosen_table(old))
        return []
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / old.name
        made(register, connection, statement, fresh, table=chosen_table(old))
        pairs = zip(targets(old), targets(fresh), strict=True)
        return [one for one, other in pairs if not cmp(one, other, shallow=False)]


def by_these_rules(statement: Statement) -> Statement:
    """Return a statement by the rules that are known here; raise InvalidStatement for later ones.

    One that was made by earlier rules says so from then on.
    """
    if statement.rules == RULES:
        return statement
    if statement.rules not in EARLIER_RULES:
        raise InvalidStatement(
            f"it was made by version {statement.rules} of the rules, and this register has {RULES}"
        )
    then = statement.rules_then or statement.rules
    return msgspec.structs.replace(statement, rules=RULES, rules_then=then)


def _refuse_another_log(connection: Connection, statement: Statement) -> None:
    points = [statement.known, *([statement.before.known] if statement.before else [])]
    for stated in points:
        here = point(connection, known_at(connection, str(stated.position)))
        if here != stated:
            raise InvalidStatement(
                f"it was made from another log: at position {stated.position} the root of this "
                f"one is {here.root}, and of that one {stated.root}"
            )
    platform, size = statement.platform, statement.checkpoint
    if platform is not None and platform not in LogReader(connection).names("platform"):
        raise InvalidStatement(f"the platform {platform} is not known in this register")
    if size is not None and size not in {one.size for one in sound_checkpoints(connection)}:
        raise InvalidStatement(f"this register keeps no checkpoint of {size} facts that it signed")
