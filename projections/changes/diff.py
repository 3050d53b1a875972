"""What changed between two questions (T, K), and because of which facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, effect_window, knowledge
from aggregates.vocabulary.shapes import ClaimFact
from projections.changes.differences import Change, changed
from projections.changes.passings import Passing, openings, passings
from projections.queries.facts import known_facts
from projections.queries.status import Question, Status, periods_of, statuses

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.fold.standing import Standing
    from projections.read_models.relationships import RelationshipKey


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

    Only what is shown counts: compliance, access, what is ahead, certainty, dispute, what is
    observed, the states and due days of requirements and the levels of measures.
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
        changes = changed(_standing(old.get(key)), _standing(new.get(key)))
        if changes:
            found.append(
                _explained(connection, key, (before, old.get(key)), (after, new.get(key)), changes)
            )
    return found


def _standing(status: Status | None) -> Standing | None:
    return None if status is None else status.period.standing


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
            one
            for one in facts
            if one.public and one.position > low and isinstance(one.fact, ClaimFact)
        ),
        time=passings(periods_of(connection, after[0], key), first, last, openings(known.facts)),
    )
