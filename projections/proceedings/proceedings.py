"""Proceedings, findings, fines and sanctions, with what became of each, as known at K."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from aggregates.claims import Known, effect_window, knowledge
from aggregates.vocabulary.events import (
    CLAIM_TYPES,
    TYPES,
    BreachAnnulled,
    BreachFound,
    BreachRemedied,
    CourtRuled,
    EnforcementResumed,
    EnforcementStayed,
    FineImposed,
    FinePaid,
    LegalChallengeFiled,
    PreliminaryFinding,
    ProceedingsOpened,
    SanctionImposed,
    WarningIssued,
)
from aggregates.vocabulary.free_details import details_of
from aggregates.vocabulary.shapes import relationship_stream
from projections.proceedings.decisions import DatedSubject, DecisionIndex
from projections.proceedings.dispositions import Disposition, after
from projections.proceedings.links import DECISIONS, ProceedingLink, Subject
from projections.queries.facts import known_of_streams
from projections.read_models.relationships import RelationshipKey
from register.log.reader import LogReader
from register.store.told_once import told_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from projections.queries.status import Question

STAYS = (EnforcementStayed, EnforcementResumed)
STEPS: tuple[type[Fact], ...] = (
    WarningIssued,
    ProceedingsOpened,
    PreliminaryFinding,
    BreachFound,
    FineImposed,
    SanctionImposed,
    LegalChallengeFiled,
    CourtRuled,
    FinePaid,
    BreachRemedied,
    BreachAnnulled,
)
"""The types of fact that are steps of proceedings; stays are, where they are of a decision."""

_STEPS = tuple(kind.topic() for kind in STEPS)
_TOPICS = (
    *_STEPS,
    *(kind.topic() for kind in STAYS),
    *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)),
)


@dataclass(frozen=True, slots=True)
class ProceedingStep:
    """One fact of proceedings, as corrected: what it is about, and what became of it by T.

    ``fact`` is the id of its fact. ``disposition`` is of findings, fines and sanctions only. It is disputed where it is denied,
    follows from what is, or what is told here would be another without what is denied.
    """

    fact: str
    known: Known
    on: date
    subject: Subject
    link: ProceedingLink
    disposition: Disposition | None = None
    disputed: bool = False

    @property
    def type(self) -> str:
        """The type of its fact."""
        return self.known.fact.type_name()

    def detail(self, name: str) -> str | None:
        """Return a text among the details of its fact: a kind, an outcome, a topic."""
        details = getattr(self.known.fact, "details", None)
        if name in ("outcome", "kind", "until"):
            details = details_of(self.known.fact)
        told = details.get(name) if isinstance(details, dict) else getattr(details, name, None)
        return str(told) if isinstance(told, str) else None

    def to_json(self, at: date) -> dict[str, Any]:
        """Return the JSON of the step as of a day."""
        fact, subject = self.known.fact, self.subject
        actor = fact.actor
        return {
            "type": self.type,
            "occurred": fact.occurred,
            "actor": actor and {"name": actor.name, "role": actor.role},
            "requirement": subject.requirement,
            "instance": subject.instance,
            "legal_basis": subject.law,
            "order": subject.order,
            "amount": subject.amount,
            "currency": subject.currency,
            **{name: self.detail(name) for name in ("kind", "outcome", "until", "topic")},
            "about": list(self.link.about),
            "perhaps_about": list(self.link.among),
            "tied_by": self.link.by,
            "became": self.disposition and self.disposition.to_json(at),
            "disputed": self.disputed,
            "fact": self.fact,
        }


@dataclass(frozen=True, slots=True)
class Proceeding:
    """The steps of one case by T, in the order of the world; without a case, of one decision."""

    key: RelationshipKey
    case: str | None
    steps: tuple[ProceedingStep, ...]

    @property
    def was_opened(self) -> bool:
        """Whether it is a case, or said to be proceedings; else it is a decision by itself."""
        opened = ProceedingsOpened.type_name()
        return self.case is not None or any(step.type == opened for step in self.steps)

    @property
    def order(self) -> tuple[Any, ...]:
        """The order in which proceedings are listed: by relationship, then by their first step."""
        return (self.key, self.steps[0].on, self.steps[0].known.position)

    def to_json(self, at: date) -> dict[str, Any]:
        """Return the JSON of the proceeding as of a day."""
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "case": self.case,
            "first": self.steps[0].on.isoformat(),
            "last": self.steps[-1].on.isoformat(),
            "steps": [step.to_json(at) for step in self.steps],
        }


def proceedings(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[Proceeding]:
    """Return the proceedings with a step by T, by relationship and through time.

    Nothing is folded: of each relationship that has such facts these are read, the claims, and
    what they follow from.
    """
    asked = (proceedings, question, platform, jurisdiction)
    return told_once(
        connection, asked, lambda: _proceedings(connection, question, platform, jurisdiction)
    )


def _proceedings(
    connection: Connection, question: Question, platform: str | None, jurisdiction: str | None
) -> list[Proceeding]:
    through = question.known.position
    streams = [relationship_stream(platform, jurisdiction)] if platform and jurisdiction else None
    if streams is None:
        streams = LogReader(connection).relationships_with(
            _STEPS, through, platform=platform, jurisdiction=jurisdiction
        )
    read = known_of_streams(
        connection, streams, _TOPICS, through=through, public_by=question.public_by
    )
    return [one for stream, facts in read for one in proceedings_of(stream, facts, question.at)]


def add_proceedings(
    rows: list[dict[str, Any]],
    connection: Connection,
    asked: Question,
    *,
    platform: str | None,
    jurisdiction: str | None,
) -> None:
    """Add to each standing the proceedings between its platform and its jurisdiction."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in proceedings(connection, asked, platform=platform, jurisdiction=jurisdiction):
        key = (one.key.platform, one.key.jurisdiction)
        found.setdefault(key, []).append(one.to_json(asked.at))
    for row in rows:
        row["proceedings"] = found.get((row["platform"], row["jurisdiction"]), [])


def proceedings_of(stream: str, facts: Sequence[Known], at: date) -> list[Proceeding]:
    """Return the proceedings of one relationship by a day, from its facts in log order."""
    known = knowledge(facts)
    ordered = _ordered(known.facts, at)
    decisions = DecisionIndex(dated for _, dated in ordered)
    steps = _steps(ordered, decisions)
    if known.doubtful:
        sure = _steps(ordered, decisions, without=known.doubtful)
        other = {one.fact: one for one in sure}
        steps = [
            one if one == other.get(one.fact) else replace(one, disputed=True) for one in steps
        ]
    _, platform, jurisdiction = stream.split("/")
    return _grouped(RelationshipKey(platform, jurisdiction), steps)


_Ordered: TypeAlias = "list[tuple[Known, DatedSubject]]"


def _ordered(facts: Iterable[Known], at: date) -> _Ordered:
    """Return the facts of proceedings by a day, in the order of the world."""
    found = []
    for one in facts:
        if isinstance(one.fact, (*STEPS, *STAYS)):
            first, on, time = effect_window(one)
            if on <= at:
                subject = Subject.of(one.fact)
                dated = DatedSubject(one.id, one.fact, subject, subject.without_sum(), first, on)
                found.append(((on, time, one.position), one, dated))
    return [(one, dated) for _, one, dated in sorted(found, key=lambda it: it[0])]


def _steps(
    facts: _Ordered, decisions: DecisionIndex, *, without: frozenset[str] = frozenset()
) -> list[ProceedingStep]:
    """Return facts as steps, each with what it is about, and decisions with what became of them."""
    counted = [(one, dated) for one, dated in facts if dated.id not in without]
    became = {it.id: Disposition.of(it.fact) for _, it in counted if isinstance(it.fact, DECISIONS)}
    kinds = {it.id: type(it.fact) for _, it in counted if it.id in became}
    settled: set[str] = set()
    links = []
    for one, dated in counted:
        found = decisions.link(dated, settled, without=without)
        if isinstance(one.fact, STAYS) and not (found.about or found.among):
            continue
        for name in found.about:
            like = [other for other in found.about if kinds[other] is kinds[name]]
            became[name] = after(became[name], one, alone=len(like) == 1)
            (settled.add if became[name].settled else settled.discard)(name)
        links.append((one, dated, found))
    return [
        ProceedingStep(dated.id, one, dated.on, dated.subject, found, became.get(dated.id))
        for one, dated, found in links
    ]


def _grouped(key: RelationshipKey, steps: Sequence[ProceedingStep]) -> list[Proceeding]:
    """Return steps by case; without one, with the decision that they are about."""
    groups = {step.fact: step.subject.case or step.fact for step in steps}
    found: dict[str, list[ProceedingStep]] = {}
    for step in steps:
        joined = step.link.about[0] if step.link.about and not step.subject.case else step.fact
        found.setdefault(groups[joined], []).append(step)
    made = [Proceeding(key, _case(some), tuple(some)) for some in found.values()]
    return sorted(made, key=lambda one: one.order)


def _case(steps: Iterable[ProceedingStep]) -> str | None:
    return next((step.subject.case for step in steps if step.subject.case), None)
