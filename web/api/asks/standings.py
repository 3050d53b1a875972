"""What holds: standings at a day, as known at a point of the log, and over all time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec

from projections.fold.standing import RULES, Standing
from projections.proceedings.proceedings import add_proceedings
from projections.queries.contradictions import COLUMNS, contradicted, contradiction
from projections.queries.knowledge import known_stretches, recorded_points
from projections.queries.status import documents, explained, periods_of, status
from projections.standing_csv import PERIOD_COLUMNS, STANDING_COLUMNS, csv_row
from projections.tables import FOREVER
from register.clock import iso
from web.api.operation import API, Document, Operation, Rows
from web.api.parameters import JURISDICTION, PAIR, PLATFORM, WORDS, flag
from web.errors import NoRelationship, NoStanding

if TYPE_CHECKING:
    from projections.queries.knowledge import KnownStretch, RecordedPoint
    from web.api.operation import ApiCall

_FAMILY = "Standings"


def _standings(call: ApiCall) -> Rows:
    found = documents(call.view.connection, call.view.question, **call.where)
    wanted = {one.name: call.given(one.name) for one in WORDS if call.given(one.name) is not None}
    return Rows(
        [one for one in found if all(one[name] == value for name, value in wanted.items())],
        _cells,
    )


def _cells(document: Any) -> dict[str, Any]:
    plain = msgspec.json.decode(msgspec.json.encode(document))
    return csv_row(plain, msgspec.convert(plain, Standing, strict=False))


def _standing(call: ApiCall) -> Document:
    view, key = call.view, call.key
    where = {"platform": key.platform, "jurisdiction": key.jurisdiction}
    if not call.flag("explain"):
        found = documents(view.connection, view.question, **where)
    else:
        one = status(view.connection, view.question, key)
        found = explained(view.connection, [one] if one else [], view.show)
        add_proceedings(found, view.connection, view.question, **where)
    if not found:
        known = f"as known at position {view.question.known.position}"
        raise NoStanding(
            f"{key.platform} has no standing in {key.jurisdiction} on {view.question.at}, {known}"
        )
    return Document(found[0])


def _periods(call: ApiCall) -> Rows:
    key, asked = call.key, call.view.question
    context = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "rules": RULES,
        "known": asked.known.to_json(),
    }
    found = periods_of(call.view.connection, asked, key)
    return Rows([{**context, **period.to_json()} for period in found], _cells)


def _knowledge(call: ApiCall) -> Document:
    key, connection = call.key, call.view.connection
    points = recorded_points(connection, key)
    if not points:
        raise NoRelationship(f"no fact is known of {key.platform} in {key.jurisdiction}")
    return Document(
        {
            "platform": key.platform,
            "jurisdiction": key.jurisdiction,
            "rules": RULES,
            "points": [_point(one) for one in points],
            "stretches": [_stretch(one) for one in known_stretches(connection, key)],
        }
    )


def _point(one: RecordedPoint) -> dict[str, Any]:
    return {**asdict(one), "recorded_at": iso(one.recorded_at)}


def _stretch(one: KnownStretch) -> dict[str, Any]:
    known_to = None if one.known_to >= FOREVER else one.known_to
    return {**asdict(one), "since": one.since.isoformat(), "known_to": known_to}


def _contradictions(call: ApiCall) -> Rows:
    connection = call.view.connection
    found = contradicted(connection, call.view.question, **call.where)
    return Rows([contradiction(connection, one) for one in found])


OPERATIONS = (
    Operation(
        path=f"{API}/standings",
        name="standings",
        summary="What holds in each relationship that has a standing on the day asked about.",
        family=_FAMILY,
        answer=_standings,
        schema="Standing",
        many=True,
        columns=STANDING_COLUMNS,
        parameters=(PLATFORM, JURISDICTION, *WORDS),
        timed=True,
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/standings/{{platform}}/{{jurisdiction}}",
        name="standing",
        summary="What holds in one relationship.",
        about="With `explain` it has the facts that it rests on, by id, and the proceedings. "
        "It is a TimeGate: `Accept-Datetime` asks what it would have answered at a moment.",
        family=_FAMILY,
        answer=_standing,
        schema="ExplainedStanding",
        parameters=(*PAIR, flag("explain", "Say why: the facts that it rests on.")),
        timed=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}/periods",
        name="periods",
        summary="What holds in one relationship over all time, with the forecast.",
        family=_FAMILY,
        answer=_periods,
        schema="StandingPeriod",
        many=True,
        columns=PERIOD_COLUMNS,
        parameters=PAIR,
        timed=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}/knowledge",
        name="knowledge",
        summary="What was known when: what held from each day on, from and until which position.",
        about="A stretch is a rectangle of the map: from its day until that of the next one that "
        "was known then, and from its position until before another (null: for ever).",
        family=_FAMILY,
        answer=_knowledge,
        schema="Knowledge",
        parameters=PAIR,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/contradictions",
        name="contradictions",
        summary="Where measurement contradicts what is announced.",
        family=_FAMILY,
        answer=_contradictions,
        schema="Contradiction",
        many=True,
        columns=COLUMNS,
        parameters=(PLATFORM, JURISDICTION),
        timed=True,
        refuses=(404,),
    ),
)
