"""Schemas of standings and of facts as they are recorded."""

from __future__ import annotations

from aggregates.vocabulary.events import TYPES
from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE, STATES
from web.api.schemas.shapes import (
    ANY,
    COUNT,
    DAY,
    FLAG,
    ID,
    MOMENT,
    PAIR,
    TEXT,
    WHOLE,
    Schema,
    at_least,
    each,
    exactly,
    maybe,
    optionally,
    to,
    words,
)

_KNOWN = exactly("A point of the log.", position=COUNT, recorded_at=maybe(MOMENT))
WORDS = {"compliance": words(COMPLIANCE), "access": words(ACCESS), "ahead": maybe(words(AHEAD))}
_PARTS = {
    **WORDS,
    "certainty": words(("exact", "approximate")),
    "disputed": FLAG,
    "otherwise": maybe(exactly("What would hold without what is disputed.", **WORDS)),
    "observed": maybe(to("Observed")),
    "requirements": each(to("Requirement")),
    "measures": each(to("Measure")),
    "services": {"type": "object", "additionalProperties": to("Service")},
    "since": DAY,
    "until": maybe(DAY),
    "began": TEXT,
}
_STANDING = {
    **PAIR,
    "at": DAY,
    "rules": WHOLE,
    "known": to("KnownPoint"),
    "latest_source": maybe(DAY),
    **_PARTS,
}
_RECORDED = {"position": COUNT, "recorded_at": MOMENT, "recorded_by": TEXT}
_PLACE = exactly("Where a fact stands, and who recorded it.", **_RECORDED)
_OF_FACT = {
    "in_effect": FLAG,
    "disputed": FLAG,
    "corrected_by": each(ID),
    "retracted_by": maybe(ID),
    "window": each(maybe(DAY)),
}
STANDINGS: dict[str, Schema] = {
    "KnownPoint": _KNOWN,
    "Requirement": exactly(
        "One requirement under one ground.",
        requirement=TEXT,
        ground=maybe(TEXT),
        state=words(STATES),
        was=maybe(words(STATES)),
        basis=TEXT,
        stayed=FLAG,
        due=maybe(DAY),
        disputed=FLAG,
        because=each(ID),
    ),
    "Measure": exactly(
        "One measure, in force or ahead.",
        scope=TEXT,
        side=words(("state", "platform")),
        service=maybe(TEXT),
        order=maybe(TEXT),
        slot=words(("in-force", "ahead")),
        level=TEXT,
        stayed=FLAG,
        until=maybe(DAY),
        effective=maybe(DAY),
        disputed=FLAG,
        because=each(ID),
    ),
    "Service": exactly(
        "A service of the platform.", access=words(ACCESS), ahead=maybe(words(AHEAD))
    ),
    "Observed": exactly(
        "What measurements see.",
        state=TEXT,
        since=DAY,
        until=DAY,
        contradicts=FLAG,
        because=each(ID),
    ),
    "Standing": exactly("What holds in a relationship on a day, as known at a point.", **_STANDING),
    "ExplainedStanding": optionally(
        exactly("What holds in a relationship; with `explain`, why.", **_STANDING),
        facts={"type": "object", "additionalProperties": to("RecordedFact")},
        proceedings=each(ANY),
    ),
    "StandingPeriod": exactly(
        "What holds from a day until another.",
        **PAIR,
        rules=WHOLE,
        known=to("KnownPoint"),
        **_PARTS,
    ),
    "Knowledge": exactly(
        "What was known when of a relationship.",
        **PAIR,
        rules=WHOLE,
        points=each(_PLACE),
        stretches=each(
            exactly(
                "What held from a day on, as known from a position until before another.",
                since=DAY,
                known_from=COUNT,
                known_to=maybe(COUNT),
                **WORDS,
            )
        ),
    ),
    "Measured": {
        "type": "object",
        "description": "How much was measured, and on how many networks, as far as it is told.",
        "required": ["measurements", "anomalies"],
        "properties": dict.fromkeys(
            ("measurements", "anomalies", "confirmed", "failures", "networks"), COUNT
        ),
    },
    "Contradiction": exactly(
        "Where measurement contradicts what is announced.",
        **PAIR,
        at=DAY,
        known=to("KnownPoint"),
        observed=TEXT,
        since=DAY,
        until=DAY,
        differs_since=DAY,
        measured=maybe(to("Measured")),
        access=words(ACCESS),
        ahead=maybe(words(AHEAD)),
        announced_by=each(ID),
        observed_by=each(ID),
    ),
    "Relationship": exactly(
        "A relationship: its version is how many facts it has.",
        **PAIR,
        version={"type": "integer", "minimum": 1},
        first=_PLACE,
        last=_PLACE,
    ),
    "RecordedFact": at_least(
        "A fact as recorded, with its place in the log.",
        id=ID,
        type=words(TYPES),
        occurred=TEXT,
        sources=each({"type": "object"}),
        **_RECORDED,
    ),
    "HistoryFact": at_least(
        "A fact as recorded, with what the claims about it come to.",
        id=ID,
        type=words(TYPES),
        **PAIR,
        occurred=TEXT,
        sources=each({"type": "object"}),
        **_RECORDED,
        **_OF_FACT,
    ),
    "Conflict": exactly(
        "A disputed fact with both sides.",
        fact=to("HistoryFact"),
        denied_by=each(to("HistoryFact")),
        confirmed_by=each(to("HistoryFact")),
    ),
}
