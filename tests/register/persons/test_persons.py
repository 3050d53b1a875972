"""The key store: one key for each person, whoever asks first; none ever again once destroyed."""

import os
import stat
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.programs.running import ROOT, surroundings

from register.errors import DamagedKey, ForgottenPerson
from register.persons.keys import Persons, rehearsed


@pytest.fixture
def store(tmp_path: Path) -> Persons:
    return Persons(tmp_path / "keys", os.urandom)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def contents(store: Persons) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(store.folder.iterdir())}


def test_a_key_is_made_once_and_nobody_else_may_read_it(store: Persons) -> None:
    assert store.key("a-1") is None
    assert not store.folder.exists()
    key = store.key_made("a-1")
    assert len(key) == 32
    assert store.key_made("a-1") == store.key("a-1") == key
    assert store.key_made("a-2") != key
    assert mode(store.folder) == 0o700
    assert [mode(path) for path in store.folder.iterdir()] == [0o600, 0o600]


def test_a_forgotten_person_has_no_key_and_gets_none(store: Persons) -> None:
    key = store.key_made("a-1")
    store.forget("a-1")
    assert store.key("a-1") is None
    assert store.is_forgotten("a-1")
    with pytest.raises(ForgottenPerson):
        store.key_made("a-1")
    assert contents(store) == {"a-1.forgotten": b""}
    assert key not in b"".join(contents(store).values())
    store.forget("a-1")
    assert contents(store) == {"a-1.forgotten": b""}


def test_only_the_one_asked_for_is_forgotten(store: Persons) -> None:
    keys = {person: store.key_made(person) for person in ("a", "a-1", "a-11")}
    store.forget("a-1")
    assert [store.key("a"), store.key("a-11")] == [keys["a"], keys["a-11"]]


def test_who_never_had_a_key_can_be_forgotten(store: Persons) -> None:
    store.forget("a-1")
    with pytest.raises(ForgottenPerson):
        store.key_made("a-1")


def test_the_bytes_are_overwritten_before_the_file_goes(store: Persons) -> None:
    key = store.key_made("a-1")
    other_name = store.folder.parent / "kept"
    os.link(store.folder / "a-1.key", other_name)
    store.forget("a-1")
    assert other_name.read_bytes() == bytes(len(key))


def test_what_a_process_left_that_was_killed_while_it_made_a_key_goes_too(store: Persons) -> None:
    key = store.key_made("a-1")
    os.link(store.folder / "a-1.key", store.folder / "a-1.0123.unfinished")
    store.forget("a-1")
    assert contents(store) == {"a-1.forgotten": b""}
    assert key not in b"".join(contents(store).values())


def test_a_key_that_was_linked_after_the_tombstone_is_never_given_out(store: Persons) -> None:
    store.forget("a-1")
    (store.folder / "a-1.key").write_bytes(bytes(32))
    assert store.key("a-1") is None
    with pytest.raises(ForgottenPerson):
        store.key_made("a-1")
    store.forget("a-1")
    assert contents(store) == {"a-1.forgotten": b""}


def test_who_is_forgotten_while_a_key_is_made_is_forgotten(tmp_path: Path) -> None:
    def meanwhile(size: int) -> bytes:
        Persons(tmp_path / "keys", os.urandom).forget("a-1")
        return os.urandom(size)

    store = Persons(tmp_path / "keys", meanwhile)
    with pytest.raises(ForgottenPerson):
        store.key_made("a-1")
    assert contents(store) == {"a-1.forgotten": b""}


@pytest.mark.parametrize("left", [b"", b"short", bytes(33)])
def test_a_damaged_key_is_named(store: Persons, left: bytes) -> None:
    store.key_made("a-1")
    (store.folder / "a-1.key").write_bytes(left)
    with pytest.raises(DamagedKey, match=r"a-1\.key has"):
        store.key("a-1")


def test_a_rehearsal_writes_nothing(store: Persons) -> None:
    one = rehearsed(store)
    assert one.key_made("a-1") == one.key_made("a-1") != one.key_made("a-2")
    assert rehearsed(store).key_made("a-1") != one.key_made("a-1")
    assert not store.folder.exists()
    key = store.key_made("a-1")
    assert rehearsed(store).key_made("a-1") == key
    store.forget("a-1")
    with pytest.raises(ForgottenPerson):
        rehearsed(store).key_made("a-1")


def make_keys(folder: Path, count: int) -> list[bytes]:
    store = Persons(folder, os.urandom)
    return [store.key_made(f"person-{number}") for number in range(count)]


@pytest.mark.slow
def test_processes_that_make_keys_at_once_end_up_with_the_same(tmp_path: Path) -> None:
    with get_context("spawn").Pool(4) as pool:
        found = pool.starmap(make_keys, [(tmp_path / "keys", 150)] * 4)
    assert found[1:] == found[:-1]
    assert len(set(found[0])) == 150
    left = sorted(path.name for path in (tmp_path / "keys").iterdir())
    assert left == sorted(f"person-{number}.key" for number in range(150))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(("make", "forget", "key")))))
def test_once_forgotten_is_forgotten_for_ever(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    store = Persons(tmp_path_factory.mktemp("store") / "keys", os.urandom)
    keys: dict[str, bytes] = {}
    gone: set[str] = set()
    for person, step in steps:
        if step == "forget":
            store.forget(person)
            gone.add(person)
        elif step == "make" and person in gone:
            with pytest.raises(ForgottenPerson):
                store.key_made(person)
        elif step == "make":
            assert store.key_made(person) == keys.setdefault(person, store.key_made(person))
        else:
            assert store.key(person) == (None if person in gone else keys.get(person))


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_makes_keys_leaves_whole_ones(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    script = (
        "import os, sys; from pathlib import Path; from register.persons.keys import Persons\n"
        "store = Persons(Path(sys.argv[1]), os.urandom)\n"
        "for number in range(100_000): store.key_made(f'p-{number}'); print(number, flush=True)"
    )
    for wanted in (3, 20, 60):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            env=surroundings(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            while int(process.stdout.readline()) < wanted:
                pass
            process.kill()
    store = Persons(folder, os.urandom)
    keys = [store.key(person) for person in store.known()]
    assert len(keys) >= 60
    assert all(key is not None and len(key) == 32 for key in keys)
