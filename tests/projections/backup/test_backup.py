"""Backups: what comes back is what was there, whichever database it came from and goes to."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run, says, surroundings
from support.proofs.backups import answers, backed_up, filled, note, rows_of, sign, sql
from support.servers.databases import Databases
from support.servers.roles import SCRIPT, as_role
from support.servers.roles import sql as on_server

from integrity.merkle import EMPTY_ROOT
from projections.embedded import EmbeddedRegister
from projections.engine.projector import Projector
from projections.read_models import tree
from projections.read_models.tree import head, proofs
from register.clock import EPOCH
from register.format.schemas import read_fact
from register.store.database import open_engine, reading, writing

KINDS = ("sqlite", "postgresql")
FRESH = Callable[[str], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> Iterator[FRESH]:
    """Gives the URL of a register without a fact, of a kind."""
    with ExitStack() as stack:

        def url(kind: str) -> str:
            databases: Databases = request.getfixturevalue(f"{kind}_databases")
            return stack.enter_context(databases.migrated())

        yield url


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_what_is_restored_is_what_was_backed_up(
    fresh: FRESH, tmp_path: Path, source: str, target: str
) -> None:
    old, new = fresh(source), fresh(target)
    filled(old)
    told = backed_up(old, tmp_path / "b.db").document
    restored = ok("restore", str(tmp_path / "b.db"), "--format", "json", database=new).document
    assert restored == told
    assert (told["facts"], told["checkpoint"]) == (len(rows_of(old)["log"]), 30)
    assert rows_of(new) == rows_of(old)
    assert ok("export", database=new).out == ok("export", database=old).out
    assert answers(new) == answers(old)
    ok("verify", "--replay", database=new)
    assert [one.name for one in tmp_path.iterdir()] == ["b.db"]


@pytest.mark.parametrize("target", KINDS)
def test_recording_goes_on_after_a_restore(fresh: FRESH, tmp_path: Path, target: str) -> None:
    old, new = fresh("sqlite"), fresh(target)
    filled(old)
    facts = backed_up(old, tmp_path / "b.db").document["facts"]
    ok("restore", str(tmp_path / "b.db"), database=new)
    with EmbeddedRegister(new, lambda: EPOCH) as register:  # a clock that is far behind
        ruling = read_fact(complete(fact("court-ruled", "2022"), 10**9))
        (outcome,) = register.record([ruling], recorded_by="test")
    assert outcome.position == facts + 1
    (before, last) = rows_of(new)["log"][-2:]
    assert last[5] >= before[5] == rows_of(old)["log_head"][0][1]
    ok("verify", "--replay", database=new)
    assert backed_up(new, tmp_path / "again.db").document["facts"] == facts + 1


def test_a_backup_is_restored_into_a_register_that_is_not_there_yet(
    tmp_path: Path, sqlite_url: str
) -> None:
    backed_up(sqlite_url, tmp_path / "b.db")
    new = f"sqlite:///{tmp_path}/new.db"
    assert "0 facts restored" in ok("restore", str(tmp_path / "b.db"), database=new).out
    assert rows_of(new) == rows_of(sqlite_url)


def test_the_backup_itself_is_a_register_to_be_asked(tmp_path: Path, sqlite_url: str) -> None:
    filled(sqlite_url)
    backed_up(sqlite_url, tmp_path / "b.db")
    copy = f"sqlite:///{tmp_path}/b.db"
    assert answers(copy) == answers(sqlite_url)
    new = f"sqlite:///{tmp_path}/new.db"
    ok("restore", str(tmp_path / "b.db"), database=new)  # asking has changed nothing of it
    assert rows_of(new) == rows_of(sqlite_url)


RECORDING = """
import sys
from support.servers.crowd import opened
from support.facts.given import complete, fact
from register.format.schemas import read_fact
url, worker = sys.argv[1], int(sys.argv[2])
with opened(url) as register:
    place = worker * 10**6
    while True:
        place += 1
        one = read_fact(complete(fact("court-ruled", "2022"), place))
        (outcome,) = register.record([one], recorded_by=f"writer {worker}")
        print(outcome.fact_id, outcome.position, flush=True)
"""


def recording(url: str, worker: int, told: Path) -> subprocess.Popen[bytes]:
    with told.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-c", RECORDING, url, str(worker)],
            env=surroundings(),
            stdout=out,
        )


def acknowledged(told: list[Path]) -> dict[str, int]:
    rows = [line.split() for path in told for line in path.read_text().splitlines(keepends=True)]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_acknowledged_before_a_backup_began_is_in_it(
    fresh: FRESH, tmp_path: Path, kind: str
) -> None:
    url, told = fresh(kind), [tmp_path / str(worker) for worker in range(4)]
    ok("import", "-", database=url, stdin=lines(TIKTOK))
    writers = [recording(url, worker, path) for worker, path in enumerate(told)]
    try:
        give_up = time.monotonic() + 60
        while any(path.stat().st_size < 400 for path in told):
            assert time.monotonic() < give_up
            time.sleep(0.05)
        for number in range(3):
            before = acknowledged(told)
            backed_up(url, tmp_path / f"{number}.db")
            rows = rows_of(f"sqlite:///{tmp_path}/{number}.db")["log"]
            places = {row[4]: row[0] for row in rows}
            assert before.items() <= places.items()
            assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
            assert all(writer.poll() is None for writer in writers)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert len(acknowledged(told)) > len(before)
    new = f"sqlite:///{tmp_path}/new.db"
    ok("restore", str(tmp_path / "2.db"), database=new)
    ok("verify", "--replay", database=new)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_backup_is_made_only_where_every_checkpoint_holds(
    fresh: FRESH, tmp_path: Path, data: st.DataObject
) -> None:
    url = fresh("sqlite")
    facts = data.draw(st.integers(0, 70))
    ok("import", "-", database=url, stdin=numbered(facts))
    sizes = data.draw(st.sets(st.integers(0, facts)))
    wrong = data.draw(st.none() | st.sampled_from(sorted(sizes))) if sizes else None
    engine = open_engine(url)
    with writing(engine) as connection:
        roots = proofs(connection)
        for size in sorted(sizes - {wrong}):
            sign(connection, [size])
        if wrong is not None:
            other = roots.root(wrong)[::-1]
            sign(connection, [])
            connection.exec_driver_sql(
                "INSERT INTO checkpoint VALUES (?, 1, ?)", (wrong, note(wrong, other))
            )
    engine.dispose()
    path = tmp_path / "b.db"
    done = run("backup", str(path), database=url)
    assert path.exists() == (wrong is None) == (done.status == 0), done
    if wrong is not None:
        says(done, f"to {wrong} is damaged", f"the checkpoint of {wrong} facts")
    path.unlink(missing_ok=True)


def numbered(facts: int) -> bytes:
    given = [complete(fact("court-ruled", "2022", note=str(n)), n) for n in range(1, facts)]
    return lines(*[TIKTOK, *given][:facts])


def test_a_checkpoint_that_the_user_brings_is_compared(tmp_path: Path, sqlite_url: str) -> None:
    filled(sqlite_url)
    path, mine = tmp_path / "b.db", tmp_path / "checkpoint"
    facts = backed_up(sqlite_url, path).document["facts"]
    engine = open_engine(sqlite_url)
    with reading(engine) as connection:
        roots = {size: proofs(connection).root(size) for size in (20, facts)}
    engine.dispose()
    new = f"sqlite:///{tmp_path}/new.db"
    restoring = ("restore", str(path), "--checkpoint", str(mine))
    mine.write_text(note(20, roots[facts]))
    says(run(*restoring, database=new), "from 2 to 20", str(mine))
    mine.write_text(note(facts + 5, roots[facts]))
    says(run(*restoring, database=new), f"position {facts + 1} is damaged", f"has {facts + 5}")
    mine.write_text("hello\n")
    says(run(*restoring, database=new), "a signed note is a text")
    assert not (tmp_path / "new.db").exists()
    mine.write_text(note(20, roots[20]))
    assert "your checkpoint, of 20 facts" in ok(*restoring, database=new).out


@pytest.fixture
def damaged(sqlite_url: str) -> Callable[..., Any]:
    """Changes a register by SQL past all triggers, and backs it up."""
    filled(sqlite_url)
    path = Path(sqlite_url.removeprefix("sqlite:///"))

    def changed(*statements: str) -> Any:
        sql(path, *statements)
        done = run("backup", str(path.parent / "b.db"), database=sqlite_url)
        assert not list(path.parent.glob("b.db*"))
        return done

    return changed


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE log SET payload = payload || ' ' WHERE position = 7", "position 7 is damaged"),
        ("UPDATE log SET recorded_by = 'x' WHERE position = 33", "position 33 is damaged"),
        ("UPDATE log SET recorded_at = 'x' WHERE position = 33", "position 33 has str"),
        ("DELETE FROM log WHERE position = 12", "position 12 is damaged: it is missing"),
        ("DELETE FROM log WHERE position > 50", "position 51 is damaged: it is missing"),
        ("UPDATE log_head SET position = 50", "position 51 is damaged: it is missing, and its"),
        ("DELETE FROM log_head", "lost its head"),
        (
            "UPDATE tree_tile SET hashes = zeroblob(1024) WHERE level = 0 AND number = 1",
            "position 33 is damaged",
        ),
        ("UPDATE tree_head SET root = zeroblob(32)", "are not those of its tree"),
        ("UPDATE checkpoint SET note = 'x'", "the checkpoint of 30 facts"),
    ],
)
def test_a_damaged_register_is_not_backed_up_and_the_place_is_named(
    damaged: Callable[..., Any], statement: str, told: str
) -> None:
    says(damaged(statement), told)


def test_a_rewritten_history_is_found_by_a_checkpoint(sqlite_url: str, tmp_path: Path) -> None:
    """Its tree was made anew to fit: only what was signed tells."""
    filled(sqlite_url)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    sql(path, "UPDATE log SET recorded_by = 'x' WHERE position = 12")
    engine = open_engine(sqlite_url)
    with writing(engine) as connection:
        tree.write(connection, *tree.remade(connection, tree.head(connection)[0]))
    engine.dispose()
    done = run("backup", str(tmp_path / "b.db"), database=sqlite_url)
    says(done, "a position from 2 to 30 is damaged", "the checkpoint of 30 facts")


def test_a_tree_that_is_behind_the_log_is_compared_as_far_as_it_goes(
    sqlite_url: str, tmp_path: Path
) -> None:
    filled(sqlite_url)
    engine = open_engine(sqlite_url)
    with writing(engine) as connection:
        Projector(engine, projections=[]).follow(connection)
        size, root = head(connection)
    engine.dispose()
    with EmbeddedRegister(sqlite_url, lambda: EPOCH) as register:
        ruling = read_fact(complete(fact("court-ruled", "2022"), 10**9))
        register.register.record([ruling], recorded_by="test")
    told = backed_up(sqlite_url, tmp_path / "b.db").document
    assert told["facts"] == size + 1
    assert root not in (EMPTY_ROOT, told["root"])


@pytest.mark.parametrize("role", ["register_owner", "register_application", "register_reader"])
def test_every_role_may_back_up_and_the_application_may_restore(
    postgresql_databases: Databases, tmp_path: Path, role: str
) -> None:
    with postgresql_databases.empty() as url, postgresql_databases.empty() as new:
        for each in (url, new):
            on_server(each, SCRIPT.read_text())
            ok("init", database=as_role(each, "register_owner"))
            on_server(each, SCRIPT.read_text())
        ok("import", "-", database=as_role(url, "register_application"), stdin=numbered(40))
        backed_up(as_role(url, role), tmp_path / "b.db")
        restoring = ("restore", str(tmp_path / "b.db"))
        if role == "register_reader":
            says(run(*restoring, database=as_role(new, role)), "permission denied")
            return
        ok(*restoring, database=as_role(new, role))
        assert rows_of(new) == rows_of(url)
        ok("verify", "--replay", database=as_role(new, "register_application"))
