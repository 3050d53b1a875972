"""Checkpoints: what is signed once is never contradicted, changed, or lost by halves."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from support.facts.given import complete, fact
from support.programs.running import surroundings
from support.proofs.signing import NOON, ORIGIN, Signing, key, signing, witness

from integrity.checkpoints.checkpoints import add_signatures, check, kept_checkpoints, make
from integrity.checkpoints.cosignatures import cosigned
from integrity.checkpoints.store import all_kept, kept, kept_or_last, last_kept
from integrity.checkpoints.text import open_checkpoint
from integrity.errors import CheckpointRefused, KeyProblem, NoteRefused
from integrity.keys.signing_keys import keys, rotate
from integrity.keys.witnesses import add_witness, witnesses
from integrity.notes import Note, Signer, signed
from projections.checkpoint import make_checkpoint
from projections.embedded import EmbeddedRegister
from projections.read_models import tree
from projections.verification.verify import VerificationRequest, verified
from register.format.schemas import read_fact
from register.store.database import reading, writing

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ten(database_url: str) -> Iterator[Signing]:
    """A register with a key and ten facts."""
    with signing(database_url, 10) as found:
        yield found


def size_and_root(found: Signing) -> tuple[int, bytes]:
    with reading(found.register.engine) as connection:
        return tree.head(connection)


def test_a_checkpoint_says_whose_log_it_is_how_long_and_what_its_root_is(ten: Signing) -> None:
    made = ten.checkpoint()
    checkpoint, signatures = check(made.note, [ten.signer.verifier])
    assert (checkpoint.size, checkpoint.root) == size_and_root(ten)
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 10)
    assert [one.by for one in signatures] == [ten.signer.verifier]
    with reading(ten.register.engine) as connection:
        assert last_kept(connection) == kept(connection, 10) == made


def test_a_register_without_a_fact_has_a_checkpoint_too(database_url: str) -> None:
    with signing(database_url) as empty:
        assert open_checkpoint(empty.checkpoint().note).checkpoint.size == 0
        empty.record(1)
        assert empty.checkpoint().size == 1


def test_a_second_one_of_the_same_size_is_the_first(ten: Signing) -> None:
    assert ten.checkpoint() == ten.checkpoint()
    ten.record(3)
    assert ten.checkpoint().size == 13
    with reading(ten.register.engine) as connection:
        assert [one.size for one in all_kept(connection)] == [10, 13]
        assert kept_or_last(connection, None).size == 13
        with pytest.raises(CheckpointRefused, match="no checkpoint of 11 facts"):
            kept_or_last(connection, 11)


def test_what_was_recorded_before_is_in_it_also_if_the_read_models_are_behind(ten: Signing) -> None:
    facts = [ten.facts + 1, ten.facts + 2]
    ten.register.register.record(
        [read_fact(complete(fact("court-ruled", "2022"), one)) for one in facts], recorded_by="test"
    )
    assert size_and_root(ten)[0] == 10
    assert ten.checkpoint().size == 12


def test_a_tree_that_can_not_follow_is_not_signed(ten: Signing) -> None:
    ten.checkpoint()
    with (
        writing(ten.register.engine) as connection,
        pytest.raises(CheckpointRefused, match="has 10 of 11 facts"),
    ):
        make(connection, tree.proofs, ten.signer, ten.now(), at_least=11)


FORGED = [
    (
        "DELETE FROM tree_tile",
        "UPDATE tree_head SET size = 0, root = {empty}",
        "DELETE FROM log",
    ),
    ("DELETE FROM log WHERE position > 7", "UPDATE log_head SET position = 7"),
    ("UPDATE log SET recorded_by = 'somebody else' WHERE position = 4",),
]


@pytest.mark.parametrize("statements", FORGED, ids=["emptied", "shortened", "rewritten"])
def test_a_history_that_was_rewritten_with_its_tree_is_not_signed(
    ten: Signing, statements: tuple[str, ...]
) -> None:
    """The log is changed, and its tree made anew from it, as one who owns the database could."""
    ten.checkpoint()
    quoted = "x''" if ten.register.engine.dialect.name == "sqlite" else "''::bytea"
    ten.by_force(*(each.format(empty=quoted) for each in statements))
    with writing(ten.register.engine) as connection:
        size = connection.execute(text("SELECT count(*) FROM log")).scalar_one()
        connection.execute(text("DELETE FROM tree_tile"))
        made, tiles = tree.remade(connection, size)
        tree.write(connection, made, tiles)
        connection.execute(text("UPDATE log_head SET position = position"))
    with pytest.raises(CheckpointRefused) as refused, writing(ten.register.engine) as connection:
        make(connection, tree.proofs, ten.signer, ten.now())
    told = str(refused.value)
    assert "the checkpoint of 10 facts, kept on 2026-01-01T12:00:01" in told
    assert "contradicts" in told or "changed since" in told
    with reading(ten.register.engine) as connection:
        assert all_kept(connection) == ten.made


def test_a_tree_whose_head_is_not_its_own_is_not_signed(ten: Signing) -> None:
    ten.checkpoint()
    ten.record(1)
    for statement in (
        "UPDATE tree_head SET root = (SELECT hashes FROM tree_tile LIMIT 1)",
        "DELETE FROM tree_tile",
    ):
        ten.by_force(statement)
        with pytest.raises(CheckpointRefused, match="register rebuild tree"):
            ten.checkpoint()


def test_a_kept_checkpoint_that_was_replaced_is_not_built_on(ten: Signing) -> None:
    made = ten.checkpoint()
    forged = signed(open_checkpoint(made.note).note.text, key(9)).whole
    ten.by_force(f"UPDATE checkpoint SET note = '{forged}'")
    with pytest.raises(
        CheckpointRefused, match="of 10 facts is there that this register has not signed"
    ):
        ten.checkpoint()
    ten.by_force("UPDATE checkpoint SET note = 'nothing'")
    with pytest.raises(CheckpointRefused, match="that this register has not signed"):
        ten.checkpoint()


@pytest.mark.parametrize(
    ("other", "why"),
    [(key(2), "this register's is"), (key(1, "example.org/other"), "this register's is")],
    ids=["another key", "another origin"],
)
def test_only_the_registers_own_key_signs(ten: Signing, other: Signer, why: str) -> None:
    with pytest.raises(KeyProblem, match=why):
        make_checkpoint(ten.register, other, NOON)


def test_after_a_rotation_the_new_key_signs_and_the_old_one_does_not(ten: Signing) -> None:
    old, before = ten.signer, ten.checkpoint()
    ten.signer = key(2)
    with writing(ten.register.engine) as connection:
        rotate(connection, old, ten.signer, ten.now())
    assert ten.checkpoint() == before
    ten.record(1)
    after = ten.checkpoint()
    check(after.note, [key(2).verifier])
    with pytest.raises(KeyProblem, match="has followed"):
        make_checkpoint(ten.register, old, ten.now())
    with reading(ten.register.engine) as connection:
        assert [one.problems for one in kept_checkpoints(connection)] == [(), ()]
        trusted = kept_checkpoints(connection, vkey=old.verifier.vkey)
        assert [one.problems for one in trusted] == [(), ()]
        latest = kept_checkpoints(connection, vkey=key(2).verifier.vkey)
        assert [(one.problems, one.sound) for one in latest] == [((), True), ((), True)]
        (first, _second) = kept_checkpoints(connection, vkey=key(3).verifier.vkey)
        assert "not signed by a key of this register" in first.problems[0]


def test_what_an_earlier_key_signed_is_not_called_damaged_where_nothing_leads_back_to_it(
    ten: Signing,
) -> None:
    ten.checkpoint()
    old, ten.signer = ten.signer, key(2)
    with writing(ten.register.engine) as connection:
        rotate(connection, old, ten.signer, ten.now())
        own, chain = ten.signer.verifier.vkey, keys(connection)
    alone = signed(f"register key rotation\n{old.verifier.vkey}\n{own}\n", old).whole
    ten.by_force(f"UPDATE signing_key SET endorsement = '{alone}' WHERE vkey = '{own}'")
    assert chain[1].endorsement != alone, "since 0.9 both sign"
    with reading(ten.register.engine) as connection:
        (one,) = kept_checkpoints(connection, vkey=own)
        assert (one.problems, one.sound, one.unvouched) == ((), False, True)
        (one,) = kept_checkpoints(connection, vkey=old.verifier.vkey)
        assert (one.problems, one.sound, one.unvouched) == ((), True, False)
        done = verified(connection, VerificationRequest(vkey=own), lambda _: None)
    assert {one.table for one in done.findings} <= {"schema"}
    assert done.agreed == set()


def test_a_checkpoint_that_was_removed_is_missed_by_what_was_added_to_it(ten: Signing) -> None:
    made = ten.checkpoint()
    with writing(ten.register.engine) as connection:
        add_witness(connection, witness(1).verifier.vkey, NOON)
    add(ten, cosigned(made.note, [ten.signer.verifier], witness(1), seconds=5))
    ten.by_force("DELETE FROM checkpoint")
    with reading(ten.register.engine) as connection:
        done = verified(connection, VerificationRequest(), lambda _: None)
    told = [str(one) for one in done.findings if one.table == "checkpoint"]
    assert told == [
        "checkpoint, the kept one of 10 facts: it is gone, and a signature of it is here"
    ]


def add(found: Signing, note: str) -> list[str]:
    with writing(found.register.engine) as connection:
        added = add_signatures(connection, note, witnesses(connection))
    return [one.signature.who for one in added]


def test_signatures_of_witnesses_are_kept_with_the_checkpoint(ten: Signing) -> None:
    made, log = ten.checkpoint(), [ten.signer.verifier]
    one, two = witness(1), witness(2)
    with writing(ten.register.engine) as connection:
        assert add_witness(connection, one.verifier.vkey, NOON)
        assert add_witness(connection, f" {two.verifier.vkey}\n", NOON)
        assert not add_witness(connection, one.verifier.vkey, NOON)
    both = cosigned(cosigned(made.note, log, one, seconds=5), log, two, seconds=6)
    assert add(ten, both) == [f"{one.name}+{one.verifier.key_id.hex()}" for one in (one, two)]
    assert add(ten, both) == []
    with reading(ten.register.engine) as connection:
        (found,) = kept_checkpoints(connection)
    assert [(each.by, each.seconds) for each in found.signed[:1]] == [(ten.signer.verifier, None)]
    assert {(each.by, each.seconds) for each in found.signed[1:]} == {
        (one.verifier, 5),
        (two.verifier, 6),
    }
    assert found.problems == ()
    assert ten.checkpoint().note == found.kept.note
    assert found.kept.as_signed == made.note


def test_what_is_no_signature_of_it_by_somebody_known_is_refused_whole(ten: Signing) -> None:
    made, log = ten.checkpoint(), [ten.signer.verifier]
    with writing(ten.register.engine) as connection:
        add_witness(connection, witness(1).verifier.vkey, NOON)
    good = cosigned(made.note, log, witness(1), seconds=5)
    unknown = cosigned(good, log, witness(2), seconds=5)
    opened = open_checkpoint(good).note
    (own, cosignature) = opened.signatures
    broken = Note(
        opened.text, (own, type(own)(cosignature.name, cosignature.key_id, b"x" * 72))
    ).whole
    for note, why in (
        (unknown, "no known witness"),
        (broken, "not one of this checkpoint"),
        (good.replace("\n10\n", "\n9\n"), "no kept checkpoint of 9"),
        (good.replace(ORIGIN, "example.org/x"), "another checkpoint .* 'example.org/x', not"),
        ("nonsense", "a signed note is"),
    ):
        with pytest.raises((NoteRefused, CheckpointRefused), match=why):
            add(ten, note)
    with reading(ten.register.engine) as connection:
        assert last_kept(connection) == made


def test_the_register_itself_can_not_be_its_witness(ten: Signing) -> None:
    with (
        pytest.raises(KeyProblem, match="can't be its witness"),
        writing(ten.register.engine) as connection,
    ):
        add_witness(connection, ten.signer.verifier.vkey, NOON)


def test_a_register_says_what_is_wrong_with_what_it_keeps(ten: Signing) -> None:
    made = ten.checkpoint()
    other = signed(open_checkpoint(made.note).note.text.replace(ORIGIN, "x"), key(5, "x")).whole
    wrongs = {
        made.note.replace("\n10\n", "\n11\n"): ["has a signature of", "is not signed", "of 11"],
        other: ["is not signed by a key", "is of x, and this register is"],
        "nothing": ["can't be read"],
    }
    for note, told in wrongs.items():
        ten.by_force(f"UPDATE checkpoint SET note = '{note}'")
        with reading(ten.register.engine) as connection:
            (found,) = kept_checkpoints(connection)
        assert len(found.problems) == len(told)
        for problem, words in zip(found.problems, told, strict=True):
            assert problem.startswith("the checkpoint of 10 facts ")
            assert words in problem


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoint SET note = note",
        "UPDATE checkpoint SET made_at = 0",
        "DELETE FROM checkpoint",
        "UPDATE checkpoint_signature SET line = 'x'",
        "DELETE FROM checkpoint_signature",
        "UPDATE checkpoint_timestamp SET token = token",
        "DELETE FROM checkpoint_timestamp",
        "UPDATE signing_key SET endorsement = NULL",
        "DELETE FROM signing_key",
        "INSERT INTO checkpoint (size, made_at, note) VALUES (10, 0, 'x')",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_signed(
    ten: Signing, statement: str
) -> None:
    made = ten.checkpoint()
    with writing(ten.register.engine) as connection:
        add_witness(connection, witness(1).verifier.vkey, NOON)
        note = cosigned(made.note, [ten.signer.verifier], witness(1), seconds=5)
        add_signatures(connection, note, witnesses(connection))
        row = "INSERT INTO checkpoint_timestamp (size, made_at, token) SELECT size, 1, "
        connection.execute(text(row + "root FROM tree_head"))
    with (
        pytest.raises(DBAPIError),
        ten.register.engine.connect() as connection,
        connection.begin(),
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["checkpoint", "checkpoint_timestamp", "signing_key"])
def test_what_was_signed_can_not_be_replaced_on_sqlite(sqlite_url: str, table: str) -> None:
    """Where it replaces a row, SQLite runs no trigger of deletion."""
    with signing(sqlite_url, 2) as found:
        found.checkpoint()
        values = {
            "checkpoint": "(size, made_at, note) SELECT size, made_at, 'x'",
            "checkpoint_timestamp": "(size, made_at, token) SELECT size, made_at, x'01'",
            "signing_key": "(vkey, created_at, endorsement) SELECT vkey, 0, 'x'",
        }[table]
        with found.register.engine.connect() as connection, connection.begin():
            row = "INSERT INTO checkpoint_timestamp VALUES (2, 1, x'00')"
            connection.execute(text(row))
        with (
            pytest.raises(DBAPIError, match="append-only"),
            found.register.engine.connect() as connection,
            connection.begin(),
        ):
            connection.execute(text(f"INSERT OR REPLACE INTO {table} {values} FROM {table}"))


def _make(url: str, number: int) -> tuple[int, str]:
    """Make a checkpoint in a process of its own."""
    with EmbeddedRegister(url, lambda: NOON) as register:
        made = make_checkpoint(register, key(1), NOON.replace(microsecond=number))
    return made.size, made.note


@pytest.mark.slow
def test_several_who_make_one_at_once_all_get_the_same(database_url: str) -> None:
    with signing(database_url, 40) as found:
        found.register.engine.dispose()
        with multiprocessing.get_context("spawn").Pool(4) as pool:
            made = pool.starmap(_make, [(database_url, number) for number in range(12)])
        assert len(set(made)) == 1
        with reading(found.register.engine) as connection:
            assert [(one.size, one.note) for one in all_kept(connection)] == made[:1]


@pytest.mark.slow
def test_checkpoints_made_while_others_record_follow_from_each_other(database_url: str) -> None:
    with signing(database_url, 5) as found, ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(2))
        for _ in range(6):
            waiting = [pool.apply_async(_make, (database_url, number)) for number in range(2)]
            for _ in range(10):
                found.record(1)
            for each in waiting:
                assert each.get(60)[0] >= 5
        with reading(found.register.engine) as connection:
            sizes = [one.size for one in all_kept(connection)]
            proofs = tree.proofs(connection)
            for one in kept_checkpoints(connection):
                assert (one.problems, one.root) == ((), proofs.root(one.size))
        assert sizes == sorted(set(sizes))


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_half_kept(database_url: str) -> None:
    random = Random(7)
    with signing(database_url, 3) as found:
        for _ in range(8):
            found.record(2)
            program = (
                "import sys; sys.path.append(sys.argv[2]); import test_checkpoints as it\n"
                "print('begun', flush=True); it._make(sys.argv[1], 0); print('done', flush=True)"
            )
            process = subprocess.Popen(
                [sys.executable, "-c", program, database_url, str(Path(__file__).parent)],
                env=surroundings(),
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(random.uniform(0, 0.15))
            os.killpg(process.pid, signal.SIGKILL)
            told = process.communicate()[0]
            with reading(found.register.engine) as connection:
                before = all_kept(connection)
                assert all(one.problems == () for one in kept_checkpoints(connection))
            if told:
                assert before[-1].size == found.facts
        assert found.checkpoint().size == found.facts
        with reading(found.register.engine) as connection:
            proofs = tree.proofs(connection)
            for one in kept_checkpoints(connection):
                assert (one.problems, one.root) == ((), proofs.root(one.size))
