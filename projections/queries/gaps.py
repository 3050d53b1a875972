"""The gaps of a register: what laws ask of a platform, and nothing is known about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.claims import Known, effect_window, knowledge
from aggregates.law.duties import code_of, is_imposed
from aggregates.law.instrument import InstrumentState, LawStep, category_named, duties_of
from aggregates.law.obligation_facts import OBLIGATIONS, day_of_fact
from aggregates.law.obligations import following, recorded_of
from aggregates.law.response_times import law_on
from aggregates.vocabulary.events import CLAIM_TYPES, TYPES, ObligationImposed, PlatformDesignated
from aggregates.vocabulary.law import Category, Duty
from aggregates.vocabulary.shapes import relationship_stream
from projections.fold.happenings import MEASURE_ACTS, happening
from projections.queries.facts import seen_by
from projections.queries.laws import histories
from projections.queries.status import statuses
from projections.read_models.relationships import RelationshipKey, relationships
from register.laws.consequences import TRIGGERS
from register.laws.workdays import workdays
from register.log.known import known_of
from register.log.reader import LogReader
from register.store.tables import DESIGNATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from projections.fold.standing import RequirementStanding
    from projections.queries.status import Question

    Rows = Sequence[RequirementStanding]

UNHEARD = ("required", "overdue")
"""The states of a requirement of which nothing but the obligation may be known."""

_TOPICS = (
    DESIGNATED,
    *TRIGGERS,
    *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)),
    *(
        kind.topic()
        for kind in TYPES.values()
        if kind.EFFECT is not None
        and kind.type_name() not in CLAIM_TYPES
        and kind.EFFECT.act not in MEASURE_ACTS
    ),
)


def _is_unheard(row: RequirementStanding) -> bool:
    """Tell whether a requirement is in a state of which nothing but the obligation may be known."""
    return (row.was or row.state) in UNHEARD


GAP_COLUMNS = (
    "platform",
    "jurisdiction",
    "instrument",
    "duty",
    "requirement",
    "title",
    "article",
    "category",
    "gap",
    "due",
    "unverified",
)


class GapKind(StrEnum):
    """Why something is a gap."""

    UNRECORDED = "unrecorded"
    NOTHING_HEARD = "nothing-heard"
    NOT_DESIGNATED = "not-designated"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a law asks, and that nothing is known about at a question's (T, K).

    ``requirement`` has the instance of a recurring duty. ``category`` is the one that the
    platform is designated in, or all that the duty is of, where it is in none that is known.
    """

    key: RelationshipKey
    instrument: str
    duty: Duty
    requirement: str
    category: str
    kind: GapKind
    due: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row's JSON."""
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "instrument": self.instrument,
            "duty": self.duty.duty,
            "requirement": self.requirement,
            "title": self.duty.title,
            "article": self.duty.article,
            "category": self.category,
            "gap": self.kind,
            "due": None if self.due is None else self.due.isoformat(),
            "unverified": list(self.duty.unverified or ()),
        }


def gaps(
    connection: Connection,
    question: Question,
    key: RelationshipKey | None = None,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Gap]:
    """Return the gaps of a relationship, or of all that have facts, by law, duty and requirement.

    ``platform`` and ``jurisdiction`` narrow what all are.

    What holds is looked up. Facts are read only of relationships that are designated or have an
    obligation that may be a gap, and of those only what is about requirements.
    """
    through = question.known.position
    laws = histories(connection, through)
    where = {"platform": platform, "jurisdiction": jurisdiction}
    if key is not None:
        where = {"platform": key.platform, "jurisdiction": key.jurisdiction}
    standing = {
        one.key: one.period.standing.requirements for one in statuses(connection, question, **where)
    }
    designated = {entry.stream for entry in LogReader(connection).designated(through)}
    found: list[Gap] = []
    for one in [key] if key else relationships(connection, through=through, **where):
        rows = standing.get(one, ())
        stream = relationship_stream(one.platform, one.jurisdiction)
        needed = stream in designated or any(map(_is_unheard, rows))
        facts = _facts(connection, stream, question) if needed else []
        found += _Relationship(one, rows, facts, question.at).gaps(laws)
    return found


def _facts(connection: Connection, stream: str, question: Question) -> list[Known]:
    """Return the facts about requirements, the designations, and the claims about them."""
    facts = [
        known_of(row)
        for row in LogReader(connection).of_stream_and_types(stream, _TOPICS)
        if row.position <= question.known.position
    ]
    return seen_by(facts, question.public_by)


class _Asked(NamedTuple):
    """A duty of a law, and whom it is asked of; the designation, where there is one."""

    law: InstrumentState
    duty: Duty
    category: Category | None


class _Relationship:
    """What is known of one relationship by a day, beside what laws ask."""

    def __init__(self, key: RelationshipKey, rows: Rows, facts: Sequence[Known], at: date) -> None:
        self._key = key
        self._rows = rows
        self._at = at
        self._recorded = [one for one in facts if one.public]
        self._facts = knowledge(facts).facts
        self._imposed = {
            code_of(one.fact.details.requirement, one.fact.details.instance)
            for one in self._facts
            if isinstance(one.fact, ObligationImposed)
        }
        heard = (happening(one) for one in self._facts if not isinstance(one.fact, OBLIGATIONS))
        self._heard = {(one.code, one.ground) for one in heard if one.on <= at}
        self._basis = {one.id: getattr(one.fact, "legal_basis", None) for one in self._facts}

    def gaps(self, laws: Mapping[str, Sequence[LawStep]]) -> list[Gap]:
        """Return what is asked, and not known, by law, duty and requirement."""
        found: dict[tuple[str, str, str], Gap] = {}
        for name, steps in laws.items():
            for gap in self._of_law(steps, self._designations(name)):
                found.setdefault((gap.instrument, gap.duty.duty, gap.requirement), gap)
        return [found[place] for place in sorted(found)]

    def _designations(self, instrument: str) -> list[PlatformDesignated]:
        return [
            one.fact
            for one in self._facts
            if isinstance(one.fact, PlatformDesignated)
            and one.fact.details.instrument == instrument
            and effect_window(one)[1] <= self._at
        ]

    def _of_law(
        self, steps: Sequence[LawStep], designations: Sequence[PlatformDesignated]
    ) -> Iterator[Gap]:
        if (law := law_on(steps, self._at)) is None:
            return
        known = [
            (one, category)
            for one in designations
            if (category := category_named(law, one.details.category)) is not None
        ]
        for designation, category in known:
            for duty in duties_of(law, category):
                yield from self._unheard(_Asked(law, duty, category))
            yield from self._unrecorded(law, steps, designation, category)
        if not known and (designations or law.jurisdiction == self._key.jurisdiction):
            for duty in law.duties:
                yield from self._perhaps(_Asked(law, duty, None))

    def _unrecorded(
        self,
        law: InstrumentState,
        steps: Sequence[LawStep],
        designation: PlatformDesignated,
        category: Category,
    ) -> Iterator[Gap]:
        """Give the obligations that follow from a designation, and that nobody has recorded."""
        duties = {str(duty.duty): duty for duty in duties_of(law, category)}
        recorded = recorded_of(designation, self._recorded)
        for one in following(designation, steps, recorded, workdays, until=self._at):
            if not isinstance(one, ObligationImposed) or day_of_fact(one) > self._at:
                continue
            code = code_of(one.details.requirement, one.details.instance)
            duty = duties.get(one.details.duty or "")
            if duty is not None and code not in self._imposed:
                due = None if one.details.due is None else date.fromisoformat(one.details.due)
                yield self._gap(_Asked(law, duty, category), code, GapKind.UNRECORDED, due)

    def _unheard(self, asked: _Asked) -> Iterator[Gap]:
        """Give the obligations under a law of which nothing else is known, and the conduct."""
        rows = list(self._of_requirement(asked.duty))
        named = str(asked.duty.requirement)
        if not is_imposed(asked.duty) and not rows and not self._is_heard(named, asked.law.id):
            yield self._gap(asked, named, GapKind.NOTHING_HEARD, None)
        for row in rows:
            bases = {self._basis.get(one) for one in row.because}
            unheard = _is_unheard(row) and not self._is_heard(row.requirement, row.ground)
            if unheard and bases & {asked.law.id, None}:
                yield self._gap(asked, row.requirement, GapKind.NOTHING_HEARD, row.due)

    def _is_heard(self, code: str, ground: str | None) -> bool:
        """Tell whether anything is known of a requirement but the obligation, under a ground."""
        return not self._heard.isdisjoint({(code, ground), (code, None)})

    def _perhaps(self, asked: _Asked) -> Iterator[Gap]:
        """Give what a law asks of others, and perhaps of this platform too."""
        if any(self._of_requirement(asked.duty)):
            yield from self._unheard(asked)
        else:
            yield self._gap(asked, asked.duty.requirement, GapKind.NOT_DESIGNATED, None)

    def _of_requirement(self, duty: Duty) -> Iterator[RequirementStanding]:
        for row in self._rows:
            if row.requirement.partition("@")[0] == duty.requirement:
                yield row

    def _gap(self, asked: _Asked, code: str, kind: GapKind, due: date | None) -> Gap:
        names = [asked.category.category] if asked.category else asked.duty.categories
        return Gap(self._key, asked.law.id, asked.duty, code, ", ".join(names), kind, due)
