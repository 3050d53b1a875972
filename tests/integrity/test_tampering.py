"""Somebody with the database's password changes what was recorded: it is found, and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, delete, insert, select, text, update
from sqlalchemy.exc import ProgrammingError
from support.programs.running import ok
from support.servers.databases import Databases

from integrity.merkle import Tree
from projections.read_models import tree
from projections.tables import tree_head, tree_tile
from projections.verification.log_walk import LogWalk
from projections.verification.mismatch import Mismatch
from projections.verification.tree_check import SignedRoot
from register.store.database import open_engine
from register.store.tables import log, log_head

PROTECTED = ("log", "log_head")
UNIQUE = ("log_has_each_fact_once", "log_has_one_event_for_each_version_of_a_stream")


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[Engine]:
    """The example register; what a test does in it is rolled back."""
    with databases.empty() as url:
        ok("demo", database=url)
        engine = open_engine(url)
        yield engine
        engine.dispose()


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A transaction without triggers and checks, as for the database's owner; rolled back."""
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
                query = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for name in connection.execute(query).scalars().all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            else:
                for name in PROTECTED:
                    connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
                for name in ("positions_start_at_one", "versions_start_at_one"):
                    connection.exec_driver_sql(f"ALTER TABLE log DROP CONSTRAINT log_{name}")
            for name in UNIQUE:
                connection.exec_driver_sql(f"DROP INDEX {name}")
            yield connection
        finally:
            transaction.rollback()


def found(connection: Connection, *signed: SignedRoot) -> list[Mismatch]:
    return list(LogWalk(connection, signed, lambda _: None).findings())


def signed_now(connection: Connection) -> SignedRoot:
    return SignedRoot(*tree.head(connection), place="size now")


def change(connection: Connection, table: Table, where: Any, **values: Any) -> None:
    done = connection.execute(update(table).where(where).values(values))
    assert done.rowcount == 1


def row_at(connection: Connection, position: int) -> dict[str, Any]:
    query = select(log).where(log.c.position == position)
    return dict(connection.execute(query).mappings().one())


def last(connection: Connection) -> int:
    return tree.head(connection)[0]


def remake_tree(connection: Connection) -> None:
    """What one does who knows how the register works."""
    size = connection.execute(select(log_head.c.position)).scalar_one()
    connection.execute(delete(tree_tile))
    connection.execute(delete(tree_head))
    made = Tree()
    tiles: dict[Any, bytes] = {}
    for hashes in tree.batched_hashes(connection, size):
        tiles |= made.extend(hashes)
    tree.write(connection, made, tiles)


def test_an_untouched_register_passes(engine: Engine) -> None:
    with unguarded(engine) as connection:
        walk = LogWalk(connection, [signed_now(connection)], lambda _: None)
        assert list(walk.findings()) == []
        assert walk.facts == last(connection) > 200
        assert walk.check.root == tree.head(connection)[1]
        assert [one.size for one in walk.check.agreed] == [walk.facts]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stream", "relationship/tiktok/ZZ"),
        ("version", 77),
        ("type", "block-lifted/1"),
        ("fact_id", "00000000-0000-5000-8000-000000000000"),
        ("recorded_at", 1),
        ("recorded_by", "somebody else"),
        ("payload", b"{}"),
        ("payload", b"\xff"),
    ],
)
def test_a_changed_column_of_the_log_is_named(engine: Engine, column: str, value: Any) -> None:
    with unguarded(engine) as connection:
        change(connection, log, log.c.position == 100, **{column: value})
        first = next(iter(one for one in found(connection) if one.table == "log"))
        assert first.position in (100, 101)  # version and time are seen at the next row
        assert "position 100" in {one.place for one in found(connection)}


def test_a_moved_row_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        change(connection, log, log.c.position == 100, position=10**6)
        assert Mismatch("log", "position 100", "its row is missing", 100) in found(connection)
        change(connection, log, log.c.position == 10**6, position=-5)
        places = {one.place for one in found(connection)}
        assert {"position -5", "position 100"} <= places


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"position": 10**6}, "position {after}"),
        ({"position": 3}, "position 4"),
        ({"recorded_at": 10**17}, "recorded_at"),
        ({"recorded_at": 1}, "recorded_at"),
    ],
)
def test_a_changed_head_of_the_log_is_named(
    engine: Engine, values: dict[str, int], place: str
) -> None:
    with unguarded(engine) as connection:
        change(connection, log_head, log_head.c.id == 1, **values)
        wanted = place.format(after=last(connection) + 1)
        assert wanted in {one.place for one in found(connection)}


def test_a_lost_head_of_the_log_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        connection.execute(delete(log_head))
        assert Mismatch("log_head", "its row", "it is missing") in found(connection)


def test_any_changed_column_of_the_tree_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        tiles = connection.execute(select(tree_tile)).all()
        assert {tile.level for tile in tiles} == {0, 1}
    for tile in tiles:
        here = (tree_tile.c.level == tile.level) & (tree_tile.c.number == tile.number)
        for values in (
            {"level": 7},
            {"number": 10**6},
            {"hashes": bytes(32) + tile.hashes[32:]},
            {"hashes": tile.hashes[:-32]},
            {"hashes": tile.hashes + bytes(32)},
        ):
            with unguarded(engine) as connection:
                change(connection, tree_tile, here, **values)
                (first, *_) = found(connection)
                named = f"position {tile.number * 32 + 1}", f"tile {tile.number} of level"
                assert first.place == named[0] or first.place.startswith(named[1])


@pytest.mark.parametrize("values", [{"size": 3}, {"size": 10**6}, {"root": bytes(32)}])
def test_a_changed_head_of_the_tree_is_found(engine: Engine, values: dict[str, Any]) -> None:
    with unguarded(engine) as connection:
        change(connection, tree_head, tree_head.c.id == 1, **values)
        assert found(connection)


def flipped(random: Random, value: Any) -> Any:
    """The value with one bit of one byte changed."""
    if isinstance(value, int):
        return value ^ (1 << random.randrange(40))
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    while True:
        changed = bytearray(raw)
        changed[random.randrange(len(raw))] ^= 1 << random.randrange(8)
        if isinstance(value, bytes):
            return bytes(changed)
        try:
            flipped = changed.decode()
        except UnicodeDecodeError:
            continue
        if "\0" not in flipped:
            return flipped


def test_500_random_changes_of_a_single_bit_are_found_and_named(engine: Engine) -> None:
    random = Random(7)
    columns = [column.name for column in log.columns]
    for _ in range(500):
        with unguarded(engine) as connection:
            position = random.randrange(1, last(connection) + 1)
            name = random.choice(columns)
            value = flipped(random, row_at(connection, position)[name])
            taken = select(log.c.position).where(log.c.position == value)
            if name == "position" and connection.execute(taken).first():
                continue  # the database keeps positions apart, whoever asks
            change(connection, log, log.c.position == position, **{name: value})
            assert f"position {position}" in {one.place for one in found(connection)}, name


def test_two_swapped_payloads_are_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        one, other = row_at(connection, 50), row_at(connection, 90)
        change(connection, log, log.c.position == 50, payload=other["payload"])
        change(connection, log, log.c.position == 90, payload=one["payload"])
        assert {"position 50"} <= {finding.place for finding in found(connection)}


def test_a_removed_row_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        connection.execute(delete(log).where(log.c.position == 100))
        assert Mismatch("log", "position 100", "its row is missing", 100) in found(connection)


def test_a_row_put_in_the_place_of_another_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        connection.execute(delete(log).where(log.c.position == 100))
        row = {**row_at(connection, 200), "position": 100, "version": 1000, "fact_id": "other"}
        connection.execute(insert(log), [row])
        assert "position 100" in {one.place for one in found(connection)}


def test_a_row_put_behind_the_last_one_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        end = last(connection)
        row = {**row_at(connection, end), "position": end + 1, "version": 1000, "fact_id": "x"}
        connection.execute(insert(log), [row])
        assert f"position {end + 1}" in {one.place for one in found(connection)}


def cut_off(connection: Connection, size: int) -> None:
    """Remove the log's tail, and all traces of it in the log's own tables."""
    moment = row_at(connection, size)["recorded_at"]
    connection.execute(delete(log).where(log.c.position > size))
    change(connection, log_head, log_head.c.id == 1, position=size, recorded_at=moment)


def test_a_tail_that_was_cut_off_is_named(engine: Engine) -> None:
    with unguarded(engine) as connection:
        cut_off(connection, 200)
        assert "position 201" in {one.place for one in found(connection)}


def test_of_a_tail_cut_off_with_its_tree_a_checkpoint_alone_knows(engine: Engine) -> None:
    with unguarded(engine) as connection:
        signed = signed_now(connection)
        cut_off(connection, 200)
        remake_tree(connection)
        assert found(connection) == []
        (finding,) = found(connection, signed)
        assert (finding.table, finding.position) == ("checkpoint", 201)


def test_a_history_rewritten_with_its_tree_contradicts_a_checkpoint(engine: Engine) -> None:
    with unguarded(engine) as connection:
        early = SignedRoot(90, tree.proofs(connection).root(90), place="size 90")
        late = signed_now(connection)
        row = row_at(connection, 100)
        payload = row["payload"].replace(b'"occurred":"20', b'"occurred":"19')
        assert payload != row["payload"]
        change(connection, log, log.c.position == 100, payload=payload)
        remake_tree(connection)
        assert found(connection) == []
        assert found(connection, early) == []
        (finding,) = found(connection, early, late)
        assert finding.table == "checkpoint"
        assert "from position 91 on" in finding.what


@pytest.mark.parametrize(
    "set_to", ["payload = CAST(payload AS TEXT)", "recorded_by = CAST(x'ff41' AS TEXT)"]
)
def test_a_value_of_another_type_is_named(engine: Engine, set_to: str) -> None:
    statement = text(f"UPDATE log SET {set_to} WHERE position = 12")
    with unguarded(engine) as connection:
        if engine.dialect.name == "postgresql" and "payload" in set_to:
            with pytest.raises(ProgrammingError):  # its columns have one type
                connection.execute(statement)
            return
        connection.execute(statement)
        assert {one.place for one in found(connection)} == {"position 12"}


def test_a_tree_made_anew_is_the_same(engine: Engine) -> None:
    with unguarded(engine) as connection:
        query = select(tree_tile).order_by(tree_tile.c.level, tree_tile.c.number)
        before = connection.execute(query).all()
        remake_tree(connection)
        assert connection.execute(query).all() == before
