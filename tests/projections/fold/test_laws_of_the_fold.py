"""Laws of the fold: it equals the independent reference, refuses nothing, and forgets what it must."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.facts.given import KEY, decided
from support.oracle import standing as oracle
from support.oracle.standing import Row
from support.oracle.streams import days, log, streams, without

from aggregates.claims import Known, knowledge, latest_source
from aggregates.vocabulary.shapes import Fact
from evidence.verify import CLAIMS
from projections.fold.apply import fold
from projections.fold.happenings import happenings
from projections.fold.judge import situation
from projections.fold.periods import period_at, periods
from projections.queries.facts import seen_by
from projections.queries.status import Question, Status
from register.format.schemas import read_fact
from register.log.points import KnownAt


def known(rows: Iterable[Row]) -> list[Known]:
    return [
        Known(row["position"], datetime.fromisoformat(row["recorded_at"]).date(), read_fact(row))
        for row in rows
    ]


def told(facts: Iterable[Known]) -> list[dict[str, Any]]:
    return [period.to_json() for period in periods(list(facts))]


@given(streams())
def test_the_oracles_streams_are_streams_that_the_register_takes(rows: list[Row]) -> None:
    assert [one.id for one in decided(read_fact(row) for row in rows)] == [r["id"] for r in rows]


@given(streams())
def test_the_periods_are_those_of_the_reference(rows: list[Row]) -> None:
    assert told(known(rows)) == oracle.periods(rows)


@given(st.integers(0, 2**64 - 1), st.integers(15, 60))
def test_the_periods_of_a_long_stream_are_those_of_the_reference(seed: int, size: int) -> None:
    rows = log(Random(seed), size)
    assert told(known(rows)) == oracle.periods(rows)


@given(streams(), days(), st.integers(0, 15), st.none() | days())
def test_the_standing_at_any_t_k_and_p_is_that_of_the_reference(
    rows: list[Row], at: date, position: int, public_by: date | None
) -> None:
    facts = seen_by(known(rows[:position]), public_by)
    found = period_at(periods(facts), at)
    spoken = latest_source(facts, min(at, public_by or at))
    status = Status(KEY, Question(at, KNOWN), found, spoken) if found else None
    expected = oracle.standing(rows, at, position, public_by=public_by)
    assert (status and without_point(status.to_json())) == expected


KNOWN = KnownAt(1, None)


def without_point(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "known"}


@given(streams(), days())
def test_a_fold_that_goes_on_from_a_state_is_the_fold_of_all(rows: list[Row], at: date) -> None:
    ordered = happenings(knowledge(known(rows)).facts)
    whole = situation(fold(ordered), at)
    for cut in range(len(ordered) + 1):
        begun = fold(ordered[:cut])
        before = situation(begun, at)
        assert situation(fold(ordered[cut:], begun), at) == whole
        assert situation(begun, at) == before, "a state that was folded on has changed"


@given(streams(min_size=2), st.data())
def test_a_retracted_fact_leaves_no_trace(rows: list[Row], data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(rows))
    assert told(known([*rows, retraction(rows, target)])) == told(
        known(without(rows, {target["id"]}))
    )


@given(streams(min_size=2), st.data())
def test_a_retraction_that_is_retracted_leaves_no_trace(
    rows: list[Row], data: st.DataObject
) -> None:
    first = [*rows, retraction(rows, data.draw(st.sampled_from(rows)))]
    assert told(known([*first, retraction(first, first[-1])])) == told(known(rows))


def retraction(rows: list[Row], target: Row) -> Row:
    return {
        **{name: rows[-1][name] for name in ("platform", "jurisdiction", "recorded_at")},
        "type": "fact-retracted",
        "id": f"00000000-0000-0000-0000-{10_000 + len(rows):012x}",
        "position": len(rows) + 1,
        "occurred": "2022-03-05",
        "refers_to": target["id"],
        "sources": [{"title": "a source"}],
    }


@given(streams(min_size=2), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter_for_facts_of_different_days(
    rows: list[Row], random: Random
) -> None:
    rows = [{**row, "recorded_at": rows[0]["recorded_at"]} for row in rows]
    rows = of_different_days(rows)
    assume(len(rows) > 1)
    assert told(known(shuffled(rows, random))) == told(known(rows))


def of_different_days(rows: list[Row]) -> list[Row]:
    """The rows without those that take effect on one day, and at one time, with an earlier one."""
    seen: set[tuple[date, str]] = set()
    left_out: set[str] = set()
    for one in happenings(knowledge(known(rows)).facts):
        moment = (one.on, one.time)
        left_out |= {one.id} if moment in seen else set()
        seen.add(moment)
    gone = knowledge(known(rows)).void  # what a retraction hides may come back without it
    return without(rows, left_out | gone)


def shuffled(rows: list[Row], random: Random) -> list[Row]:
    """Another order in which the same could have been recorded; claims stay in theirs."""
    left, names = list(rows), set[str | None]({None})
    placed: list[Row] = []
    while left:
        first_claim = next((row for row in left if row["type"] in CLAIMS), None)
        ready = [
            row
            for row in left
            if {row.get("refers_to"), row.get("caused_by")} <= names
            and (row["type"] not in CLAIMS or row is first_claim)
        ]
        row = random.choice(ready)
        left.remove(row)
        names.add(row["id"])
        placed.append({**row, "position": len(placed) + 1})
    return placed


CLAIM_TYPES = st.sampled_from(CLAIMS)
NAMES = st.integers(1, 12).map(lambda number: f"00000000-0000-0000-0000-{number:012x}")


@st.composite
def nonsense(draw: st.DrawFn) -> list[Fact]:
    """Valid facts that no decision looked at: claims on claims, on nothing, on what comes later."""
    rows: list[Row] = draw(streams())
    for row in rows:
        if draw(st.booleans()):
            row["caused_by" if row["type"] not in CLAIMS else "refers_to"] = draw(NAMES)
        if draw(st.integers(0, 3)) == 0:
            row |= {"type": draw(CLAIM_TYPES), "refers_to": draw(NAMES), "details": {}}
            row.pop("caused_by", None)
            if row["type"] == "fact-corrected":
                row["details"] = {"replacement": draw(REPLACEMENTS)}
    return [read_fact(row) for row in draw(st.permutations(rows))]


REPLACEMENTS = st.sampled_from(
    (
        {"occurred": "XXXX"},
        {"details": None},
        {"details": {"requirement": None}},
        {"details": {"due": 7}},
        {"details": {"due": "never"}},
        {"details": {"until": {"a": []}, "scope": ["x"]}},
        {"details": {"requirement": "Not A Slug", "unknown": 1}},
        {"actor": {"role": "nobody"}},
        {"sources": [{"title": "x", "published": "../2022"}]},
        {"note": None, "case": None, "legal_basis": None},
    )
)


@given(nonsense(), days())
def test_replay_is_total(facts: list[Fact], at: date) -> None:
    log_of = [Known(place, date(2022, 3, 1), one) for place, one in enumerate(facts, 1)]
    found = periods(log_of)
    period_at(found, at)
    for period, following in pairwise(found):
        assert period.until == following.since


@example("9999-12-31~", "0001-01-01~")
@example("9999", "0001")
@example("9999-12/..", "/9999-12-31")
@given(
    st.sampled_from(("0001~", "0001-01-01%", "9999?", "9999-12-31~", "999X", "000X", "XXXX")),
    st.sampled_from(("0001", "9999", "9999-12-31", "9999-12-31~", "XXXX", "../0001")),
)
def test_the_fold_holds_at_both_ends_of_the_calendar(occurred: str, due: str) -> None:
    row = {
        "type": "obligation-imposed",
        "platform": "tiktok",
        "jurisdiction": "KZ",
        "occurred": occurred,
        "details": {"requirement": "registration", "due": due},
        "sources": [{"title": "a source"}],
    }
    found = periods([Known(1, date(2022, 3, 1), read_fact(row))])
    assert found[-1].until is None
    assert period_at(found, date.max) is not None
