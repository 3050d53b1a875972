"""The clocks of requests: by when each has to be answered, and what became of it by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from aggregates.claims import Known, effect_window, knowledge
from aggregates.dates.occurrence import moment
from aggregates.law.response_times import (
    AnswerState,
    LegalTimeZone,
    Limit,
    OccurrenceTime,
    Reply,
    Verdict,
    end_of,
    limit_of,
    moments_of,
    place_of,
    verdict,
)
from aggregates.vocabulary.events import (
    CLAIM_TYPES,
    TYPES,
    RemovalReported,
    RemovalRequested,
    RequestAnswered,
)
from projections.deadlines.response_rules import Rule, Rules
from projections.queries.facts import known_of_types
from projections.queries.laws import histories
from projections.read_models.relationships import RelationshipKey
from register.log.reader import LogReader
from register.store.tables import DESIGNATED, REQUESTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from aggregates.claims import Knowledge
    from aggregates.law.instrument import LawStep
    from projections.queries.status import Question

_TOPICS = (
    REQUESTED,
    DESIGNATED,
    *(TYPES[name].topic() for name in ("removal-reported", "request-answered")),
    *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)),
)


CLOCK_COLUMNS = (
    "platform",
    "jurisdiction",
    "request",
    "kind",
    "asked",
    "limit",
    "limit_local",
    "within",
    "by",
    "instrument",
    "duty",
    "article",
    "time_zone",
    "state",
    "certainty",
    "answer",
    "answered",
    "outcome",
    "disputed",
)


@dataclass(frozen=True, slots=True)
class ResponseClock:
    """The clock of one request under one duty, as it stands at a question's (T, K)."""

    key: RelationshipKey
    request: str
    kind: str | None
    asked: str
    limit: Limit
    within: str
    instrument: str | None
    duty: str | None
    article: str | None
    by: str
    zone: str | None
    verdict: Verdict
    answered: str | None
    outcome: str | None
    disputed: bool

    @property
    def state(self) -> AnswerState:
        """What became of the request."""
        return self.verdict.state

    def to_json(self) -> dict[str, Any]:
        """Return the row's JSON: ``limit`` is a moment in UTC, or the last day."""
        at = self.limit.at
        return {
            "platform": self.key.platform,
            "jurisdiction": self.key.jurisdiction,
            "request": self.request,
            "kind": self.kind,
            "asked": self.asked,
            "limit": self.limit.day.isoformat() if at is None else _utc(at),
            "limit_local": None if at is None else at.isoformat(),
            "within": self.within,
            "by": self.by,
            "instrument": self.instrument,
            "duty": self.duty,
            "article": self.article,
            "time_zone": self.zone,
            "state": self.state,
            "certainty": "exact" if self.verdict.exact else "approximate",
            "answer": self.verdict.answer,
            "answered": self.answered,
            "outcome": self.outcome,
            "disputed": self.disputed,
        }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clocks(
    connection: Connection,
    question: Question,
    *,
    platform: str | None = None,
    jurisdiction: str | None = None,
) -> list[ResponseClock]:
    """Return the clocks of the requests that surely came by T, by their limits.

    The relationships with requests are found by an index. In each, a row of the log is looked
    at for every fact, and those read are requests, answers, designations and claims: nothing is
    folded. The laws are read as a whole, and are few. So a register of a million facts costs
    what its relationships with requests have.
    """
    through = question.known.position
    streams = LogReader(connection).requested(through, platform=platform, jurisdiction=jurisdiction)
    laws = histories(connection, through) if streams else {}
    found = [one for stream in streams for one in _of_stream(connection, stream, question, laws)]
    return sorted(found, key=_place)


def _place(one: ResponseClock) -> tuple[Any, ...]:
    names = (one.key, one.request, one.instrument or "", one.duty or "")
    return one.limit.moments.latest, *names


def _of_stream(
    connection: Connection, stream: str, question: Question, laws: Mapping[str, Sequence[LawStep]]
) -> Iterator[ResponseClock]:
    known = knowledge(
        known_of_types(
            connection,
            stream,
            _TOPICS,
            through=question.known.position,
            public_by=question.public_by,
        )
    )
    _, platform, jurisdiction = stream.split("/")
    told = _Told.of(known, RelationshipKey(platform, jurisdiction), question.at)
    rules = Rules.of(known, laws)
    for request in known.facts:
        if isinstance(request.fact, RemovalRequested) and _starts_a_clock(request, question.at):
            for rule in rules.for_request(request.fact, effect_window(request)[1]):
                if (one := _clock(request, request.fact, rule, told)) is not None:
                    yield one


def _starts_a_clock(request: Known, at: date) -> bool:
    """Tell whether it is a request that came by a day, and not a total that was reported of many.

    A figure of a period is a total, unless it says what was asked, or within what time.
    """
    fact = request.fact
    if not isinstance(fact, RemovalRequested) or effect_window(request)[1] > at:
        return False
    told = fact.details
    return told.period is None or told.request is not None or told.within is not None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a relationship's facts tell of answers, and by which day that is asked."""

    key: RelationshipKey
    at: date
    doubtful: frozenset[str]
    replies: tuple[Known, ...]

    @classmethod
    def of(cls, known: Knowledge, key: RelationshipKey, at: date) -> _Told:
        """Return what is known of them."""
        kinds = (RequestAnswered, RemovalReported)
        replies = tuple(one for one in known.facts if isinstance(one.fact, kinds))
        return cls(key, at, known.doubtful, replies)


def _clock(request: Known, fact: RemovalRequested, rule: Rule, told: _Told) -> ResponseClock | None:
    """Return the clock of a request by a rule; None: its limit is beyond all calendars."""
    replies = [one for one in told.replies if _is_about(one, request.id, fact.case)]
    place = place_of(rule.zone, map(_when, [request, *replies]))
    if (limit := limit_of(_when(request), rule.within, place)) is None:
        return None
    judge = partial(_judged, limit, told.at, _when(request), place)
    found = judge(replies)
    without = judge([one for one in replies if one.id not in told.doubtful])
    answer = next((one.fact for one in replies if one.id == found.answer), None)
    outcome = answer.details.outcome if isinstance(answer, RequestAnswered) else None
    return ResponseClock(
        key=told.key,
        request=request.id,
        kind=fact.details.request,
        asked=fact.occurred,
        limit=limit,
        within=rule.within,
        instrument=rule.instrument,
        duty=rule.duty,
        article=rule.article,
        by=rule.by,
        zone=rule.zone,
        verdict=found,
        answered=None if answer is None else answer.occurred,
        outcome=outcome,
        disputed=rule.doubtful or request.id in told.doubtful or found.state != without.state,
    )


def _is_about(reply: Known, request: str, case: str | None) -> bool:
    fact = reply.fact
    if isinstance(fact, RequestAnswered):
        return fact.details.request == request
    return isinstance(fact, RemovalReported) and case is not None and fact.case == case


def _when(known: Known) -> OccurrenceTime:
    first, last, _ = effect_window(known)
    return OccurrenceTime(first, last, moment(known.fact.occurred))


def _judged(
    limit: Limit, at: date, asked: OccurrenceTime, place: LegalTimeZone, replies: Sequence[Known]
) -> Verdict:
    """Return what became of a request by the end of a day.

    What surely came before it is no answer to it; what was reported of its case, and may have
    come before, is one perhaps.
    """
    begun = moments_of(asked, place).earliest
    given, perhaps = [], []
    for one in replies:
        when = _when(one)
        moments = moments_of(when, place)
        if moments.latest < begun:
            continue
        surely = isinstance(one.fact, RequestAnswered) or moments.earliest >= begun
        reply = Reply(one.id, moments, surely)
        if when.last <= at:
            given.append(reply)
        elif when.first is None or when.first <= at:
            perhaps.append(reply)
    return verdict(limit.moments, given, perhaps, end_of(at, place))
