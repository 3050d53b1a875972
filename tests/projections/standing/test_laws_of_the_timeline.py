"""Laws of the timeline: what a book says fact by fact is, at every K, what the whole fold says."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from support.facts.bookkeeping import Bookkeeper, known
from support.facts.given import Document, corrected, denied, fact, given, retracted
from support.oracle.standing import Row
from support.oracle.streams import log, streams

from aggregates.claims import Known
from projections.fold.periods import period_at, periods
from projections.standing import timeline, track
from projections.standing.changes import PeriodStart
from projections.standing.weights import (
    Summary,
    differing,
    of_measures,
    of_part,
    of_requirement,
    summary,
)

SEEDS = st.integers(0, 2**64 - 1)


def kept_short(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Let a book keep so few facts, and changes, that most facts reach behind them."""
    monkeypatch.setattr(track, "SHORT", few)
    monkeypatch.setattr(timeline, "KEPT", few)


def equals_the_fold(keeper: Bookkeeper, facts: list[Known]) -> None:
    table = keeper.keep()
    assert table.told(0) == []
    for place, one in enumerate(facts, 1):
        whole = [period.to_json() for period in periods(facts[:place])]
        assert table.told(one.position) == whole, f"as known at position {one.position}"


def never(_place: int) -> bool:
    return False


def sometimes(seed: int, odds: float) -> Callable[[int], bool]:
    return lambda place: Random(seed * 31 + place).random() < odds


def of_seed(seed: int, size: int, *, odds: float) -> Bookkeeper:
    """The bookkeeper of a stream, after it was found to say what the fold says."""
    facts = known(log(Random(seed), size))
    keeper = Bookkeeper(facts, sometimes(seed, odds))
    equals_the_fold(keeper, facts)
    return keeper


@drawn(streams(max_size=18))
def test_a_book_says_at_every_k_what_the_fold_of_all_facts_says(rows: list[Row]) -> None:
    facts = known(rows)
    equals_the_fold(Bookkeeper(facts, never), facts)


@drawn(streams(max_size=18), SEEDS)
def test_a_book_that_is_closed_and_opened_again_says_the_same(rows: list[Row], seed: int) -> None:
    facts = known(rows)
    equals_the_fold(Bookkeeper(facts, sometimes(seed, 0.5)), facts)


@pytest.mark.parametrize("few", [2, 6])
def test_a_book_of_which_only_the_last_facts_are_kept_says_the_same(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    kept_short(monkeypatch, few)
    kept = [
        of_seed(seed, (6, 12, 20, 32)[seed % 4], odds=(0.2, 0.5, 0.9)[seed % 3])
        for seed in range(few * 1000, few * 1000 + 150)
    ]
    assert sum(one.wholes for one in kept) > 20, "what is kept must be too short at times"
    assert sum(one.shorts - one.wholes for one in kept) > 20, "and must be enough at others"


def test_a_long_life_of_a_relationship_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_short(monkeypatch, 6)
    for seed in range(500, 510):
        assert of_seed(seed, 100, odds=0.3).shorts > 10


@pytest.mark.parametrize("few", [2, 3])
def test_a_stream_on_which_a_book_failed_once_says_the_same(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    kept_short(monkeypatch, few)
    for size in (3, 6, 10, 15, 25, 40):
        of_seed(2297, size, odds=0.5)


def standing_of(facts: list[Known], day: str) -> Summary:
    """What a book's sums come to on a day; the fold of all facts must say the same."""
    table = Bookkeeper(facts, never).keep()
    at = date.fromisoformat(day)
    known = [row.what for row in table.periods if row.at(len(facts))]
    begun = [one for one in known if isinstance(one, PeriodStart) and one.since <= at]
    found = max(begun, key=lambda one: one.since)
    whole = period_at(periods(facts), at)
    assert whole is not None
    one = whole.standing
    without = one.otherwise
    other = (without.compliance, without.access, without.ahead) if without else ()
    assert found.summary == Summary(one.compliance, one.access, one.ahead, one.certainty, *other)
    return found.summary


IMPOSED = fact("obligation-imposed", "2022-03-01", requirement="representative", due="2022-04-01")
PLEDGED = fact("local-office-pledged", "2022-03-02", due="2022-05-01")
MET = fact("requirement-met", "2022-03-03", requirement="representative")
CHANNEL = fact("reporting-channel-opened", "2022-03-03")
BLOCKED = fact("block-imposed", "2022-03-04")
BANNED = fact("advertising-banned", "2022-03-04")
VAGUE = fact("block-imposed", "2022-03")
AWAY = fact("service-withdrawn", "2022-03-05")
INERT = fact("court-ruled", "2022-03-01")

THREAT = fact("block-threatened", "2022-03-04")
DENIED = ("unassessed", "open", None)

CASES: list[tuple[list[Document], str, Summary]] = [
    ([INERT], "2022-03-10", Summary("unassessed", "open", None, "exact")),
    ([IMPOSED], "2022-03-10", Summary("pending", "open", None, "exact")),
    ([IMPOSED], "2022-04-02", Summary("overdue", "open", None, "exact")),
    ([IMPOSED], "2023-04-02", Summary("unconfirmed", "open", None, "exact")),
    ([PLEDGED], "2022-03-10", Summary("pending", "open", None, "exact")),
    ([PLEDGED], "2022-05-02", Summary("slipping", "open", None, "exact")),
    ([IMPOSED, MET], "2022-03-10", Summary("compliant", "open", None, "exact")),
    # Where a law asks for anything, a pledge of something else doesn't count.
    ([IMPOSED, MET, PLEDGED], "2022-05-02", Summary("compliant", "open", None, "exact")),
    ([IMPOSED, PLEDGED], "2022-05-02", Summary("overdue", "open", None, "exact")),
    ([CHANNEL], "2022-03-10", Summary("cooperating", "open", None, "exact")),
    ([CHANNEL, PLEDGED], "2022-03-10", Summary("pending", "open", None, "exact")),
    ([CHANNEL, BLOCKED], "2022-03-10", Summary("cooperating", "blocked", None, "exact")),
    ([INERT, BANNED], "2022-03-10", Summary("unassessed", "open", None, "exact")),
    ([BLOCKED, THREAT], "2022-03-10", Summary("unassessed", "blocked", "threatened", "exact")),
    ([BLOCKED, THREAT], "2023-03-05", Summary("unassessed", "blocked", None, "exact")),
    ([IMPOSED, AWAY], "2022-04-10", Summary("inactive", "withdrawn", None, "exact")),
    ([IMPOSED, AWAY, BLOCKED], "2022-04-10", Summary("inactive", "blocked", None, "exact")),
    ([IMPOSED, VAGUE], "2022-03-10", Summary("pending", "open", None, "approximate")),
    ([IMPOSED, VAGUE], "2022-03-31", Summary("pending", "blocked", None, "exact")),
    (
        [BLOCKED, denied(1)],
        "2022-03-10",
        Summary("unassessed", "blocked", None, "exact", *DENIED),
    ),
    (
        [THREAT, denied(1)],
        "2022-03-10",
        Summary("unassessed", "open", "threatened", "exact", *DENIED),
    ),
    (
        [IMPOSED, MET, denied(2)],
        "2022-04-02",
        Summary("compliant", "open", None, "exact", "overdue", "open", None),
    ),
    ([IMPOSED, MET, retracted(2)], "2022-04-02", Summary("overdue", "open", None, "exact")),
    (
        [PLEDGED, corrected(1, details={"due": "2023"})],
        "2022-05-02",
        Summary("pending", "open", None, "exact"),
    ),
]


@pytest.mark.parametrize(("documents", "day", "expected"), CASES)
def test_the_weights_of_the_parts_come_to_the_standing(
    documents: list[Document], day: str, expected: Summary
) -> None:
    assert standing_of(given(*documents).known(), day) == expected


LATE, MET_BY_LAW = of_requirement("voluntary", "slipping"), of_requirement("law", "compliant")
OPEN = of_measures("open", None, inactive=False)


def same(weight: int) -> int:
    """The weight of a part that comes to the same in all three folds."""
    return of_part(weight, weight, weight)


def test_weights_of_many_parts_do_not_run_into_each_other() -> None:
    many = 5_000 * same(LATE)
    assert summary(many) == Summary("slipping", "open", None, "exact")
    lawful = many + 5_000 * same(MET_BY_LAW)
    assert summary(lawful) == Summary("compliant", "open", None, "exact")
    assert summary(lawful - 5_000 * same(MET_BY_LAW)) == summary(many)
    blocked = of_measures("blocked", "ordered", inactive=False)
    assert summary(lawful + of_part(blocked, OPEN, blocked)) == Summary(
        "compliant", "blocked", "ordered", "exact", "compliant", "open", None
    )


def test_a_part_that_differs_disputes_a_standing_that_is_else_the_same() -> None:
    pending = 2 * same(of_requirement("law", "pending"))
    hidden = (
        pending + of_part(MET_BY_LAW, 0, MET_BY_LAW) + differing(disputed=True, approximate=False)
    )
    assert summary(hidden) == Summary("pending", "open", None, "exact", "pending", "open", None)
    perhaps = pending + differing(disputed=False, approximate=True)
    assert summary(perhaps) == Summary("pending", "open", None, "approximate")
