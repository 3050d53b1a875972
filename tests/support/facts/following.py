"""What follows from a designation in tests, and what it comes to by the fold."""

from collections.abc import Container, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from support.facts.legal import designated

from aggregates.claims import Known
from aggregates.law.duties import code_of
from aggregates.law.instrument import history
from aggregates.law.obligations import following, recorded_of
from aggregates.vocabulary.event import Event
from projections.fold.periods import periods
from register.format.codec import identified
from register.format.schemas import read_fact


def plain(jurisdiction: str | None, day: date, count: int) -> date:
    """Weekends alone."""
    assert jurisdiction == "KZ"
    while count:
        day += timedelta(1)
        count -= day.weekday() < 5
    return day


def steps(documents: Sequence[Any]) -> Any:
    facts = [identified(read_fact(one)) for one in documents]
    return history("XX-1", [Event("instrument/XX-1", n, one) for n, one in enumerate(facts, 1)])


def follows(
    laws: Sequence[Any],
    told: Any = None,
    recorded: Sequence[Any] = (),
    until: date | None = None,
) -> list[Any]:
    """What follows, by a log that has the designation and these facts."""
    designation: Any = identified(read_fact(told or designated()))
    log = recorded_of(designation, known(recorded))
    found = following(designation, steps(laws), log, plain, until=until)
    ids = {one.id for one in recorded}
    return [again(one, ids) for one in found]


def again(one: Any, ids: set[str]) -> Any:
    """The fact with an id that nothing has, as the register gives it."""
    while (whole := identified(one)).id in ids:
        one = msgspec.structs.replace(one, note=f"{one.note} again")
    return whole


def known(facts: Sequence[Any]) -> list[Known]:
    return [Known(n, date(2030, 1, 1), one) for n, one in enumerate(facts, 1)]


def due(facts: Sequence[Any]) -> dict[str, str | None]:
    """By when each requirement is due, by its code."""
    return {
        code_of(one.details.requirement, one.details.instance): getattr(one.details, "due", None)
        for one in facts
    }


def states(facts: Sequence[Any], *, only: Container[str]) -> list[tuple[Any, ...]]:
    """What holds of some requirements, and from when, by the fold that the register has."""
    designation = identified(read_fact(designated()))
    found = [
        (
            period.since,
            tuple(
                (it.requirement, it.state, it.due)
                for it in period.standing.requirements
                if it.requirement in only
            ),
        )
        for period in periods(known([designation, *facts]))
    ]
    return [
        one
        for one, before in zip(found, [(None, None), *found], strict=False)
        if one[1] != before[1]
    ]
