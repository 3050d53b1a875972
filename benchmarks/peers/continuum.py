"""SQLAlchemy-Continuum: a history of rows, kept by the ORM's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy_continuum
from sqlalchemy import orm

from benchmarks.peers.contender import Contender, stream_of

if TYPE_CHECKING:
    from benchmarks.peers.contender import Document

sqlalchemy_continuum.make_versioned(user_cls=None)


class Model(orm.DeclarativeBase):
    """The tables of both databases."""


class Fact(Model):
    """One row for each fact, with a history: for bulk, where an update would keep one of many."""

    __tablename__ = "fact"
    __versioned__: dict[str, Any] = {}  # noqa: RUF012  # it is read from the class

    id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    stream: orm.Mapped[str]
    payload: orm.Mapped[dict[str, Any]] = orm.mapped_column(sa.JSON)


class Standing(Model):
    """One row for each stream that every fact changes, with a history: for single saves."""

    __tablename__ = "standing"
    __versioned__: dict[str, Any] = {}  # noqa: RUF012

    stream: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    facts: orm.Mapped[int]
    payload: orm.Mapped[dict[str, Any]] = orm.mapped_column(sa.JSON)


orm.configure_mappers()


class Continuum(Contender):
    """Plain ORM sessions; the strategy "validity", its default. 1,000 objects a commit."""

    PACKAGES = ("SQLAlchemy-Continuum", "SQLAlchemy")
    BATCH = 1_000

    def setup(self) -> None:
        self.engine = sa.create_engine(self.place.url)
        if self.place.database == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare)
        Model.metadata.create_all(self.engine)
        self.session = orm.Session(self.engine)

    def write(self, batch: Any) -> None:
        self.session.add_all(
            Fact(id=each["id"], stream=stream_of(each), payload=each) for each in batch
        )
        self.session.commit()
        self.session.expunge_all()

    def save(self, document: Document) -> None:
        stream = stream_of(document)
        standing = self.session.get(Standing, stream)
        if standing is None:
            standing = Standing(stream=stream, facts=0, payload={})
            self.session.add(standing)
        standing.facts += 1
        standing.payload = document
        self.session.commit()

    def ask(self, question: str) -> str:
        with self.engine.connect() as connection:
            return str(connection.exec_driver_sql(question).scalar_one())

    def close(self) -> None:
        self.session.close()
        self.engine.dispose()


def _prepare(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
