"""What changed between two questions (T, K), and because of which facts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.claims import Known, effect_window, knowledge
from aggregates.vocabulary.shapes import ClaimFact
from projections.queries.facts import known_facts
from projections.queries.status import Question, Status, periods_of, statuses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from projections.fold.periods import Period
    from projections.fold.standing import MeasureStanding, RequirementStanding
    from projections.read_models.relationships import RelationshipKey


_WHOLE = ("compliance", "access", "certainty", "disputed")
"""What is said of a relationship as a whole."""


class What(NamedTuple):
    """What of a standing differs: ``kind`` is one of the whole, or says of what part it is.

    ``about`` is the requirement (kinds ``requirement`` and ``due``) or the scope (``measure``
    and ``platform-measure``, the platform's own).
    """

    kind: str
    about: str | None = None
    order: str | None = None

    def __str__(self) -> str:
        """Return it in words."""
        order = f" ({self.order})" if self.order else ""
        match self.kind:
            case "due":
                return f"due day of {self.about}"
            case "measure":
                return f"measure {self.about}{order}"
            case "platform-measure":
                return f"measure {self.about}{order} by the platform"
            case "requirement":
                return f"requirement {self.about}"
        return self.kind


Change = tuple[What, str | None, str | None]
"""What differs, with what it was before and what it is after; None: there is nothing of it."""


@dataclass(frozen=True, slots=True)
class Passing:
    """A day on which the standing changed by the passing of time alone, and what it changed.

    ``causes`` says what came to its day: ``due`` (a due day has passed), ``stay`` (one ran
    out), ``window`` (from here on a fact may have happened). ``because`` are the facts that
    set the day.
    """

    day: date
    causes: tuple[str, ...]
    changes: tuple[Change, ...]
    because: tuple[str, ...]

    @property
    def what(self) -> tuple[str, ...]:
        """What it changed, in words."""
        return tuple(
            f"{what}: {old or 'none'} → {new or 'none'}" for what, old, new in self.changes
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "day": self.day.isoformat(),
            "causes": list(self.causes),
            "what": list(self.what),
            "facts": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """How a relationship's standing differs between two questions, and why.

    ``new`` are facts that took effect in the days between, ``late`` facts of before the
    first day that were recorded only between the two points of the log, ``claims`` the
    corrections, retractions, denials and confirmations recorded there, ``time`` what
    changed because days passed.
    """

    key: RelationshipKey
    before: Status | None
    after: Status | None
    changes: tuple[Change, ...]
    new: tuple[Known, ...]
    late: tuple[Known, ...]
    claims: tuple[Known, ...]
    time: tuple[Passing, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, with facts by id."""
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "from": self.before and self.before.to_json(),
            "to": self.after and self.after.to_json(),
            "changes": [
                {"what": str(what), "from": before, "to": after}
                for what, before, after in self.changes
            ],
            "new": [known.id for known in self.new],
            "late": [known.id for known in self.late],
            "claims": [known.id for known in self.claims],
            "time": [passing.to_json() for passing in self.time],
        }


def diff(
    connection: Connection,
    before: Question,
    after: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Difference]:
    """Return the relationships whose standing differs between two questions, and why.

    Only what is shown counts: compliance, access, certainty, dispute, the states and due
    days of requirements and the levels of measures.
    """
    old = {
        one.key: one
        for one in statuses(connection, before, platform=platform, jurisdiction=jurisdiction)
    }
    new = {
        one.key: one
        for one in statuses(connection, after, platform=platform, jurisdiction=jurisdiction)
    }
    found = []
    for key in sorted(old.keys() | new.keys()):
        changes = _changes(old.get(key), new.get(key))
        if changes:
            found.append(
                _explained(connection, key, (before, old.get(key)), (after, new.get(key)), changes)
            )
    return found


def _changes(before: Status | None, after: Status | None) -> tuple[Change, ...]:
    old, new = _words(before), _words(after)
    return _changed(old, new)


def _changed(old: dict[What, str], new: dict[What, str]) -> tuple[Change, ...]:
    return tuple((name, old.get(name), new.get(name)) for name in _differing(old, new))


def _differing(old: dict[What, str], new: dict[What, str]) -> list[What]:
    """Return what differs; a due day only where there was one and is one."""
    names = dict.fromkeys([*old, *new])
    return [
        name
        for name in names
        if old.get(name) != new.get(name) and (name.kind != "due" or (name in old and name in new))
    ]


def _words(status: Status | None) -> dict[What, str]:
    return {} if status is None else _period_words(status.period)


def _period_words(period: Period) -> dict[What, str]:
    standing = period.standing
    disputed = "yes" if standing.disputed else "no"
    whole = (standing.compliance, standing.access, standing.certainty, disputed)
    words = dict(zip(map(What, _WHOLE), whole, strict=True))
    for item in standing.requirements:
        words[_requirement(item)] = item.state
        if item.due is not None:
            words[What("due", item.requirement)] = item.due.isoformat()
    return words | {_measure(item): item.level for item in standing.measures}


def _requirement(item: RequirementStanding) -> What:
    return What("requirement", item.requirement)


def _measure(item: MeasureStanding) -> What:
    kind = "measure" if item.side == "state" else "platform-measure"
    return What(kind, item.scope, item.order or None)


def _explained(
    connection: Connection,
    key: RelationshipKey,
    before: tuple[Question, Status | None],
    after: tuple[Question, Status | None],
    changes: tuple[Change, ...],
) -> Difference:
    low, high = sorted((before[0].known.position, after[0].known.position))
    first, last = sorted((before[0].at, after[0].at))
    facts = known_facts(connection, key, through=high, public_by=after[0].public_by)
    known = knowledge(facts)
    days = {one.id: effect_window(one)[1] for one in known.facts}
    listed = min(known.facts, key=lambda one: (days[one.id], one.position), default=None)
    counted = [one for one in known.facts if one.fact.EFFECT is not None or one is listed]
    learned = [one for one in counted if one.position > low]
    return Difference(
        key=key,
        before=before[1],
        after=after[1],
        changes=changes,
        new=tuple(one for one in counted if first < days[one.id] <= last),
        late=tuple(one for one in learned if days[one.id] <= first),
        claims=tuple(
            one for one in facts if one.position > low and isinstance(one.fact, ClaimFact)
        ),
        time=_passings(periods_of(connection, after[0], key), first, last, _openings(known.facts)),
    )


def _openings(facts: Sequence[Known]) -> dict[date, list[str]]:
    """Return the facts whose windows open on a day, before they take effect, by day."""
    found: dict[date, list[str]] = {}
    for one in facts:
        first, on, _ = effect_window(one)
        if first is not None and first < on and one.fact.EFFECT is not None:
            found.setdefault(first, []).append(one.id)
    return found


def _passings(
    found: Sequence[Period], first: date, last: date, openings: dict[date, list[str]]
) -> tuple[Passing, ...]:
    """Return the days after the first, through the last, on which only a day passed."""
    return tuple(
        passing(before, period, openings.get(period.since, []))
        for before, period in itertools.pairwise(found)
        if period.began == "time" and first < period.since <= last
    )


def passing(before: Period, period: Period, opened: Sequence[str]) -> Passing:
    """Return why a period began by the passing of time, and what that changed.

    ``opened`` are the facts whose windows open on its first day.
    """
    old, new = _period_words(before), _period_words(period)
    names = _differing(old, new)
    gone, held = _grounds(before), _grounds(period)
    causes: dict[str, list[str]] = {}
    for name in names:
        if old.get(name) == "stayed" and name in gone:
            causes.setdefault("stay", []).extend(gone[name])
        elif new.get(name) in ("overdue", "late"):
            causes.setdefault("due", []).extend(held[name])
    if opened and (What("certainty") in names or not causes):
        causes.setdefault("window", []).extend(opened)
    because = [fact for facts in causes.values() for fact in facts]
    because = because or [*before.standing.because(), *period.standing.because()]
    return Passing(period.since, tuple(causes), _changed(old, new), tuple(dict.fromkeys(because)))


def _grounds(period: Period) -> dict[What, tuple[str, ...]]:
    standing = period.standing
    grounds = {_requirement(item): item.because for item in standing.requirements}
    return grounds | {_measure(item): item.because for item in standing.measures}
