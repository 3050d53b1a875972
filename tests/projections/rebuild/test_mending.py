"""`register rebuild tree`: what was changed in the tree is made anew, and no evidence is lost."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, delete, select, text, update
from support.programs.running import ok, run
from support.servers.databases import Databases

from projections.tables import tree_head, tree_tile
from register.store.database import open_engine
from register.store.tables import log

Act = Callable[[Connection], None]


@pytest.fixture
def signed(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The example register with a checkpoint of all its 386 facts, and one fact after it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("keys")))
    with databases.empty() as url:
        ok("demo", database=url)
        ok("key", "init", database=url)
        ok("checkpoint", database=url)
        ok(*RECORD, database=url)
        yield url


RECORD = (
    *("record", "block-threatened", "--platform", "tiktok", "--jurisdiction", "RU"),
    *("--occurred", "2022", "--source-title", "a source"),
)


def altered(url: str, act: Act) -> None:
    """Do what the database's owner could, with what guards the log taken away and put back."""
    engine = open_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
            act(connection)
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")
        else:
            query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = connection.execute(query).all()
            for name, _ in guards:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            act(connection)
            for _, definition in guards:
                connection.exec_driver_sql(definition)
    engine.dispose()


def zero_leaf(number: int) -> Act:
    """Change the first hash of a tile of leaves."""

    def act(connection: Connection) -> None:
        here = (tree_tile.c.level == 0) & (tree_tile.c.number == number)
        hashes = connection.execute(select(tree_tile.c.hashes).where(here)).scalar_one()
        connection.execute(update(tree_tile).where(here).values(hashes=bytes(32) + hashes[32:]))

    return act


def lost_head(connection: Connection) -> None:
    connection.execute(delete(tree_head))


def lost_tile(connection: Connection) -> None:
    here = (tree_tile.c.level == 0) & (tree_tile.c.number == 2)
    connection.execute(delete(tree_tile).where(here))


def other_root(connection: Connection) -> None:
    connection.execute(update(tree_head).values(root=bytes(32)))


@pytest.mark.parametrize("damage", [zero_leaf(1), lost_head, lost_tile, other_root])
def test_a_damaged_tree_is_named_and_made_anew(signed: str, damage: Act) -> None:
    altered(signed, damage)
    assert run("verify", database=signed).status == 1
    ok("rebuild", "tree", database=signed)
    assert ok("verify", database=signed).status == 0


@pytest.mark.parametrize("damage", [lost_head, other_root])
def test_recording_goes_on_and_destroys_no_leaf_of_a_damaged_tree(signed: str, damage: Act) -> None:
    altered(signed, damage)
    ok(*RECORD, "--note", "another", database=signed)
    assert run("verify", database=signed).status == 1
    ok("rebuild", "tree", database=signed)
    assert ok("verify", database=signed).status == 0


def rewrite(position: int) -> Act:
    def act(connection: Connection) -> None:
        here = log.c.position == position
        connection.execute(update(log).where(here).values(recorded_by="somebody else"))

    return act


@pytest.mark.parametrize("position", [100, 316])
def test_a_tree_is_not_made_anew_of_a_log_that_was_changed(signed: str, position: int) -> None:
    altered(signed, rewrite(position))
    refused = run("rebuild", "tree", database=signed)
    assert refused.status == 2
    assert "the tree is left as it is" in refused.err
    assert f"position {position}" in run("verify", database=signed).out


def test_beyond_the_last_checkpoint_the_logs_word_is_taken_only_if_somebody_says_so(
    signed: str,
) -> None:
    altered(signed, zero_leaf(386 // 32))  # of position 385, which the checkpoint covers
    ok("rebuild", "tree", database=signed)
    altered(signed, rewrite(387))
    assert run("rebuild", "tree", "--trust-log-through", "386", database=signed).status == 2
    ok("rebuild", "tree", "--trust-log-through", "387", database=signed)
    assert "log, position" not in run("verify", database=signed).out


def test_leaves_behind_the_end_of_the_log_are_evidence_too(signed: str) -> None:
    def beyond(connection: Connection) -> None:
        row = {"level": 0, "number": 50, "hashes": bytes(32)}
        connection.execute(tree_tile.insert().values(row))

    altered(signed, beyond)
    assert "tile 50 of level 0" in run("verify", database=signed).out
    assert run("rebuild", "tree", database=signed).status == 2
    ok("rebuild", "tree", "--trust-log-through", "9999", database=signed)
    assert ok("verify", database=signed).status == 0
