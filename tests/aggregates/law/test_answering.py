"""By when a request has to be answered: hours are counted to the moment, days to their end."""

from datetime import date, datetime
from typing import Any

import pytest

from aggregates.dates.occurrence import moment
from aggregates.dates.windows import window
from aggregates.law.response_times import (
    LegalTimeZone,
    Limit,
    OccurrenceTime,
    Reply,
    end_of,
    limit_of,
    moments_of,
    place_of,
    verdict,
)


def when(occurred: str) -> OccurrenceTime:
    seen = window(occurred)
    assert seen.last is not None
    return OccurrenceTime(seen.first, seen.last, moment(occurred))


def place(zone: str | None, *occurred: str) -> LegalTimeZone:
    return place_of(zone, map(when, occurred))


def limit(occurred: str, within: str, zone: str | None = None) -> Limit:
    found = limit_of(when(occurred), within, place(zone, occurred))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("asked", "within", "told"),
    [
        ("2024-03-01T10:00+06:00", "PT24H", "2024-03-02T10:00:00+06:00"),
        ("2024-03-01T10:00Z", "PT36H", "2024-03-02T22:00:00+00:00"),
        ("2024-03-01T10:00:30-03:00", "PT1H30M", "2024-03-01T11:30:30-03:00"),
        ("2024-12-31T23:00+06:00", "P1DT12H", "2025-01-02T11:00:00+06:00"),
    ],
)
def test_hours_run_from_moment_to_moment(asked: str, within: str, told: str) -> None:
    found = limit(asked, within)
    assert found.at == datetime.fromisoformat(told)
    assert found.at.isoformat() == told
    assert found.moments.earliest == found.moments.latest == found.at


def test_hours_are_true_ones_where_clocks_are_changed() -> None:
    """In Brussels, clocks went on by an hour in the night to 31 March 2024."""
    found = limit("2024-03-30T12:00", "PT24H", "Europe/Brussels")
    assert found.at is not None
    assert found.at.isoformat() == "2024-03-31T13:00:00+02:00"


@pytest.mark.parametrize(
    ("asked", "within", "day"),
    [
        ("2024-03-01", "PT24H", "2024-03-02"),
        ("2024-03-01", "PT1H", "2024-03-02"),
        ("2024-03-01", "PT36H", "2024-03-03"),
        ("2024-02", "PT24H", "2024-03-01"),
        ("2024-03-01T10:00", "PT24H", "2024-03-02"),
    ],
)
def test_hours_from_a_day_end_with_the_day_by_which_they_surely_have(
    asked: str, within: str, day: str
) -> None:
    found = limit(asked, within)
    assert (found.at, found.day) == (None, date.fromisoformat(day))
    assert found.moments.earliest < found.moments.latest


@pytest.mark.parametrize(
    ("asked", "within", "day"),
    [
        ("2024-03-01", "P1D", "2024-03-02"),
        ("2024-03-01T23:00+06:00", "P1D", "2024-03-02"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02", "P2W", "2024-03-14"),
        ("2024-02-29", "P1Y", "2025-02-28"),
    ],
)
def test_whole_days_run_through_the_last(asked: str, within: str, day: str) -> None:
    found = limit(asked, within)
    assert (found.at, found.day) == (None, date.fromisoformat(day))
    assert found.moments.latest == end_of(found.day, place(None, asked))


def test_a_day_is_one_of_the_laws_own_place() -> None:
    """At nine in the evening in London it is the next day in Almaty already."""
    assert limit("2024-03-01T21:00Z", "P1D", "Asia/Almaty").day == date(2024, 3, 3)


def test_a_time_without_an_offset_counts_in_the_zone_of_the_law() -> None:
    found = limit("2024-03-01T10:00", "PT24H", "Asia/Tashkent")
    assert found.at is not None
    assert found.at.isoformat() == "2024-03-02T10:00:00+05:00"


@pytest.mark.parametrize("within", ["P9999Y", "PT9999H"])
def test_a_limit_beyond_all_calendars_is_none(within: str) -> None:
    assert limit_of(when("9999-12-28"), within, place(None)) is None


def test_days_at_the_ends_of_the_calendar_have_their_moments() -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        for day in (date.min, date.max):
            assert moments_of(OccurrenceTime(None, day), place(zone))


ASKED, WITHIN = "2024-03-01T10:00+06:00", "PT24H"


def judged(at: str, *replies: str, asked: str = ASKED, within: str = WITHIN) -> tuple[Any, ...]:
    """What became of a request by the end of a day: the state, if it is exact, and the answer."""
    here = place(None, asked, *replies)
    limit = limit_of(when(asked), within, here)
    assert limit is not None
    told = [
        (when(one), Reply(str(number), moments_of(when(one), here)))
        for number, one in enumerate(replies)
    ]
    day = date.fromisoformat(at)
    given = [reply for seen, reply in told if seen.last <= day]
    perhaps = [
        reply for seen, reply in told if seen.first is not None and seen.first <= day < seen.last
    ]
    found = verdict(limit.moments, given, perhaps, end_of(day, here))
    return found.state.value, found.exact, found.answer


@pytest.mark.parametrize(
    ("at", "replies", "told"),
    [
        ("2024-03-01", (), ("running", True, None)),
        ("2024-03-02", (), ("unanswered", True, None)),
        ("2024-03-02", ("2024-03-02T10:00+06:00",), ("answered", True, "0")),
        ("2024-03-02", ("2024-03-02T10:01+06:00",), ("late", True, "0")),
        ("2024-03-02", ("2024-03-02T07:30+03:00",), ("late", True, "0")),
        ("2024-03-02", ("2024-03-02T05:30+03:00",), ("answered", True, "0")),
        ("2024-03-02", ("2024-03-02",), ("answered", False, "0")),
        ("2024-03-02", ("2024-03-02T09:00",), ("answered", False, "0")),
        ("2024-03-02", ("2024-03-01",), ("answered", True, "0")),
        ("2024-03-03", ("2024-03-03",), ("late", True, "0")),
        ("2024-03-02", ("2024-03-03",), ("unanswered", True, None)),
        ("2024-03-02", ("2024-03",), ("unanswered", False, None)),
        ("2024-03-31", ("2024-03",), ("answered", False, "0")),
        ("2024-03-05", ("2024-03-04", "2024-03"), ("late", False, "0")),
        ("2024-03-31", ("2024-03-04", "2024-03"), ("answered", False, "1")),
        ("2024-03-05", ("2024-03-05", "2024-03-02T08:00+06:00"), ("answered", True, "1")),
    ],
)
def test_it_is_late_or_unanswered_only_if_it_surely_is(
    at: str, replies: tuple[str, ...], told: tuple[Any, ...]
) -> None:
    assert judged(at, *replies) == told


@pytest.mark.parametrize(
    ("at", "asked", "within", "replies", "told"),
    [
        ("2024-03-02", "2024-03-01", "P1D", (), ("running", True, None)),
        ("2024-03-03", "2024-03-01", "P1D", (), ("unanswered", True, None)),
        ("2024-03-03", "2024-03-01", "P1D", ("2024-03-02",), ("answered", True, "0")),
        ("2024-03-03", "2024-03-01", "P1D", ("2024-03-03",), ("late", True, "0")),
        ("2024-03-02", "2024-03-01", "PT24H", (), ("running", False, None)),
        ("2024-03-03", "2024-03-01", "PT24H", (), ("unanswered", True, None)),
        ("2024-03-03", "2024-03-01", "PT24H", ("2024-03-02",), ("answered", False, "0")),
        ("2024-03-01", "2024-03-01", "PT2H", (), ("running", False, None)),
        ("2024-03-20", "2024-03", "P7D", (), ("running", False, None)),
        ("2024-04-07", "2024-03", "P7D", (), ("running", False, None)),
        ("2024-04-08", "2024-03", "P7D", (), ("unanswered", True, None)),
        ("2024-04-08", "2024-03", "P7D", ("2024-03-05",), ("answered", True, "0")),
        ("2024-04-08", "2024-03", "P7D", ("2024-03-20",), ("answered", False, "0")),
    ],
)
def test_with_days_alone_only_days_are_told_apart(
    at: str, asked: str, within: str, replies: tuple[str, ...], told: tuple[Any, ...]
) -> None:
    assert judged(at, *replies, asked=asked, within=within) == told
