"""A register that signs: its key, facts, and checkpoints of them, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import text
from support.facts.given import TIKTOK, complete, fact

from integrity.checkpoints.store import StoredCheckpoint
from integrity.keys.signing_keys import begin, new_signer
from integrity.notes import SignatureKind, Signer
from projections.checkpoint import make_checkpoint
from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.store.database import writing

ORIGIN = "example.org/register"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def seed(number: int) -> bytes:
    return sha256(b"%d" % number).digest()


def key(number: int, name: str = ORIGIN) -> Signer:
    return new_signer(seed(number), name)


def witness(number: int, name: str | None = None) -> Signer:
    return Signer(name or f"witness.example/w{number}", SignatureKind.WITNESS, seed(number))


@dataclass
class Signing:
    """An open register with a key, and a clock that goes on by a second with each question."""

    register: EmbeddedRegister
    signer: Signer
    moment: datetime = NOON
    facts: int = 0
    made: list[StoredCheckpoint] = field(default_factory=list)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def record(self, count: int = 1) -> None:
        documents = [] if self.facts else [TIKTOK]
        while len(documents) < count:
            place = self.facts + len(documents) + 1
            documents.append(complete(fact("court-ruled", "2022"), place))
        self.register.record([read_fact(one) for one in documents], recorded_by="test")
        self.facts += count

    def checkpoint(self) -> StoredCheckpoint:
        made = make_checkpoint(self.register, self.signer, self.now())
        self.made.append(made)
        return made

    def by_force(self, *statements: str) -> None:
        """Change what the database refuses to change, as who owns it can."""
        with self.register.engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET session_replication_role = replica"))
            else:
                query = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for name in list(connection.execute(query).scalars()):
                    connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                connection.execute(text(statement))
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET session_replication_role = DEFAULT"))


@contextmanager
def signing(url: str, facts: int = 0) -> Iterator[Signing]:
    """A register with a key and some facts."""
    with EmbeddedRegister(url, lambda: NOON) as register:
        found = Signing(register, key(1))
        with writing(register.engine) as connection:
            begin(connection, found.signer, NOON)
        if facts:
            found.record(facts)
        yield found
