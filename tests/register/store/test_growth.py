"""A log may grow past two thousand million facts, and a register is brought there while it is read."""

from datetime import UTC, date, datetime

from alembic import command
from sqlalchemy import text
from support.facts.given import complete, fact, given
from support.programs.running import ok
from support.servers.databases import Databases, PostgreSQLDatabases

from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projector, all_projections
from projections.queries.status import Question, statuses
from projections.read_models import tree
from projections.read_models.search_text import search, terms_of
from projections.tables import FOREVER
from register.application import Register
from register.format.schemas import read_fact
from register.log.points import KnownAt
from register.store.database import _alembic, migrate, open_engine, reading, writing

PLEDGE = fact("local-office-pledged", "2019-07-15", due="2019")
PAST = 2**31 + 5
NEVER_ONCE = 2**31 - 1


def test_positions_past_32_bits_are_positions_like_any_other(database_url: str) -> None:
    """The tree is left out: it has a leaf for each position, and there are no such facts."""
    given(PLEDGE).recorded_in(database_url)
    engine = open_engine(database_url)
    with writing(engine) as connection:  # as if so many facts had been recorded since
        connection.execute(text(f"UPDATE log_head SET position = {PAST}"))
        connection.execute(text(f"UPDATE projection SET position = {PAST}"))
    register = Register(engine, lambda: datetime(2026, 11, 21, tzinfo=UTC))
    fine = read_fact(complete(fact("fine-imposed", "2020-05-01", requirement="local-office"), 50))
    (outcome,) = register.record([fine], recorded_by="test")
    Projector(engine, [one for one in all_projections() if one.name != tree.NAME]).catch_up()
    with reading(engine) as connection:
        found = {}
        for known in (2, PAST + 1):
            question = Question(date(2020, 5, 20), KnownAt(known, None))
            found[known] = statuses(connection, question)[0].period.standing.compliance
        hits = search(connection, terms_of("fine"), through=PAST + 1)
    register.close()
    engine.dispose()
    assert outcome.position == PAST + 1
    assert found == {2: "slipping", PAST + 1: "non-compliant"}
    assert [one.position for one in hits] == [PAST + 1]


def brought_to(url: str, revision: str) -> None:
    """Bring a database to a schema, as `migrate` brings it to the latest."""
    engine = open_engine(url)
    with engine.connect() as plain:
        connection = plain.execution_options(register_writes=True)
        with connection.begin():
            command.upgrade(_alembic(connection), revision)
    engine.dispose()


PERIOD = (
    "INSERT INTO standing_period (relationship, valid_from, known_from, known_to, began, "
    "compliance, access, certainty) VALUES (1, 737000, 2, {}, 'fact', 'pending', 'open', 'exact')"
)
KNOWN_TO = text("SELECT known_to FROM standing_period ORDER BY valid_from")


def test_what_was_never_to_end_does_not_end_after_the_migration(databases: Databases) -> None:
    with databases.empty() as url:
        brought_to(url, "0013")
        engine = open_engine(url)
        with writing(engine) as connection:
            connection.execute(text(PERIOD.format(NEVER_ONCE)))
            connection.execute(text(PERIOD.format(17).replace("737000", "737001")))
        migrate(url)
        with reading(engine) as connection:
            assert [*connection.execute(KNOWN_TO).scalars()] == [FOREVER, 17]
        engine.dispose()


def test_readers_go_on_while_the_tables_are_copied(
    postgresql_databases: PostgreSQLDatabases,
) -> None:
    with postgresql_databases.empty() as url:
        brought_to(url, "0013")
        migrating, other = open_engine(url), open_engine(url)
        with migrating.connect() as connection, connection.begin():
            connection.execute(
                text("LOCK TABLE standing_period, standing_part IN SHARE ROW EXCLUSIVE MODE")
            )
            with reading(other) as reader:  # the lock that 0014 holds while it copies
                assert [*reader.execute(KNOWN_TO)] == []
        migrating.dispose()
        other.dispose()


def test_the_words_of_an_older_register_are_made_anew_by_who_reads(databases: Databases) -> None:
    with databases.empty() as url:
        brought_to(url, "0014")
        brought_to(url, "head")
        with EmbeddedRegister(url, lambda: datetime(2026, 11, 1, tzinfo=UTC)) as register:
            assert register.projector.lag()["fact-text"] == 0
        given(PLEDGE).recorded_in(url)
        engine = open_engine(url)
        with writing(engine) as connection:  # as 0015 leaves a register that had facts
            connection.execute(text("UPDATE projection SET position = 0 WHERE name = 'fact-text'"))
            connection.execute(text("DELETE FROM fact_text"))
        engine.dispose()
        assert len(ok("search", "office", "--format", "json", database=url).document) == 1
