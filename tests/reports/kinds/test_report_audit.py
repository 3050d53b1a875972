"""The audit: it tells who touched the log, and comes out the same whatever was added later."""

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from support.facts.given import TIKTOK, complete, confirmed, corrected, denied, fact, retracted
from support.proofs.signing import NOON, Signing, key, signing, witness
from support.reading.auditing import (
    audited,
    filled,
    made_of,
    made_of_whole,
    plain,
    replace_in,
    rows,
    statement,
    tables,
    whole,
    words,
)

from integrity.checkpoints.checkpoints import add_signatures
from integrity.checkpoints.cosignatures import cosigned
from integrity.keys.signing_keys import rotate
from integrity.keys.witnesses import add_witness, witnesses
from projections.embedded import EmbeddedRegister
from projections.tables import set_aside
from register.format.schemas import read_fact
from register.log.points import known_at
from register.persons.keys import Persons
from register.store.database import reading, writing
from reports.context import point
from reports.errors import NothingToReport
from reports.kinds.audit.report import audit
from reports.kinds.audit.signatures import newest_checkpoint
from reports.kinds.registry import KINDS
from reports.model import Audience, Paragraph, Run, Streamed
from reports.statement import LogPoint

REASON = "it was a mix-up"


@pytest.fixture
def ten(database_url: str) -> Iterator[Signing]:
    """A register with a key and ten facts."""
    with signing(database_url, 10) as found:
        yield found


def test_of_a_log_that_nobody_touched_it_says_that_nothing_was_found(ten: Signing) -> None:
    made = ten.checkpoint()
    report = audited(ten)
    assert report.main == "log"
    assert "findings" not in tables(report)
    assert "Nothing was found wrong" in words(report)
    assert report.data["verified"] is True
    assert report.data["checkpoint"]["note"] == made.as_signed
    assert report.data["checkpoint"]["agrees"] is True
    assert report.data["keys"] == [ten.signer.verifier.vkey]
    assert [section.name for section in report.sections] == [
        *("verification", "checkpoint", "keys", "recorded", "claims", "aside", "log", "made")
    ]


def run_of(one: object) -> Run:
    assert isinstance(one, Paragraph)
    return one.run


def test_its_first_lines_say_what_was_checked_and_what_was_not(ten: Signing) -> None:
    unsigned = [plain(run_of(one)) for one in audited(ten).summary]
    assert unsigned[2] == "Not signed: no checkpoint vouches for these facts."
    ten.checkpoint()
    report = audited(ten)
    found, looked, signed, left, *_ = [plain(run_of(one)) for one in report.summary]
    assert found.startswith("Nothing was found wrong")
    assert looked.endswith("was held against a replay of the log.")
    assert signed.startswith(f"Signed: the first 10 facts, by a key of {ten.signer.name}.")
    assert left.startswith("Not checked: whether the log is the one that outsiders know.")
    assert report.data["checked"] == {
        "log": True,
        "replay": True,
        "signed_by": ten.signer.name,
        "key_from_outside": False,
        "checkpoint_from_outside": False,
    }


WHERE = [{}, {"platform": "tiktok"}, {"jurisdiction": "KZ"}]


@pytest.mark.parametrize("where", WHERE, ids=str)
def test_a_standing_that_somebody_changed_is_told(ten: Signing, where: dict[str, str]) -> None:
    ten.by_force("UPDATE standing_period SET compliance = 'compliant', access = 'banned'")
    report = audited(ten, **where)
    assert "Something is wrong" in words(report)
    assert "standing_period" in {one["table"] for one in report.data["findings"]}


def test_it_tells_every_fact_with_who_recorded_it_when_and_what_it_is_about(ten: Signing) -> None:
    told = rows(audited(ten), "log")
    assert [one["position"] for one in told] == list(range(1, 11))
    assert told[0]["type"] == "platform-registered"
    assert (told[0]["platform"], told[0]["jurisdiction"]) == ("tiktok", None)
    assert (told[1]["platform"], told[1]["jurisdiction"]) == ("tiktok", "KZ")
    assert {one["recorded_by"] for one in told} == {"test"}
    assert told[1]["recorded_at"].startswith("2026-01-01T12:00:00")
    (person,) = rows(audited(ten), "recorders")
    assert (person["recorded_by"], person["facts"], person["claims"]) == ("test", 10, 0)
    (month,) = rows(audited(ten), "months")
    assert (month["month"], month["facts"]) == ("2026-01", 10)
    assert month["first"] <= month["last"]


def test_made_again_at_the_same_k_it_says_the_same_whatever_came_since(ten: Signing) -> None:
    ten.checkpoint()
    ten.record(2)
    with reading(ten.register.engine) as connection:
        stated = statement(connection)
        before = whole(made_of(connection, stated))
    assert stated.checkpoint == 10
    made = ten.checkpoint()
    old, ten.signer = ten.signer, key(2)
    with writing(ten.register.engine) as connection:
        add_witness(connection, witness(1).verifier.vkey, NOON)
        rotate(connection, old, ten.signer, ten.now())
        for note in (ten.made[0].note, made.note):
            by_witness = cosigned(note, [old.verifier], witness(1), seconds=5)
            add_signatures(connection, by_witness, witnesses(connection))
    ten.record(5)
    claim = complete(denied(2), 300)
    ten.register.record([read_fact(claim)], recorded_by="somebody else")
    ten.checkpoint()
    with reading(ten.register.engine) as connection:
        assert whole(made_of(connection, stated)) == before
        again = statement(connection, known="12", checkpoint=10)
        assert again == stated
        assert newest_checkpoint(connection, 11) == 10
        assert newest_checkpoint(connection, 9) is None
        assert newest_checkpoint(connection, 18) == 18


def test_a_key_that_signed_the_checkpoint_is_told_of_and_each_follows_from_the_first(
    ten: Signing,
) -> None:
    old, ten.signer = ten.signer, key(2)
    with writing(ten.register.engine) as connection:
        rotate(connection, old, ten.signer, ten.now())
    assert [one["standing"] for one in rows(audited(ten), "keys")] == ["first"]
    ten.checkpoint()
    assert [one["standing"] for one in rows(audited(ten), "keys")] == ["first", "endorsed"]


def test_without_a_checkpoint_it_says_that_there_was_none(ten: Signing) -> None:
    report = audited(ten)
    assert report.data["checkpoint"] is None
    assert "There was no signed checkpoint" in words(report)


def test_a_checkpoint_that_was_made_afterwards_is_not_named(ten: Signing) -> None:
    with reading(ten.register.engine) as connection:
        stated = statement(connection)
        before = made_of_whole(connection, stated)
    ten.checkpoint()
    with reading(ten.register.engine) as connection:
        assert made_of_whole(connection, stated) == before
        assert statement(connection).checkpoint == 10


TOUCHED = {
    "who recorded it": "UPDATE log SET recorded_by = 'somebody else' WHERE position = 4",
    "when": "UPDATE log SET recorded_at = 9000000000000000000 WHERE position = 4",
    "its content": "UPDATE log SET payload = {bytes} WHERE position = 4",
    "what it is about": "UPDATE log SET stream = 'relationship/tiktok/RU' WHERE position = 4",
    "a fact is gone": "DELETE FROM log WHERE position = 4",
    "the tail is gone": "DELETE FROM log WHERE position > 7",
    "the checkpoint": "UPDATE checkpoint SET note = 'nothing'",
    "the tree": "DELETE FROM tree_tile WHERE level = 1 OR level = 0",
}


@pytest.mark.parametrize("how", TOUCHED)
def test_a_log_that_was_touched_is_told(ten: Signing, how: str) -> None:
    ten.checkpoint()
    ten.register.record([read_fact(complete(retracted(4), 11))], recorded_by="test")
    with reading(ten.register.engine) as connection:
        stated = statement(connection)
    quoted = "x'00'" if ten.register.engine.dialect.name == "sqlite" else "'\\x00'::bytea"
    ten.by_force(TOUCHED[how].format(bytes=quoted))
    with reading(ten.register.engine) as connection:
        report = whole(made_of(connection, stated))
    assert "Something is wrong" in words(report)
    assert report.data["verified"] is False
    assert rows(report, "findings")
    assert [paragraph for paragraph in report.summary if isinstance(paragraph, Paragraph)]
    if how != "the tree":
        assert report.data["checkpoint"] is None or not report.data["checkpoint"]["agrees"]


@pytest.mark.parametrize(
    ("statement_of_force", "main"),
    [
        ("UPDATE log SET recorded_at = 'noon' WHERE position = 4", "findings"),
        ("UPDATE log SET recorded_by = x'FF' WHERE position = 4", "findings"),
        ("UPDATE checkpoint SET note = x'FF'", "findings"),
    ],
)
def test_what_can_not_be_read_any_more_is_told_and_the_rest_left_out(
    sqlite_url: str, statement_of_force: str, main: str
) -> None:
    with signing(sqlite_url, 10) as found:
        found.checkpoint()
        with reading(found.register.engine) as connection:
            stated = statement(connection)
        found.by_force(statement_of_force)
        with reading(found.register.engine) as connection:
            report = whole(made_of(connection, stated))
            newest_checkpoint(connection, 10)
    assert report.main == main
    assert rows(report, "findings")
    assert "can’t be read" in words(report) or "could not be looked at" in words(report)


def test_what_was_touched_later_is_not_about_an_earlier_k(ten: Signing) -> None:
    with reading(ten.register.engine) as connection:
        stated = statement(connection)
    ten.record(5)
    ten.checkpoint()
    ten.by_force("UPDATE log SET recorded_by = 'x' WHERE position = 13")
    with reading(ten.register.engine) as connection:
        told = made_of_whole(connection, stated).data["findings"]
    assert {one["table"] for one in told} <= {"schema"}


def test_a_statement_whose_root_is_not_the_logs_is_told(ten: Signing) -> None:
    with reading(ten.register.engine) as connection:
        stated = statement(connection)
        (other,) = [point(connection, known_at(connection, "9")).root]
        known = LogPoint(position=10, recorded_at=stated.known.recorded_at, root=other)
        report = made_of_whole(connection, replace_in(stated, known=known))
    assert report.data["verified"] is False
    assert "does not have the root that this report states" in words(report)


def test_every_claim_is_told_with_what_it_is_about_and_why(ten: Signing) -> None:
    claims = [
        confirmed(2),
        denied(3),
        corrected(4, note="another note"),
        {**retracted(5), "details": {"reason": REASON}},
    ]
    documents = [read_fact(complete(one, 100 + at)) for at, one in enumerate(claims)]
    ten.register.record(documents, recorded_by="ann")
    told = rows(audited(ten), "claims")
    assert [one["type"] for one in told] == [
        *("fact-confirmed", "fact-denied", "fact-corrected", "fact-retracted")
    ]
    assert [one["position"] for one in told] == [11, 12, 13, 14]
    assert {one["recorded_by"] for one in told} == {"ann"}
    assert told[3]["reason"] == REASON
    assert told[0]["about"] == "Court ruling, 2022"
    assert told[0]["refers_to"] == str(complete(confirmed(2), 0)["refers_to"])
    by = {one["recorded_by"]: one for one in rows(audited(ten), "recorders")}
    assert {name: (one["facts"], one["claims"]) for name, one in by.items()} == {
        "ann": (4, 4),
        "test": (10, 0),
    }


def test_readers_see_the_last_rows_and_programs_all(ten: Signing) -> None:
    claims = [read_fact(complete(confirmed(at), 100 + at)) for at in range(2, 7)]
    ten.register.record(claims, recorded_by="test")
    report = audited(ten, longest=3)
    assert [one["position"] for one in rows(report, "log")] == list(range(1, 16))
    (last,) = rows(report, "log-read")
    assert last["positions"] == "13–15"
    assert [one["position"] for one in rows(report, "claims-read")] == [13, 14, 15]
    programs = {one.name for one in report.tables(Audience.PROGRAMS)}
    readers = {one.name for one in report.tables(Audience.READERS)}
    assert {"log", "claims"} <= programs - readers
    assert {"log-read", "claims-read"} <= readers - programs


def test_readers_get_names_and_what_was_recorded_together_in_a_row(ten: Signing) -> None:
    told = rows(audited(ten), "log-read")
    assert len(told) < 10
    assert told[-1]["where"] == "TikTok in Kazakhstan"
    assert sum("×" in one["types"] or "," in one["types"] for one in told) >= 1
    assert all("tiktok" not in str(one) for one in told)


def test_outsiders_are_not_told_who_recorded(ten: Signing) -> None:
    ten.register.record([read_fact(complete(denied(3), 100))], recorded_by="Ann Recorder")
    report = audited(ten, public=True)
    assert "recorders" not in tables(report)
    assert rows(report, "months")[0]["facts"] == 11
    assert "Ann Recorder" not in words(report)
    assert all("recorded_by" not in one for one in rows(report, "log") + rows(report, "claims"))


ELSEWHERE = [
    {**TIKTOK, "platform": "other", "details": {"name": "Other"}},
    fact(
        "court-ruled", "2022", platform="other", jurisdiction="RU", id=str(complete({}, 901)["id"])
    ),
    fact(
        "court-ruled", "2022", platform="tiktok", jurisdiction="RU", id=str(complete({}, 902)["id"])
    ),
]


@pytest.mark.parametrize(
    ("asked", "positions"),
    [
        ({"platform": "tiktok"}, [*range(1, 11), 13]),
        ({"platform": "other"}, [11, 12]),
        ({"jurisdiction": "RU"}, [12, 13]),
        ({"platform": "tiktok", "jurisdiction": "RU"}, [13]),
    ],
)
def test_it_can_be_of_a_platform_a_jurisdiction_or_both(
    ten: Signing, asked: dict[str, str], positions: list[int]
) -> None:
    for at, one in enumerate(ELSEWHERE, 900):
        place = {"jurisdiction": one["jurisdiction"]} if "jurisdiction" in one else {}
        whole_one = {**complete(one, at), **place}
        if not place:
            del whole_one["jurisdiction"]
        ten.register.record([read_fact(whole_one)], recorded_by="test")
    report = audited(ten, **asked)
    assert [one["position"] for one in rows(report, "log")] == positions
    assert rows(report, "recorders")[0]["facts"] == len(positions)
    assert report.data["verified"] is True


def test_outsiders_are_told_of_laws_and_not_of_documents(ten: Signing) -> None:
    sha256 = "6a16da7be881c9b7d83e3f610ccec03d0520a941a7a8d097923540e2bfdc36ca"
    archived = {"media_type": "text/html", "size": 173}
    told = {"occurred": "2022", "sources": [{"title": "a source"}]}
    for one in (
        {"type": "document-archived", "document": sha256, "details": archived, **told},
        {"type": "instrument-adopted", "instrument": "RU-236-FZ", **told},
    ):
        ten.register.record([read_fact(one)], recorded_by="test")
    assert [one["subject"] for one in rows(audited(ten), "log")[10:]] == [sha256, "RU-236-FZ"]
    public = audited(ten, public=True)
    assert [one["subject"] for one in rows(public, "log")[10:]] == [None, "RU-236-FZ"]
    assert sha256 not in words(public)


def test_of_what_nothing_is_recorded_there_is_no_audit(ten: Signing) -> None:
    with pytest.raises(NothingToReport, match="nothing is recorded of nobody up to position 10"):
        audited(ten, platform="nobody")


def test_a_register_without_a_fact_has_an_audit_too(database_url: str) -> None:
    with signing(database_url) as empty:
        empty.checkpoint()
        report = audited(empty)
    assert report.data["verified"] is True
    assert report.data["checkpoint"]["agrees"] is True
    assert rows(report, "log") == []


def test_a_fact_that_a_read_model_can_not_handle_is_told(ten: Signing) -> None:
    row = {"projection": "standing", "position": 4, "reason": "ValueError: no such thing"}
    with writing(ten.register.engine) as connection:
        connection.execute(insert(set_aside), row)
        connection.execute(insert(set_aside), {**row, "position": 12})
    (told,) = rows(audited(ten), "set-aside")
    assert (told["position"], told["model"], told["why"]) == (4, "standing", row["reason"])
    assert "why" not in rows(audited(ten, public=True), "set-aside")[0]


NAME = "Given Surname"


def test_persons_are_told_by_pseudonym_and_no_name_ever(database_url: str, tmp_path: Path) -> None:
    persons = Persons(tmp_path / "keys", os.urandom)
    with EmbeddedRegister(database_url, lambda: NOON, persons=persons) as register:
        named = fact(
            "representative-appointed", "2022", representative={"person": "kz-1", "name": NAME}
        )
        replacement = {"details": {"representative": {"person": "kz-1", "name": NAME}}}
        forgotten = {
            "type": "person-forgotten",
            "person": "kz-1",
            "occurred": "2026",
            "details": {"reason": "asked for"},
            "sources": [{"title": "a letter"}],
        }
        for one in (
            TIKTOK,
            complete(named, 1),
            complete(corrected(1, **replacement), 2),
        ):
            register.record([read_fact(one)], recorded_by="test")
        with reading(register.engine) as connection:
            early = statement(connection)
            before = made_of_whole(connection, early)
        register.record([read_fact(forgotten)], recorded_by="test")
        with reading(register.engine) as connection:
            assert made_of_whole(connection, early) == before
            stated = statement(connection)
            report = made_of_whole(connection, stated)
            public = made_of_whole(connection, replace_in(stated, public=True))
            there = made_of_whole(connection, replace_in(stated, jurisdiction="KZ"))
            other = made_of_whole(connection, replace_in(stated, platform="tiktok"))
    assert "forgotten" not in tables(before)
    for each in (before, report, public, there, other):
        assert NAME not in words(each)
    assert [one["person"] for one in rows(report, "forgotten")] == ["kz-1"]
    assert [one["person"] for one in rows(there, "forgotten")] == ["kz-1"]
    assert [one["person"] for one in rows(other, "forgotten")] == ["kz-1"]
    assert "kz-1" not in words(public)


def test_a_long_log_is_read_while_it_is_written(sqlite_url: str) -> None:
    with signing(sqlite_url, 10) as found:
        filled(found, 30_000)
        with reading(found.register.engine) as connection:
            stated = statement(connection)
            report = made_of(connection, stated)
            log = tables(report)["log"]
            assert isinstance(log.rows, Streamed)
            assert len(log.rows) == 30_010
            next(iter(log.rows))
            tracemalloc.start()
            count = sum(1 for _ in log.rows)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    assert count == 30_010
    assert most < 8_000_000


def test_its_columns_have_names_that_differ(ten: Signing) -> None:
    for one in tables(audited(ten)).values():
        names = [column.name for column in one.columns]
        assert len(set(names)) == len(names)
        assert all(column.title for column in one.columns)


def test_it_is_a_kind_of_report() -> None:
    assert KINDS["audit"] is audit
