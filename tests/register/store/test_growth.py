"""A log may grow past two thousand million facts, and a register is brought there while it is read."""

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import text
from support.facts.given import complete, fact, given
from support.programs.running import lines, ok
from support.servers.databases import Databases, PostgreSQLDatabases

from projections.embedded import EmbeddedRegister
from projections.tables import FOREVER
from register.store.database import _alembic, migrate, open_engine, reading, writing

PLEDGE = fact("local-office-pledged", "2019-07-15", due="2019")
PAST = 2**31 + 5
NEVER_ONCE = 2**31 - 1


def test_positions_past_32_bits_are_positions_like_any_other(database_url: str) -> None:
    given(PLEDGE).recorded_in(database_url)
    engine = open_engine(database_url)
    with writing(engine) as connection:  # as if so many facts had been recorded since
        connection.execute(text(f"UPDATE log_head SET position = {PAST}"))
        connection.execute(text(f"UPDATE projection SET position = {PAST}"))
    engine.dispose()
    claims = (
        complete(fact("fine-imposed", "2020-05-01"), 50),
        complete(fact("fine-paid", "2020-06-01"), 51),
    )
    ok("import", "-", database=database_url, stdin=lines(claims[0]))
    ok("import", "-", database=database_url, stdin=lines(claims[1]))
    history = ok("history", "tiktok", "KZ", "--format", "json", database=database_url).document
    assert [one["position"] for one in history] == [2, PAST + 1, PAST + 2]
    known = ("--at", "2020-05-20", "--format", "json", "--known")
    (before,) = ok("status", "tiktok", "KZ", *known, "2", database=database_url).document
    (after,) = ok("status", "tiktok", "KZ", *known, str(PAST + 1), database=database_url).document
    assert (before["compliance"], after["compliance"]) == ("slipping", "non-compliant")
    found = ok("search", "fine", "--format", "json", database=database_url).document
    assert {one["position"] for one in found} == {PAST + 1, PAST + 2}


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
