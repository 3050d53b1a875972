"""Keys: the private one is a file of its owner's, and each public one follows from the first."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection
from support.proofs.signing import NOON, ORIGIN, key, signing

from integrity.errors import KeyProblem
from integrity.keys.files import file_name, read_key, write_key
from integrity.keys.signing_keys import (
    SigningKey,
    before,
    begin,
    key_problems,
    keys,
    latest,
    new_signer,
    rotate,
    trusted,
)
from integrity.notes import Signer, signed
from register.store.database import open_engine, writing


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = open_engine(database_url)
    with writing(engine) as found:
        yield found
    engine.dispose()


def rotated(connection: Connection, *numbers: int) -> list[SigningKey]:
    """The register's keys, after so many rotations."""
    begin(connection, key(numbers[0]), NOON)
    for old, new in pairwise(numbers):
        rotate(connection, key(old), key(new), NOON)  # within the same microsecond
    return keys(connection)


def names(chain: list[SigningKey], number: int) -> list[int]:
    """Which keys somebody may trust who trusts one, by their numbers."""
    known = {key(each).verifier: each for each in range(1, 9)}
    return [known[each] for each in trusted(chain, key(number).verifier.vkey)]


def test_a_key_without_a_name_is_named_after_itself() -> None:
    one, two = new_signer(bytes(32)), new_signer(bytes(31) + b"\1")
    assert one.name.startswith("register-")
    assert len(one.name) == len("register-") + 8
    assert one.name != two.name
    assert new_signer(bytes(32), ORIGIN).name == ORIGIN


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "no\u00a0break", "bell\7"])
def test_a_name_that_no_note_can_have_is_refused(name: str) -> None:
    with pytest.raises(KeyProblem, match="can't name a key"):
        new_signer(bytes(32), name)


def test_who_trusts_a_key_can_follow_to_the_latest_and_back_to_the_first(
    connection: Connection,
) -> None:
    chain = rotated(connection, 1, 2, 3)
    assert [one.vkey for one in chain] == [key(each).verifier.vkey for each in (1, 2, 3)]
    assert names(chain, 1) == [1, 2, 3]
    assert names(chain, 2) == [2, 1, 3]
    assert names(chain, 3) == [3, 2, 1]
    assert names(chain, 4) == [4]
    assert latest(chain) == key(3).verifier
    assert key_problems(chain) == []
    assert trusted(chain, "nonsense") == []
    assert trusted([], key(1).verifier.vkey) == [key(1).verifier]


def test_nothing_leads_back_from_a_key_that_has_not_signed_that_it_follows(
    connection: Connection,
) -> None:
    (first,) = rotated(connection, 1)
    chain = [first, forged(2, endorsing(key(1), key(2))), forged(3, endorsing(key(2), key(3)))]
    assert names(chain, 1) == [1, 2, 3]
    assert names(chain, 3) == [3]
    told = [(one.vkey, vouched) for one, vouched in before(chain, key(3).verifier.vkey)]
    assert told == [(key(2).verifier.vkey, False), (key(1).verifier.vkey, False)]


def test_an_endorsement_beside_the_first_key_is_named(connection: Connection) -> None:
    rotated(connection, 1)
    chain = [forged(1, endorsing(key(7), key(1)))]
    assert key_problems(chain) == [
        f"the first key, {key(1).verifier.vkey}, follows none, and an endorsement stands beside it"
    ]


def forged(number: int, endorsement: str | None, moment: int = 10**18) -> SigningKey:
    return SigningKey(key(number).verifier.vkey, moment, endorsement)


def endorsing(before: Signer, after: Signer, *, by: Signer | None = None) -> str:
    text = f"register key rotation\n{before.verifier.vkey}\n{after.verifier.vkey}\n"
    return signed(text, by or before).whole


@pytest.mark.parametrize(
    "endorsement",
    [
        None,
        "nonsense",
        endorsing(key(2), key(9)),
        endorsing(key(2), key(4), by=key(4)),
        endorsing(key(7), key(4)),
        endorsing(key(1), key(4), by=key(2)),
        endorsing(key(2), key(4)).replace("rotation", "Rotation"),
        signed(key(4).verifier.vkey + "\n", key(2)).whole,
    ],
    ids=["none", "nonsense", "another", "own", "stranger", "mixed", "altered", "other text"],
)
def test_a_key_that_no_trusted_one_endorses_follows_from_none(
    connection: Connection, endorsement: str | None
) -> None:
    chain = [*rotated(connection, 1, 2), forged(4, endorsement)]
    assert names(chain, 1) == [1, 2]
    assert latest(chain) == key(2).verifier
    assert key_problems(chain) == [
        f"the key {key(4).verifier.vkey} does not follow from the first one, {key(1).verifier.vkey}"
    ]
    assert names([*chain, forged(5, endorsing(key(4), key(5)))], 1) == [1, 2]


def test_a_key_of_another_name_does_not_follow(connection: Connection) -> None:
    chain = rotated(connection, 1)
    other = key(2, "example.org/other")
    chain.append(SigningKey(other.verifier.vkey, 10**18, endorsing(key(1), other)))
    assert names(chain, 1) == [1]
    with pytest.raises(KeyProblem, match="of the same name"):
        rotate(connection, key(1), other, NOON)
    with pytest.raises(KeyProblem, match="another of the same name"):
        rotate(connection, key(1), key(1), NOON)


def test_a_damaged_key_is_named_and_the_others_are_trusted(connection: Connection) -> None:
    chain = rotated(connection, 1, 2)
    damaged = SigningKey("x", 10**18, None)
    assert names([*chain, damaged], 1) == [1, 2]
    assert key_problems([*chain, damaged]) == ["the key 'x' is damaged"]


def test_a_register_has_one_first_key_and_rotates_the_latest(connection: Connection) -> None:
    with pytest.raises(KeyProblem, match="no key yet"):
        latest(keys(connection))
    with pytest.raises(KeyProblem, match="no key yet"):
        rotate(connection, key(1), key(2), NOON)
    rotated(connection, 1, 2)
    with pytest.raises(KeyProblem, match=f"has the key {ORIGIN}.* already"):
        begin(connection, key(3), NOON)
    with pytest.raises(KeyProblem, match="has followed"):
        rotate(connection, key(1), key(3), NOON)
    with pytest.raises(KeyProblem, match="this register's is"):
        rotate(connection, key(5), key(6), NOON)
    made = rotate(connection, key(2), key(3), NOON - timedelta(days=1))
    assert made.created_at > keys(connection)[1].created_at
    assert names(keys(connection), 1) == [1, 2, 3]


def test_the_private_key_is_in_no_table(sqlite_url: str) -> None:
    with signing(sqlite_url, 2) as found:
        found.checkpoint()
        with writing(found.register.engine) as connection:
            rotate(connection, key(1), key(2), NOON)
    content = b"".join(
        path.read_bytes() for path in Path(sqlite_url.removeprefix("sqlite:///")).parent.iterdir()
    )
    assert key(1).verifier.vkey.encode() in content
    for number in (1, 2):
        secret = key(number)
        assert secret.private_text.rpartition("+")[2].encode() not in content
        assert secret.seed not in content
        assert b"PRIVATE+KEY" not in content


def test_a_key_file_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "further" / file_name(key(1).verifier)
    assert path.name == f"example.org_register+{key(1).verifier.key_id.hex()}.key"
    write_key(path, key(1))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert read_key(path) == key(1)
    with pytest.raises(KeyProblem, match="is never overwritten"):
        write_key(path, key(2))
    assert read_key(path) == key(1)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610])
def test_a_key_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.key"
    write_key(path, key(1))
    path.chmod(mode)
    with pytest.raises(KeyProblem, match=f"mode {mode:04o}.: chmod 600"):
        read_key(path)


def test_what_is_no_key_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    for content, why in (
        (b"", "no private key"),
        (b"\xff\xfe", "no key in it"),
        (key(1).verifier.vkey.encode(), "no private key"),
        (key(1).private_text[:-8].encode(), "is no private key"),
    ):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyProblem, match=why) as refused:
            read_key(path)
        assert key(1).private_text[-20:-8] not in str(refused.value)
    with pytest.raises(KeyProblem, match="does not exist"):
        read_key(tmp_path / "none.key")
    with pytest.raises(KeyProblem, match="can't be read: Is a directory"):
        read_key(tmp_path)
