"""What only PostgreSQL has: appending in one statement, and asking whether a follower lives.

The functions are made by migration 0013. Each takes the writers' lock, uses it and releases it
with the statement's own commit, so that a slow client keeps nobody waiting.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import IntegrityError as RefusedRow

from register.errors import ClockDoubted
from register.log.clock_check import doubt
from register.store.driver_errors import conflict, told, translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from aggregates.errors import RegisterError
    from aggregates.vocabulary.shapes import Fact
    from register.log.mapper import StoredFact

FOLLOWED = 2019071520200103
"""The advisory lock that a follower holds for as long as it lives; migration 0004 has it too."""

CHANNEL = "register_log"
"""Where a follower that waits is notified; migration 0004 has it too."""

_ONE = "SELECT * FROM append_one_to_log(%s, %s, %s, %s, %s, %s, %s)"
_SEVERAL = (
    "SELECT * FROM append_to_log("
    "%s::text[], %s::bigint[], %s::text[], %s::text[], %s::bytea[], %s, %s, %s)"
)
_IS_FOLLOWED = f"SELECT NOT pg_try_advisory_xact_lock_shared({FOLLOWED})"


@dataclass(frozen=True, slots=True)
class Appended:
    """Up to which position facts were appended, and whether a follower was there to see it."""

    last: int
    followed: bool


class NewFacts(NamedTuple):
    """What facts that are appended have in common: who records them, when, by which clock."""

    recorded_by: str
    moment: int
    clock_is_right: bool


@contextmanager
def committing(engine: Engine) -> Iterator[Connection]:
    """Give a connection on which each statement is a transaction of its own."""
    with translated(engine.url), engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def append_one(session: Any, fact: Fact, payload: bytes, common: NewFacts) -> Appended:
    """Append a fact in whichever version follows. Raises FactOverwritten if its id is taken.

    It goes past SQLAlchemy, which takes a client longer than all else that it does.
    """
    values = (fact.stream(), fact.topic(), str(fact.id), payload, *common)
    last, followed, taken = session.execute(_ONE, values).fetchone()
    if taken is not None:
        raise _refusal(taken, common.moment)
    return Appended(last, followed)


def append(connection: Connection, facts: Sequence[StoredFact], common: NewFacts) -> Appended:
    """Append facts in their versions. Raises StreamMoved or FactOverwritten if one is taken."""
    columns = (
        [str(fact.originator_id) for fact in facts],
        [fact.originator_version for fact in facts],
        [fact.topic for fact in facts],
        [fact.fact_id for fact in facts],
        [fact.state for fact in facts],
    )
    values = (*columns, *common)
    try:
        last, followed, taken = connection.exec_driver_sql(_SEVERAL, values).one()
    except RefusedRow as error:
        raise conflict(str(error.orig)) from error
    if taken is not None:
        raise _refusal(taken, common.moment)
    return Appended(last, followed)


def _refusal(taken: str, moment: int) -> RegisterError:
    """Return why the functions appended nothing: a constraint's name, or times of the clock."""
    if taken.startswith("clock"):
        found = doubt(moment, *map(int, taken.split()[1:]))
        return found or ClockDoubted("the clock here was off just now; try again")
    return conflict(taken)


def is_followed(connection: Connection) -> bool:
    """Tell whether a follower lives that keeps the read models up with the log."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.exec_driver_sql(_IS_FOLLOWED).scalar())


class Sessions:
    """Connections of the driver on which each statement commits, kept for the next use.

    As many are opened as are in use at the same time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Any] = []

    @contextmanager
    def one(self) -> Iterator[Any]:
        """Give a connection for as long as it takes; the driver's errors come as ours."""
        from psycopg import Error, IntegrityError  # noqa: PLC0415

        session = self._taken()
        try:
            yield session
        except IntegrityError as error:
            raise conflict(str(error)) from error
        except Error as error:
            raise told(self._engine.url, error, lost=session.closed) from error
        finally:
            self._put_back(session)

    def _taken(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return own_connection(self._engine)

    def _put_back(self, session: Any) -> None:
        from psycopg.pq import TransactionStatus  # noqa: PLC0415

        if session.closed:
            self.close()  # the server has ended the others too
        elif session.pgconn.transaction_status == TransactionStatus.IDLE:
            self._idle.append(session)
        else:  # it was interrupted
            session.close()

    def close(self) -> None:
        """Close those that are not in use."""
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


def own_connection(engine: Engine) -> Any:
    """Return a connection of the driver, outside of the pool, on which each statement commits.

    It is for what lives as long as a connection: listening, and session-level locks.
    """
    from psycopg import OperationalError  # noqa: PLC0415  # only PostgreSQL has it

    try:
        pooled = engine.raw_connection()
    except OperationalError as error:  # of this, SQLAlchemy makes no error of its own
        raise told(engine.url, error, lost=True) from error
    connection: Any = pooled.driver_connection
    pooled.detach()
    connection.autocommit = True
    return connection
