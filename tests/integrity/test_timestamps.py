"""Timestamps of checkpoints, by a real authority: `openssl ts`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
from support.programs.running import ok, run, says
from support.proofs.authority import Authority, served
from support.proofs.signing import NOON, Signing, signing

from integrity.checkpoints.checkpoints import kept_checkpoints
from integrity.checkpoints.store import StoredCheckpoint
from integrity.checkpoints.timestamps import checked, keep, request, usable_roots
from integrity.errors import CheckpointRefused, TimestampRefused
from register.clock import microseconds
from register.store.database import reading, writing


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "first")


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "second")


@pytest.fixture
def five(database_url: str) -> Iterator[Signing]:
    with signing(database_url, 5) as found:
        yield found


@pytest.fixture
def made(five: Signing) -> StoredCheckpoint:
    return five.checkpoint()


def roots(authority: Authority) -> list[bytes]:
    return [authority.root.read_bytes()]


NOTE = "a note\n\n— signed\n"


def test_a_timestamp_says_when_and_who_says_so(authority: Authority) -> None:
    asked = request(NOTE, 2**63 + 5)
    stamp = checked(authority.reply(asked), NOTE, roots(authority), asked=asked)
    assert stamp.authority == "CN=Test Authority"
    assert (
        abs(stamp.at - microseconds(datetime.now(UTC))) < timedelta(minutes=1).total_seconds() * 1e6
    )


@pytest.mark.parametrize("nonce", [0, 1, 127, 128, 255, 256, 2**63, 2**64 - 1])
def test_a_request_is_as_the_standard_wants_it(authority: Authority, nonce: int) -> None:
    asked = request(NOTE, nonce)
    checked(authority.reply(asked), NOTE, roots(authority), asked=asked)
    theirs = TimestampRequestBuilder().data(NOTE.encode()).hash_algorithm(HashAlgorithm.SHA256)
    library = theirs.build()
    assert library.nonce is not None
    assert request(NOTE, library.nonce) == library.as_bytes()


def test_what_is_not_the_answer_is_refused(authority: Authority, another: Authority) -> None:
    asked = request(NOTE, 5)
    good = authority.reply(asked)
    sha512 = TimestampRequestBuilder().data(NOTE.encode()).hash_algorithm(HashAlgorithm.SHA512)
    trusted = roots(authority)
    for response, note, known, told in (
        (good, NOTE + "x", trusted, "of something else"),
        (authority.reply(request(NOTE, 6)), NOTE, trusted, "its nonce differs"),
        (good, NOTE, roots(another), "not one of a known authority"),
        (another.reply(asked), NOTE, trusted, "not one of a known authority"),
        (authority.reply(sha512.build().as_bytes()), NOTE, trusted, "another hash than SHA-256"),
        (authority.reply(asked[:-1]), NOTE, trusted, "the time-stamping authority refuses"),
        (b"", NOTE, trusted, "no response"),
        (b"<html>", NOTE, trusted, "no response"),
        (good, NOTE, [b"nonsense"], "no certificate in PEM"),
        (good, NOTE, [], "is checked with a certificate"),
    ):
        with pytest.raises(TimestampRefused, match=told) as refused:
            checked(response, note, known, asked=asked)
        assert "\n" not in str(refused.value)


def test_an_authority_whose_certificate_is_for_something_else_is_refused(tmp_path: Path) -> None:
    try:
        wrong = Authority(tmp_path / "wrong", extensions="signing")
        response = wrong.reply(request(NOTE, 5))
    except Exception:  # noqa: BLE001  # openssl itself refuses to stamp with it
        return
    with pytest.raises(TimestampRefused):
        checked(response, NOTE, roots(wrong))


def test_no_byte_of_what_an_authority_signs_can_be_changed(authority: Authority) -> None:
    good, random = authority.reply(request(NOTE, 5)), Random(3)
    before = checked(good, NOTE, roots(authority))
    refused = 0
    for _ in range(300):
        content = bytearray(good)
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        try:
            after = checked(bytes(content), NOTE, roots(authority))
        except TimestampRefused:
            refused += 1
        else:  # a byte that nobody signs, such as in the certificate of the issuer
            assert after.at == before.at
    assert refused > 250


def test_a_checked_timestamp_is_kept_once_and_looked_at_again(
    five: Signing, made: StoredCheckpoint, authority: Authority, another: Authority
) -> None:
    asked = request(made.as_signed, 5)
    response = authority.reply(asked)
    with writing(five.register.engine) as connection:
        for _ in range(2):
            keep(connection, 5, response, roots(authority), NOON, asked=asked)
        keep(connection, 5, another.reply(asked), roots(another), NOON)
    authority.verify(response, made.as_signed.encode())
    with reading(five.register.engine) as connection:
        (both,) = kept_checkpoints(connection, roots=[*roots(authority), *roots(another)])
        (one,) = kept_checkpoints(connection, roots=roots(authority))
        (none,) = kept_checkpoints(connection)
    assert [each.problems for each in both.timestamps] == [(), ()]
    assert [each.unchecked for each in both.timestamps] == [None, None]
    assert [len(each.problems) for each in one.timestamps] == [0, 1]
    assert "not one of a known authority" in one.timestamps[1].problems[0]
    assert [each.stamp for each in none.timestamps] == [each.stamp for each in both.timestamps]
    assert none.timestamps[0].unchecked == "no certificate of the authority is given"
    assert both.timestamps[0].made_at == microseconds(NOON) == both.timestamps[1].made_at - 1


def test_nothing_is_kept_that_is_refused(
    five: Signing, made: StoredCheckpoint, authority: Authority, another: Authority
) -> None:
    response = authority.reply(request(made.as_signed, 5))
    with writing(five.register.engine) as connection:
        with pytest.raises(TimestampRefused):
            keep(connection, 5, response, roots(another), NOON)
        with pytest.raises(TimestampRefused):
            keep(connection, 5, response[:-1], roots(authority), NOON)
        with pytest.raises(CheckpointRefused, match="no checkpoint of 4"):
            keep(connection, 4, response, roots(authority), NOON)
    with reading(five.register.engine) as connection:
        assert kept_checkpoints(connection)[0].timestamps == ()


def test_a_kept_timestamp_that_was_changed_is_found(
    five: Signing, made: StoredCheckpoint, authority: Authority
) -> None:
    other = authority.reply(request("another note", 5))
    with writing(five.register.engine) as connection:
        keep(connection, 5, authority.reply(request(made.as_signed, 5)), roots(authority), NOON)
    for token, told in ((other, "of something else"), (b"\1", "no response")):
        quoted = f"x'{token.hex()}'"
        if five.register.engine.dialect.name == "postgresql":
            quoted = f"decode('{token.hex()}', 'hex')"
        five.by_force(f"UPDATE checkpoint_timestamp SET token = {quoted}")
        for known in (roots(authority), []):
            with reading(five.register.engine) as connection:
                (found,) = kept_checkpoints(connection, roots=known)
            assert told in found.timestamps[0].problems[0]
            assert found.problems == ()


def test_the_command_asks_an_authority_over_http(
    five: Signing, made: StoredCheckpoint, authority: Authority, database_url: str
) -> None:
    arguments = ("checkpoint", "timestamp", "--root", str(authority.root))
    with served(authority.reply) as url:
        told = ok(*arguments, "--tsa", url, database=database_url)
        assert told.out.startswith("The checkpoint of 5 facts was there at 20")
        assert told.out.endswith("says CN=Test Authority.\n")
        again = ok(*arguments, "5", "--tsa", url, "--format", "json", database=database_url)
        assert again.document["authority"] == "CN=Test Authority"
    shown = ok("checkpoint", "show", "--format", "json", database=database_url).document
    assert [one["authority"] for one in shown["timestamps"]] == ["CN=Test Authority"] * 2
    listed = ok("checkpoint", "list", "--format", "json", database=database_url).document
    assert len(listed[0]["timestamps"]) == 2
    as_signed = ok("checkpoint", "show", "--as-signed", database=database_url).out
    assert as_signed == made.as_signed
    assert five.facts == 5


def test_the_command_works_by_files_as_well(
    made: StoredCheckpoint, authority: Authority, database_url: str, tmp_path: Path
) -> None:
    asked, answer = tmp_path / "asked.tsq", tmp_path / "answer.tsr"
    ok("checkpoint", "timestamp", "--request", str(asked), database=database_url)
    assert sha256(made.as_signed.encode()).digest() in asked.read_bytes()
    answer.write_bytes(authority.reply(asked.read_bytes()))
    given = ("checkpoint", "timestamp", "--response", str(answer), "--root", str(authority.root))
    ok(*given, "--request", str(asked), database=database_url)
    ok(*given, database=database_url)
    other = tmp_path / "other.tsq"
    ok("checkpoint", "timestamp", "--request", str(other), database=database_url)
    says(run(*given, "--request", str(other), database=database_url), "its nonce differs")
    shown = ok("checkpoint", "show", "--format", "json", database=database_url).document
    assert len(shown["timestamps"]) == 1


@pytest.mark.usefixtures("made")
def test_the_command_says_why_there_is_no_timestamp(
    authority: Authority, database_url: str, tmp_path: Path
) -> None:
    root = ("--root", str(authority.root))

    def refused(*arguments: str, told: str) -> None:
        says(run("checkpoint", "timestamp", *arguments, database=database_url), told)

    with served(authority.reply) as gone:
        pass
    refused("--tsa", gone, *root, told="can't be reached: ")
    refused("--tsa", "tsa.example", *root, told="is no address of an authority")
    refused("--tsa", "file:///etc/passwd", *root, told="is no address of an authority")
    refused("--tsa", "http://[", *root, told="is no address of an authority")
    refused(told="say how")
    with served(b"<html>") as url:
        refused("--tsa", url, *root, told="no response of a time-stamping authority")
    with served(None) as url:
        refused("--tsa", url, *root, told="answers with 503")
    with served(authority.reply) as url:
        refused("--tsa", url, told="not one of a known authority")
        refused("9", "--tsa", url, *root, told="no checkpoint of 9 facts")
        refused("--tsa", url, "--root", str(tmp_path / "none.pem"), told="No such file")


def test_of_a_bundle_of_certificates_the_readable_ones_are_used(authority: Authority) -> None:
    pem = authority.root.read_bytes()
    bad = b"-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n"
    (found,) = usable_roots(b"# a comment\n" + bad + pem)
    assert x509.load_pem_x509_certificate(found) == x509.load_pem_x509_certificate(pem)
