"""Registers to be backed up, and what a copy has to have in common with them."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select
from support.facts.timemachine import as_documents, days_of, head_of, interleaved, opened, record
from support.programs.running import Ran, ok

from integrity.checkpoints.text import Checkpoint, open_checkpoint
from integrity.notes import SignatureKind, Signer, signed
from integrity.tables import checkpoint, checkpoint_signature, signing_key, witness
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question
from projections.read_models.tree import proofs
from register.clock import EPOCH
from register.log.points import known_at
from register.store.database import open_engine, reading, writing
from register.store.tables import document, log, log_head

CONTENT = b"\0archived \xff" * 1000
DIGEST = sha256(CONTENT).hexdigest()
KEY = Signer("register.example/log", SignatureKind.LOG, bytes(range(32)))


def filled(url: str, *, seed: int = 1, size: int = 60) -> None:
    """Record a log that has everything, and something in each table beside it."""
    with opened(url) as (register, clock):
        record(register, clock, interleaved(seed, size))
        register.catch_up()
        with writing(register.engine) as connection:
            sign(connection, [1, size // 2])
            other = Signer("witness.example", SignatureKind.WITNESS, bytes(32))
            connection.execute(insert(witness), [{"vkey": other.verifier.vkey, "added_at": 2}])
            text = open_checkpoint(note(1, proofs(connection).root(1))).checkpoint.text
            line = other.sign(text, seconds=1).line
            connection.execute(insert(checkpoint_signature), [{"size": 1, "line": line}])
            connection.execute(insert(document), [{"sha256": DIGEST, "content": CONTENT}])


def sign(connection: Connection, sizes: Sequence[int]) -> None:
    """Keep checkpoints of the log as it was at these sizes, and the key that signed them."""
    made = proofs(connection)
    key = {"vkey": KEY.verifier.vkey, "created_at": 1, "endorsement": None}
    if connection.execute(select(signing_key)).first() is None:
        connection.execute(insert(signing_key), [key])
    for size in sizes:
        row = {"size": size, "made_at": 1, "note": note(size, made.root(size))}
        connection.execute(insert(checkpoint), [row])


def note(size: int, root: bytes) -> str:
    return signed(Checkpoint(KEY.name, size, root).text, KEY).whole


def rows_of(url: str) -> dict[str, list[Any]]:
    """All that a backup has to bring back, bit by bit."""
    engine = open_engine(url)
    kept = (log, checkpoint, checkpoint_signature, signing_key, witness, document)
    with reading(engine) as connection:
        found: dict[str, list[Any]] = {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in kept
        }
        head = select(log_head.c.position, log_head.c.recorded_at)
        found["log_head"] = [tuple(connection.execute(head).one())]
    engine.dispose()
    return found


def answers(url: str, *, seed: int = 1, questions: int = 25) -> list[Any]:
    """What a register answers at random (T, K)."""
    random = Random(seed)
    with EmbeddedRegister(url, lambda: EPOCH) as register, register.reading() as connection:
        head = head_of(connection)
        asked = [(days_of(random), random.randint(0, head)) for _ in range(questions)]
        return [
            as_documents(connection, Question(day, known_at(connection, str(position))))
            for day, position in asked
        ]


def backed_up(url: str, path: Path) -> Ran:
    return ok("backup", str(path), "--format", "json", database=url)


def sql(path: Path, *statements: str) -> None:
    """Change a file past the register, as its owner can."""
    with closing(sqlite3.connect(path)) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(names).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
