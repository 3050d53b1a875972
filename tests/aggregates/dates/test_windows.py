"""When something happened: EDTF texts as windows of days, deadlines, and the cap of publication."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from support.facts.given import corrected, fact, given
from support.oracle.streams import due, occurrence
from support.programs.running import surroundings

from aggregates.dates.windows import Window, deadline, window
from aggregates.errors import InvalidDate
from evidence import verify

PLAIN = [
    ("2024-02-29", "2024-02-29", "2024-02-29"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-02", "2023-02-01", "2023-02-28"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("0001", "0001-01-01", "0001-12-31"),
    ("9999-12", "9999-12-01", "9999-12-31"),
]
QUALIFIED = [
    ("2014~", "2013-01-01", "2015-12-31"),
    ("2014?", "2013-01-01", "2015-12-31"),
    ("2014%", "2013-01-01", "2015-12-31"),
    ("2022-03~", "2022-02-01", "2022-04-30"),
    ("2022-01?", "2021-12-01", "2022-02-28"),
    ("2022-03-15~", "2022-03-14", "2022-03-16"),
    ("2024-03-01%", "2024-02-29", "2024-03-02"),
    ("0001~", "0001-01-01", "0002-12-31"),
    ("9999-12-31~", "9999-12-30", "9999-12-31"),
    ("9999-12~", "9999-11-01", "9999-12-31"),
]
UNSPECIFIED = [
    ("202X", "2020-01-01", "2029-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2021-XX", "2021-01-01", "2021-12-31"),
    ("2021-0X", "2021-01-01", "2021-09-30"),
    ("2021-1X", "2021-10-01", "2021-12-31"),
    ("2021-02-XX", "2021-02-01", "2021-02-28"),
    ("2021-02-2X", "2021-02-20", "2021-02-28"),
    ("2021-XX-31", "2021-01-31", "2021-12-31"),
    ("XXXX", None, None),
    ("XXXX-03", None, None),
    ("XXXX-02-29", None, None),
]
INTERVALS = [
    ("2022-03/2022-05", "2022-03-01", "2022-05-31"),
    ("2022-01?/2022-03-05%", "2021-12-01", "2022-03-06"),
    ("2022-03/..", "2022-03-01", "2022-03-31"),
    ("2022-03-05/", "2022-03-05", "2022-03-05"),
    ("2014~/..", "2013-01-01", "2015-12-31"),
    ("../2022-03", None, "2022-03-31"),
    ("/2022-03-05~", None, "2022-03-06"),
    ("../..", None, None),
    ("XXXX/2022", None, "2022-12-31"),
    ("2022/XXXX", "2022-01-01", None),
    ("2022-03-05T10:00Z/2022-03-05", "2022-03-05", "2022-03-05"),
]
RARE = [
    ("2022-21", "2022-03-01", "2022-05-31"),
    ("2022-22", "2022-06-01", "2022-08-31"),
    ("2022-23", "2022-09-01", "2022-11-30"),
    ("2022-24", "2022-12-01", "2023-02-28"),
    ("2022-33", "2022-01-01", "2022-03-31"),
    ("2022-41", "2022-07-01", "2022-12-31"),
    ("[2022-03-01,2022-03-05]", "2022-03-01", "2022-03-05"),
]


@pytest.mark.parametrize(
    ("text", "first", "last"), [*PLAIN, *QUALIFIED, *UNSPECIFIED, *INTERVALS, *RARE]
)
def test_a_date_is_a_window_of_days(text: str, first: str | None, last: str | None) -> None:
    found = window(text)
    days = tuple(day and day.isoformat() for day in (found.first, found.last))
    assert days == (first, last)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("2024-08-30T21:00-03:00", "2024-08-30", "21:00:00"),
        ("2024-08-30T21:00+06", "2024-08-30", "21:00:00"),
        ("2024-08-30T23:59:59Z", "2024-08-30", "23:59:59"),
        ("2024-08-30T09:30", "2024-08-30", "09:30:00"),
        ("2024-08-30T09:30:00.5Z", "2024-08-30", "09:30:00.500000"),
        ("2024-08-30", "2024-08-30", "00:00:00"),
        ("2024-08-30T09:30/2024-08-31", None, "00:00:00"),
        ("2024-08-30T09:30/..", "2024-08-30", "00:00:00"),
    ],
)
def test_day_and_time_are_the_local_ones_as_written(text: str, day: str | None, time: str) -> None:
    found = window(text)
    assert found.time == time
    if day is not None:
        assert found == Window(date.fromisoformat(day), date.fromisoformat(day), time)


@pytest.mark.parametrize(
    "text",
    [
        *("2022-02-29", "2022-02-30", "2022-13", "2022-00", "2022-04-31", "0000", "2022-1-1"),
        *("2022-03-15T24:30Z", "2022-03-15T10:61", "2022-02-30T10:00", "2022-03-15T10:00+25:00"),
        *("2022-05/2022-03", "2022-03-05/2022-03-04", "2022/2021", "2021-02-3X", "2021-XX-32"),
        *("", " ", "/", "//", "2022/2023/2024", "2022//", "yesterday", "2022~~", "~2022?~"),
        *("22", "202", "20220315", "2022-W10", "2022-03-15 10:00", "15.03.2022", "03/15/2022"),
        *("２０２２", "2022-03-15\n", "\n2022", "2022-03-15T", "+2022", "-0001", "Y17E7", "10000"),
        *("2022-43", "2022-99", "[", "[]", "{", "]2022[", "2022-03/2022-05~~", "[2022]/2023"),
        *("X" * 4 + "-13", "202x", "2022-03-1５", "9" * 10_000, "[" * 500, "2022\0"),
    ],
)
def test_what_names_no_day_is_refused(text: str) -> None:
    for read in (window, deadline):
        with pytest.raises(InvalidDate) as refused:
            read(text)
        assert len(str(refused.value)) < 300
        assert "\n" not in str(refused.value)


@drawn(st.text(alphabet="0123456789-/.~?%X[]{},TZ:+YES2", max_size=24))
def test_any_text_is_a_window_or_is_refused(text: str) -> None:
    try:
        found = window(text)
    except InvalidDate:
        return
    assert found.first is None or found.last is None or found.first <= found.last


@drawn(st.randoms(use_true_random=False))
def test_windows_and_deadlines_are_those_of_the_reference(random: object) -> None:
    text = occurrence(random, 0.8)  # type: ignore[arg-type]  # a random.Random, in all but name
    found = window(text)
    assert (found.first, found.last, found.time) == verify.window(text)
    until = due(random)  # type: ignore[arg-type]  # as above
    assert deadline(until) == verify.deadline(until)


@drawn(st.dates(date(1, 1, 3), date(9999, 12, 29)), st.sampled_from("~?%"))
def test_a_qualified_day_may_be_the_day_before_or_after(day: date, mark: str) -> None:
    one = timedelta(days=1)
    assert window(f"{day.isoformat()}{mark}") == Window(day - one, day + one)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2019", "2019-12-31"),
        ("2022-03~", "2022-03-31"),
        ("2022~", "2022-12-31"),
        ("2022-03-10?", "2022-03-10"),
        ("2022-03-10T12:00Z", "2022-03-10"),
        ("2022-03-10/2022-04~", "2022-04-30"),
        ("2022-03-10~/2022-04-02%", "2022-04-02"),
        ("../2022-03-10", "2022-03-10"),
        ("202X", "2029-12-31"),
        ("2022-24", "2023-02-28"),
        ("2022-03-10/..", None),
        ("2022-03-10/", None),
        ("2022/XXXX", None),
        ("../..", None),
        ("XXXX", None),
    ],
)
def test_a_deadline_holds_through_its_last_day(text: str, last: str | None) -> None:
    found = deadline(text)
    assert (found and found.isoformat()) == last


@pytest.mark.parametrize(
    ("occurred", "published", "day"),
    [
        ("2022-03", ["2022-03-10", "2022-03-20"], "2022-03-10"),
        ("2022-03", ["2022-03"], "2022-03-31"),
        ("2022-03", ["2022-04-10"], "2022-03-31"),
        ("2022-03", ["2022-02-10"], "2022-03-31"),
        ("2022-03", ["2022-02-10", "2022-03-10"], "2022-03-10"),
        ("2022-03", ["2022-03-01"], "2022-03-01"),
        ("2022-03", ["2022-03-10~"], "2022-03-11"),
        ("2022-03", ["XXXX", "2022-03-10"], "2022-03-10"),
        ("../2022-03", ["2021-05"], "2021-05-31"),
        ("2022/XXXX", ["2023"], "2023-12-31"),
        ("XXXX", ["2022"], "2022-12-31"),
        ("XXXX", ["XXXX"], "2026-01-01"),
        ("XXXX", [], "2026-01-01"),
        ("2030", [], "2030-12-31"),
        ("2026", [], "2026-01-01"),
        ("2025-12-31/2026-02", [], "2026-01-01"),
    ],
)
def test_nothing_is_published_before_it_happens(
    occurred: str, published: list[str], day: str
) -> None:
    sources = [{"title": "x", "published": one} for one in published] or [{"title": "x"}]
    told = given(fact("statement-issued", occurred, sources=sources))
    assert told.began() == [(day, "fact")]


def test_a_source_that_announces_tells_nothing_of_when_it_happened() -> None:
    ahead = {"title": "x", "published": "2022-03-10", "announces": True}
    after = {"title": "y", "published": "2022-03-20"}
    told = given(fact("statement-issued", "2022-03", sources=[ahead]))
    assert told.began() == [("2022-03-31", "fact")]
    told = given(fact("statement-issued", "2022-03", sources=[ahead, after]))
    assert told.began() == [("2022-03-20", "fact")]


def test_the_cap_is_that_of_the_fact_as_corrected() -> None:
    told = given(
        fact("block-imposed", "2022-03"),
        corrected(1, sources=[{"title": "x", "published": "2022-03-10"}]),
    )
    assert told.status("2022-03-10", known=1) is None
    assert told.on("2022-03-10", known=2).access == "blocked"


AT_ONCE = """
import sys
from threading import Barrier, Thread
from aggregates.dates.windows import window

sys.setswitchinterval(1e-6)
texts = ["[2024-08-23,2024-11-09]", "{2024-01,2024-03}", "20XX", "[2020,2021]", "198X-10", "2024-21"]
begin = Barrier(8)
found = []

def read(first):
    begin.wait()
    found.extend(window(text) for text in texts[first:] + texts[:first])

threads = [Thread(target=read, args=(first % len(texts),)) for first in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(found), len(set(found)))
"""


def test_several_threads_read_their_first_dates_at_once() -> None:
    """The package changes while it first parses, so each process begins anew."""
    command = [sys.executable, "-c", AT_ONCE]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings(), check=True)
    assert (done.stdout, done.stderr) == ("48 6\n", "")
