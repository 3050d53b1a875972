"""Tries every change of every column that somebody with the database's password could make.

`PYTHONPATH=.:tests .venv/bin/python docs/tamper_table.py` writes what finds each into the
threat model. The change is made with the triggers away, and put back afterwards: what is found
is what looking at the rows finds, and not that somebody was careless.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Text, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from support.programs.running import ok
from support.proofs.authority import Authority
from support.proofs.signing import key, witness

from aggregates.errors import RegisterError
from integrity.checkpoints import timestamps
from integrity.checkpoints.checkpoints import add_signatures, check, own_verifiers
from integrity.checkpoints.cosignatures import cosigned
from integrity.checkpoints.store import kept_or_last
from integrity.keys.signing_keys import begin, rotate
from integrity.keys.witnesses import add_witness, witnesses
from migrations.target import target_metadata
from projections.checkpoint import make_checkpoint
from projections.embedded import EmbeddedRegister
from projections.verification.doctor import examine
from projections.verification.standing_check import StandingSample
from projections.verification.verify import VerificationRequest, verified
from register.accounts import tables as accounts
from register.format.schemas import read_fact
from register.store.database import migrate, open_engine, reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Column, Connection, Engine, Table

    from aggregates.vocabulary.shapes import Fact

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
BEGINS, ENDS = "<!-- tamper table: begins -->\n", "<!-- tamper table: ends -->\n"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
REFUSED = "the database itself"
NOTHING = "nothing"

_WITNESS = "who is a witness, a reader has to know; the register only keeps whom it listens to"

WHY_NOT = {
    ("checkpoint", "made_at"): "no signature binds it, and it is told as what nothing proves",
    (
        "checkpoint_signature",
        "a row removed",
    ): "who signed knows it; one signature less proves less",
    (
        "checkpoint_timestamp",
        "made_at",
    ): "it says when the token was kept; the token has its own time",
    ("checkpoint_timestamp", "a row removed"): "one timestamp less proves less",
    ("document", "a row removed"): "it may have had to go; `verify` counts those that are gone",
    ("log_head", "appended_at"): "it only says whether followers have to be woken",
    ("signing_key", "created_at"): "no signature binds it, and it is told as what nothing proves; "
    "in another order, a key does not follow from the first",
    ("witness", "vkey"): _WITNESS,
    ("standing_key", "tail"): "the same state has several, by how facts came together; what comes "
    "of a wrong one is found after the next fact",
    ("witness", "added_at"): "nothing follows from it",
    ("witness", "a row removed"): _WITNESS,
    ("witness", "a row added"): _WITNESS,
}
"""Of each change that nothing finds, why that is so, by table and column or act."""


@dataclass(frozen=True)
class Tried:
    """A change, and what finds it: the first of the commands that does."""

    table: str
    change: str
    found_by: str


def tried(url: str, folder: Path) -> list[Tried]:
    """Try all changes in a new register at an empty address; each is undone."""
    migrate(url)
    root = _fill(url, folder)
    engine = open_engine(url)
    with reading(engine) as connection:
        note = kept_or_last(connection, None).note
        brought, _ = check(note, own_verifiers(connection))
    known = VerificationRequest(brought=brought, roots=[root])
    beside = accounts.metadata.tables  # they are no part of what is proved
    tables = [one for one in target_metadata().sorted_tables if one.name not in beside]
    done = [one for table in tables for one in _of_table(engine, table, known)]
    engine.dispose()
    return done


def _fill(url: str, folder: Path) -> bytes:
    """Make a small register that has something in each table but that of what is set aside.

    Returns the certificate of the authority that has stamped its checkpoint.
    """
    page = folder / "page.txt"
    page.write_text("a source", encoding="utf-8")
    with EmbeddedRegister(url, lambda: NOW) as register:
        register.record(_facts(), recorded_by="ann")
        ok("source", "add", str(page), "--by", "ann", "--clock-is-right", database=url)
        ok("rebuild", "fact-text", database=url)  # which waits for more facts than there are
        with writing(register.engine) as connection:
            begin(connection, key(1), NOW)
            rotate(connection, key(1), key(2), NOW)
            add_witness(connection, witness(1).verifier.vkey, NOW)
        kept = make_checkpoint(register, key(2), NOW)
        authority = Authority(folder / "authority")
        answer, root = (
            authority.reply(timestamps.request(kept.note, 7)),
            authority.root.read_bytes(),
        )
        with writing(register.engine) as connection:
            timestamps.keep(connection, kept.size, answer, (root,), datetime.now(UTC))
            note = cosigned(kept.note, own_verifiers(connection), witness(1), seconds=5)
            add_signatures(connection, note, witnesses(connection))
    return root


def _facts() -> list[Fact]:
    """Return the platform, and what the example says of it in two jurisdictions."""
    lines = [line for name in ("platforms", "articles") for line in _example(name)]
    facts = [one for one in lines if one.get("platform") == "tiktok" and "legal_basis" not in one]
    seen = {**facts[1], "type": "access-observed", "details": {"state": "blocked"}}
    seen.pop("id")
    chosen = [one for one in facts if one.get("jurisdiction") in (None, "RU", "IN")]
    return [read_fact(one) for one in (*chosen, seen)]


def _example(name: str) -> list[dict[str, Any]]:
    file = resources.files("register.example").joinpath(f"{name}.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _of_table(engine: Engine, table: Table, known: VerificationRequest) -> Iterator[Tried]:
    for act, change in _changes(engine, table):
        yield Tried(table.name, act, _finder(engine, change, known))


def _changes(engine: Engine, table: Table) -> Iterator[tuple[str, Any]]:
    """Give each change of a table's last row, as a statement, and what it is called."""
    keys = list(table.primary_key)
    query = select(table).order_by(*(one.desc() for one in keys))
    if table.name == "projection":
        query = query.where(table.c.name == "standing-period")
    with engine.connect() as connection:
        row: Any = connection.execute(query).first()
    if row is None:
        row = table.name, 5, "no reason"  # of what is set aside, nothing is: one is put there
    values = dict(zip((one.name for one in table.columns), row, strict=True))
    here = [one == values[one.name] for one in keys]
    if table.name != "set_aside":
        for column in table.columns:
            yield column.name, update(table).where(*here).values({column: _other(column, values)})
        yield "a row removed", delete(table).where(*here)
    unique = {*keys, *(one for index in table.indexes if index.unique for one in index.columns)}
    more = {one.name: _other(one, values) for one in unique}
    yield "a row added", insert(table).values({**values, **more})


def _other(column: Column[Any], values: dict[str, Any]) -> Any:
    """Return another value of the column's type than the row has."""
    value = values[column.name]
    if isinstance(column.type, LargeBinary):
        return bytes(value or b"")[:-1] + b"x"
    if isinstance(column.type.as_generic(), Text):
        return f"{value or ''}x"
    return 1 if value is None else value - 1 if value > 2**30 else value + 1


def _finder(engine: Engine, change: Any, known: VerificationRequest) -> str:
    """Return the first of the commands that finds a change, which is undone."""
    with engine.connect() as connection, connection.begin() as transaction:
        try:
            with _unguarded(connection):
                connection.execute(change)
        except IntegrityError:
            return REFUSED
        else:
            return next(
                (name for name, finds in FINDERS.items() if finds(connection, known)), NOTHING
            )
        finally:
            transaction.rollback()


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Take the triggers away, and put them back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = connection.execute(query).all()
    for one in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {one.name}")
    yield
    for one in triggers:
        connection.exec_driver_sql(one.sql)


def _by_verify(connection: Connection, wanted: VerificationRequest) -> bool:
    return bool(verified(connection, wanted, lambda _: None).findings)


def _by_doctor(connection: Connection, _: VerificationRequest) -> bool:
    try:
        return bool(examine(connection, through=10**6, today=NOW.date()))
    except RegisterError:
        return True


SAMPLE = StandingSample(25, "any")
FINDERS: dict[str, Callable[[Connection, VerificationRequest], bool]] = {
    "`verify`": lambda connection, _: _by_verify(connection, VerificationRequest(sample=SAMPLE)),
    "`verify --checkpoint FILE --root FILE`": _by_verify,
    "`verify --replay`": lambda connection, _: _by_verify(
        connection, VerificationRequest(replay=True)
    ),
    "`doctor`": _by_doctor,
}
"""What is asked, in this order."""


def page_table(found: list[Tried]) -> str:
    """Return the table for the page: a line for what of a table is found by the same."""
    lines = ["| table | what is changed | what finds it |", "| --- | --- | --- |"]
    rows: dict[tuple[str, str], list[str]] = {}
    for one in found:
        why = WHY_NOT.get((one.table, one.change), "") if one.found_by == NOTHING else ""
        by = f"{one.found_by}: {why}" if why else one.found_by
        rows.setdefault((one.table, by), []).append(
            one.change if " " in one.change else f"`{one.change}`"
        )
    lines += [f"| `{table}` | {', '.join(what)} | {by} |" for (table, by), what in rows.items()]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Write the table into the page."""
    with tempfile.TemporaryDirectory() as folder:
        made = page_table(tried(f"sqlite:///{folder}/register.db", Path(folder)))
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGINS)
    PAGE.write_text(f"{before}{BEGINS}{made}{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
