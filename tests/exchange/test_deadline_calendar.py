"""Deadlines as a calendar: what iCalendar's own parser and calendars that subscribe make of it."""

import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from support.facts.deadlines import DUTY, LAW, PLEDGE, recorded
from support.facts.given import TIKTOK, complete, corrected, fact, fact_id, retracted
from support.programs.running import lines, ok, run, says

NASTY = 'a, b; c: \\ d\r\nBEGIN:VALARM\nX:\u202egnp\u2066 \x07\u2028"مرحبا" ТикТок 🎉\\'


def calendar(database: str, *options: str) -> Any:
    """The calendar, read back and written again without a change."""
    done = ok("deadlines", "--ics", "-", *options, database=database)
    read = Calendar.from_ical(done.out)
    assert isinstance(read, Calendar)
    assert not list(_errors(read))
    if validate := getattr(read, "validate", None):  # not yet in icalendar 6
        validate()
    assert Calendar.from_ical(read.to_ical()) == read
    assert all(len(line.encode()) <= 75 for line in done.out.split("\r\n"))
    assert "\n" not in done.out.replace("\r\n", "")
    return read


def _errors(component: Any) -> Any:
    for one in component.walk():
        yield from one.errors


def events(database: str, *options: str) -> list[Any]:
    found: list[Any] = calendar(database, *options).walk("VEVENT")
    for one in found:
        assert {"DTSTAMP", "UID", "DTSTART"} <= set(one)
    return found


@pytest.fixture
def two(sqlite_url: str) -> str:
    return recorded(sqlite_url, PLEDGE, DUTY)


def test_a_calendar_says_what_it_is(two: str) -> None:
    read = calendar(two, "--at", "2020-06-01")
    assert read["VERSION"] == "2.0"
    assert read["PRODID"] == "-//register//deadlines//EN"
    assert read["NAME"] == read["X-WR-CALNAME"] == "Deadlines"
    assert read["REFRESH-INTERVAL"].dt == timedelta(days=1)
    assert "X-PUBLISHED-TTL:P1D" in read.to_ical().decode()
    assert "METHOD" not in read, "it invites nobody (RFC 5546)"
    named = calendar(two, "ТикТок", "Kazakhstan", "--requirement", "local-office")
    assert named["NAME"] == "Deadlines: TikTok, Kazakhstan, local-office"


def test_a_deadline_of_no_known_time_zone_is_a_day(two: str) -> None:
    late, _ = events(two, "--at", "2020-06-01")
    assert late["DTSTART"].to_ical() == b"20191231"
    assert late["DTSTART"].params["VALUE"] == "DATE"
    assert late["SUMMARY"] == "TikTok, Kazakhstan: local-office late"
    assert late["STATUS"] == "CONFIRMED"
    assert [one.to_ical() for one in late["CATEGORIES"].cats] == [b"local-office", b"KZ", b"pledge"]
    assert not late.walk("VALARM"), "the day has passed"


def test_a_deadline_by_law_is_the_whole_day_where_the_law_holds(two: str) -> None:
    read = calendar(two, "--at", "2020-06-01")
    _, ahead = read.walk("VEVENT")
    almaty = ZoneInfo("Asia/Almaty")
    assert ahead["DTSTART"].dt == datetime(2020, 6, 30, tzinfo=almaty)
    assert ahead["DTEND"].dt == datetime(2020, 7, 1, tzinfo=almaty)
    assert ahead["DTSTART"].params["TZID"] == "Asia/Almaty"
    (zone,) = read.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Almaty"
    there = datetime(2020, 6, 30, tzinfo=zone.to_tz()).utcoffset()
    assert there == timedelta(hours=6), "as it was then, and not as it is since 2024"
    assert ahead["SUMMARY"] == "TikTok, Kazakhstan: representative due"
    assert "Law: KZ-1: A law" in ahead["DESCRIPTION"]
    assert fact_id(2) in ahead["DESCRIPTION"]


def test_summer_time_is_told_in_the_calendar_itself(sqlite_url: str) -> None:
    law = {**LAW, "instrument": "EU-1", "details": {"title": "x", "timezone": "Europe/Brussels"}}
    duty = fact("obligation-imposed", "2024", requirement="representative", due="2024-07-31")
    duty = {**complete(duty, 5), "legal_basis": "EU-1", "jurisdiction": "EU"}
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, law, duty))
    (zone,) = calendar(sqlite_url).walk("VTIMEZONE")
    there = zone.to_tz()
    assert datetime(2024, 7, 31, tzinfo=there).utcoffset() == timedelta(hours=2)
    assert datetime(2024, 12, 31, tzinfo=there).utcoffset() == timedelta(hours=1)


def test_calendars_remind_before_the_day(two: str) -> None:
    def reminders(*options: str) -> list[timedelta]:
        _, ahead = events(two, "--at", "2020-06-01", *options)
        return [one["TRIGGER"].dt for one in ahead.walk("VALARM")]

    assert reminders() == [-timedelta(14), -timedelta(3), -timedelta(1)]
    assert reminders("--alarm", "1d", "--alarm", "2w", "--alarm", "1d") == [
        -timedelta(14),
        -timedelta(1),
    ]
    assert reminders("--no-alarm") == []
    _, ahead = events(two, "--at", "2020-06-01")
    for one in ahead.walk("VALARM"):
        assert one["ACTION"] == "DISPLAY"
        assert one["DESCRIPTION"] == ahead["SUMMARY"]


def test_the_same_question_makes_the_same_bytes(database_url: str) -> None:
    """Also once more is known, and the platform has another name."""
    recorded(database_url, PLEDGE, DUTY)
    asked = ("deadlines", "--ics", "-", "--at", "2020-06-01")
    before = ok(*asked, database=database_url).out
    assert ok(*asked, database=database_url).out == before
    later = fact("obligation-extended", "2020-03-01", requirement="representative", due="2020-09")
    renamed = {**TIKTOK, "type": "platform-renamed", "details": {"name": "TokTik"}}
    law = {**LAW, "type": "instrument-amended", "details": {"timezone": "Europe/Brussels"}}
    more = lines(complete(later, 3), complete(retracted(1), 4), renamed, law)
    ok("import", "-", database=database_url, stdin=more)
    assert ok(*asked, "--known", "4", database=database_url).out == before
    assert ok(*asked, database=database_url).out != before
    ok("rebuild", database=database_url)
    assert ok(*asked, "--known", "4", database=database_url).out == before


def _told(database: str, known: int, uid: str) -> tuple[str, int, date]:
    at = ("--at", "2020-05-01", "--known", str(known))
    (one,) = [one for one in events(database, *at) if one["UID"] == uid]
    return one["STATUS"], one["SEQUENCE"], date.fromisoformat(one["DTSTART"].dt.isoformat()[:10])


def test_an_event_keeps_its_name_and_counts_its_changes(sqlite_url: str) -> None:
    """A duty (position 3), extended (4), that extension corrected (5), only confirmed (6), met (7)."""
    appointed = {**fact("representative-appointed", "2020-04-30"), "legal_basis": "KZ-1"}
    facts = [
        fact("obligation-extended", "2020-03-01", requirement="representative", due="2020-09"),
        corrected(3, details={"due": "2020-10-15"}),
        {"type": "fact-confirmed", "occurred": "2020-04-01", "refers_to": 2},
        appointed,
    ]
    recorded(sqlite_url, DUTY, *(complete(one, place) for place, one in enumerate(facts, 3)))
    (uid,) = {one["UID"] for one in events(sqlite_url)}
    assert [_told(sqlite_url, known, uid) for known in range(3, 8)] == [
        ("CONFIRMED", 0, date(2020, 6, 30)),
        ("CONFIRMED", 1, date(2020, 9, 30)),
        ("CONFIRMED", 2, date(2020, 10, 15)),
        ("CONFIRMED", 2, date(2020, 10, 15)),
        ("CANCELLED", 3, date(2020, 10, 15)),
    ]


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (fact("representative-appointed", "2020-04-01"), "(met)"),
        (
            fact("obligation-waived", "2020-04-01", requirement="representative"),
            "(no longer due)",
        ),
        (retracted(2), "(no longer due)"),
    ],
)
def test_what_is_met_or_gone_stays_in_as_cancelled(
    sqlite_url: str, ending: dict[str, Any], told: str
) -> None:
    recorded(sqlite_url, DUTY, complete(ending, 3))
    (one,) = events(sqlite_url, "--at", "2020-05-01")
    assert one["STATUS"] == "CANCELLED"
    assert one["SUMMARY"] == f"TikTok, Kazakhstan: representative {told}"
    assert one["SEQUENCE"] == 1
    assert one["DTSTART"].dt.date() == date(2020, 6, 30)
    assert not one.walk("VALARM")


def test_a_change_is_dated_by_the_fact_that_brought_it(sqlite_url: str) -> None:
    recorded(sqlite_url, DUTY)
    ok("import", "-", database=sqlite_url, stdin=lines(complete(fact("court-ruled", "2020"), 3)))
    moments = [
        one["recorded_at"]
        for one in ok("export", database=sqlite_url).documents
        if "position" in one
    ]
    (one,) = events(sqlite_url, "--at", "2020-05-01")
    imposed = datetime.fromisoformat(moments[2]).replace(microsecond=0)
    assert one["DTSTAMP"].dt == one["LAST-MODIFIED"].dt == imposed.astimezone(UTC)


def test_a_day_that_moved_beyond_the_horizon_is_still_told(sqlite_url: str) -> None:
    later = fact("obligation-extended", "2020-03-01", requirement="representative", due="2025")
    recorded(sqlite_url, DUTY, complete(later, 3))
    asked = ("--at", "2020-06-01", "--within", "60d")
    assert ok("deadlines", *asked, database=sqlite_url).out == ""
    (one,) = events(sqlite_url, *asked)
    assert one["DTSTART"].dt.date() == date(2025, 12, 31)
    assert events(sqlite_url, "--at", "2020-06-01", "--within", "9d") == []


def test_the_example_register_makes_a_calendar(database_url: str) -> None:
    ok("demo", database=database_url)
    for at in ("2020-01-05", "2021-12-01", "2025-02-01", "2030-01-01"):
        listed = ok("deadlines", "--at", at, "--format", "json", database=database_url).document
        found = events(database_url, "--at", at)
        still = {str(one["UID"]) for one in found if one["STATUS"] == "CONFIRMED"}
        assert still == {one["uid"] for one in listed}
        assert len({one["UID"] for one in found}) == len(found) > len(still)


def test_an_empty_calendar_is_one_too(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))
    read = calendar(sqlite_url)
    assert [one.name for one in read.subcomponents] == ["VTIMEZONE"], "it needs one component"


def test_no_text_breaks_out_of_its_place(sqlite_url: str) -> None:
    named = {**TIKTOK, "details": {"name": NASTY * 8}}
    law = {**LAW, "details": {"title": NASTY * 40, "timezone": "Asia/Almaty"}}
    source = {"title": NASTY, "url": "https://example.org/?a=1,2;b=\u202e"}
    duty = {**DUTY, "note": NASTY * 200, "sources": [source]}
    duty["details"] = {**duty["details"], "instance": NASTY}
    ok("import", "-", database=sqlite_url, stdin=lines(named, law, duty))
    (one,) = events(sqlite_url, "--at", "2020-05-01")
    assert [part.name for part in one.subcomponents] == ["VALARM"] * 3
    assert str(one["SUMMARY"]).endswith(" due")
    assert "\n" not in one["SUMMARY"]
    told = one["SUMMARY"] + one["DESCRIPTION"]
    for mark in "\r\x07\u2028\u202e\u2066":
        assert mark not in told
    assert "a, b; c:" in told
    assert "مرحبا" in told
    assert len(one["DESCRIPTION"].splitlines()) <= 8
    whole = ok("deadlines", "--ics", "-", database=sqlite_url).out
    assert not re.search(r"^X:", whole, re.MULTILINE)


@pytest.mark.parametrize(
    "due", ["0001-01-01", "1969-12-31", "2099-12-31", "2100-01-01", "9999-12-31"]
)
def test_days_far_away_are_days(sqlite_url: str, due: str) -> None:
    duty = {**DUTY, "details": {**DUTY["details"], "due": due}}
    recorded(sqlite_url, duty)
    (one,) = events(sqlite_url, "--at", "2020-05-01")
    assert one["DTSTART"].dt.isoformat()[:10] == due


def test_a_file_is_written_whole(two: str, tmp_path: Path) -> None:
    out = tmp_path / "deadlines.ics"
    out.write_text("before")
    asked = ("deadlines", "--at", "2020-06-01", "--ics", str(out))
    done = ok(*asked, database=two)
    assert done.out == ""
    assert done.err == f"{out} is written: 2 deadlines, and 0 that are met or gone.\n"
    assert out.read_bytes() == ok(*asked[:-1], "-", database=two).out.encode()
    assert [one.name for one in tmp_path.iterdir()] == ["deadlines.ics"]
    told = ok(*asked, "--format", "json", database=two).document
    assert told == {"file": str(out), "deadlines": 2, "cancelled": 0}


def test_what_is_no_plain_file_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    says(run("deadlines", "--ics", str(pipe), database=sqlite_url), "is no plain file")
    assert pipe.is_fifo()
