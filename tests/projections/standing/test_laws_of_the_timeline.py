"""Laws of the timeline: what a book says fact by fact is, at every K, what the whole fold says."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from support.facts.bookkeeping import Bookkeeper, known
from support.facts.given import Document, corrected, denied, fact, given, retracted
from support.oracle.standing import Row
from support.oracle.streams import log, streams

from aggregates.claims import Known
from projections.fold.periods import period_at, periods
from projections.standing import timeline, track
from projections.standing.changes import PeriodStart
from projections.standing.weights import Summary, differing, of_measures, of_requirement, summary

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


@settings(max_examples=120)
@drawn(streams(max_size=18))
def test_a_book_says_at_every_k_what_the_fold_of_all_facts_says(rows: list[Row]) -> None:
    facts = known(rows)
    equals_the_fold(Bookkeeper(facts, never), facts)


@settings(max_examples=100)
@drawn(streams(max_size=18), SEEDS)
def test_a_book_that_is_closed_and_opened_again_says_the_same(rows: list[Row], seed: int) -> None:
    facts = known(rows)
    equals_the_fold(Bookkeeper(facts, sometimes(seed, 0.5)), facts)


@pytest.mark.parametrize("few", [2, 3, 6])
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
    found = max(one for one in known if isinstance(one, PeriodStart) and one.since <= at)
    whole = period_at(periods(facts), at)
    assert whole is not None
    one = whole.standing
    other = (one.otherwise.compliance, one.otherwise.access) if one.otherwise else (None, None)
    assert found.summary == Summary(one.compliance, one.access, one.certainty, *other)
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

CASES: list[tuple[list[Document], str, tuple[str, str, str, str | None, str | None]]] = [
    ([INERT], "2022-03-10", ("unassessed", "open", "exact", None, None)),
    ([IMPOSED], "2022-03-10", ("pending", "open", "exact", None, None)),
    ([IMPOSED], "2022-04-02", ("non-compliant", "open", "exact", None, None)),
    ([PLEDGED], "2022-03-10", ("pending", "open", "exact", None, None)),
    ([PLEDGED], "2022-05-02", ("slipping", "open", "exact", None, None)),
    ([IMPOSED, MET], "2022-03-10", ("compliant", "open", "exact", None, None)),
    # A pledge of something else, with no law behind it, leaves the law's fulfilment what it is.
    ([IMPOSED, MET, PLEDGED], "2022-03-10", ("compliant", "open", "exact", None, None)),
    ([IMPOSED, MET, PLEDGED], "2022-05-02", ("slipping", "open", "exact", None, None)),
    ([IMPOSED, PLEDGED], "2022-05-02", ("non-compliant", "open", "exact", None, None)),
    ([CHANNEL], "2022-03-10", ("cooperating", "open", "exact", None, None)),
    ([CHANNEL, PLEDGED], "2022-03-10", ("pending", "open", "exact", None, None)),
    ([CHANNEL, BLOCKED], "2022-03-10", ("cooperating", "blocked", "exact", None, None)),
    ([INERT, BANNED], "2022-03-10", ("unassessed", "limited", "exact", None, None)),
    ([IMPOSED, AWAY], "2022-04-10", ("inactive", "withdrawn", "exact", None, None)),
    ([IMPOSED, AWAY, BLOCKED], "2022-04-10", ("inactive", "blocked", "exact", None, None)),
    ([IMPOSED, VAGUE], "2022-03-10", ("pending", "open", "approximate", None, None)),
    ([IMPOSED, VAGUE], "2022-03-31", ("pending", "blocked", "exact", None, None)),
    ([BLOCKED, denied(1)], "2022-03-10", ("unassessed", "blocked", "exact", "unassessed", "open")),
    ([IMPOSED, MET, denied(2)], "2022-04-02", ("compliant", "open", "exact", "non-compliant", "open")),
    ([IMPOSED, MET, retracted(2)], "2022-04-02", ("non-compliant", "open", "exact", None, None)),
    (
        [PLEDGED, corrected(1, details={"due": "2023"})],
        "2022-05-02",
        ("pending", "open", "exact", None, None),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "day", "expected"), CASES)
def test_the_weights_of_the_parts_come_to_the_standing(
    documents: list[Document], day: str, expected: tuple[str, str, str, str | None, str | None]
) -> None:
    assert standing_of(given(*documents).known(), day) == Summary(*expected)


def test_weights_of_many_parts_do_not_run_into_each_other() -> None:
    late, met = ("late", "voluntary"), ("met", "law")
    many = 5_000 * of_requirement(met, met, met)
    assert summary(many) == Summary("compliant", "open", "exact", None, None)
    slipped = many + 5_000 * of_requirement(late, late, late)
    assert summary(slipped).compliance == "slipping"
    assert summary(slipped - 5_000 * of_requirement(late, late, late)) == summary(many)
    blocked = many + of_measures(("blocked", False), ("open", False), ("blocked", False))
    assert summary(blocked) == Summary("compliant", "blocked", "exact", "compliant", "open")


def test_a_part_that_differs_disputes_a_standing_that_is_else_the_same() -> None:
    met, required = ("met", "law"), ("required", "law")
    same = 2 * of_requirement(required, required, required)
    hidden = same + of_requirement(met, None, met)
    assert summary(hidden) == Summary("pending", "open", "exact", "pending", "open")
    perhaps = same + of_requirement(met, met, required)
    assert summary(perhaps) == Summary("pending", "open", "approximate", None, None)
    levels = same + differing(disputed=True, approximate=True)
    assert summary(levels) == Summary("pending", "open", "approximate", "pending", "open")
