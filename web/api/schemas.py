"""JSON Schemas of what the API answers, by name; those of facts are the vocabulary's own."""

from __future__ import annotations

from typing import Any

from aggregates.law.response_times import AnswerState
from aggregates.vocabulary.events import TYPES
from projections.deadlines.deadlines import DeadlineKind
from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE, STATES
from projections.queries.gaps import GapKind
from web.api.recording import MOST_FACTS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
WHOLE: Schema = {"type": "integer"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "format": "uuid"}
ANY: Schema = {}


def to(name: str) -> Schema:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def words(codes: Any) -> Schema:
    """Return the schema of one of some codes."""
    return {"type": "string", "enum": list(codes)}


def maybe(schema: Schema) -> Schema:
    """Return the schema of something or null."""
    if set(schema) <= {"type", "format", "minimum"}:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def each(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def exactly(about: str, **fields: Schema) -> Schema:
    """Return the schema of an object with these members, all of them and no other."""
    return {**at_least(about, **fields), "additionalProperties": False}


def at_least(about: str, **fields: Schema) -> Schema:
    """Return the schema of an object with these members at least."""
    properties = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": list(properties),
    }


def optionally(schema: Schema, **fields: Schema) -> Schema:
    """Return the schema of an object that may have further members."""
    more = {name.rstrip("_"): told for name, told in fields.items()}
    return {**schema, "properties": {**schema["properties"], **more}}


_PAIR = {"platform": TEXT, "jurisdiction": TEXT}
_KNOWN = exactly("A point of the log.", position=COUNT, recorded_at=maybe(MOMENT))
_WORDS = {"compliance": words(COMPLIANCE), "access": words(ACCESS), "ahead": maybe(words(AHEAD))}
_PARTS = {
    **_WORDS,
    "certainty": words(("exact", "approximate")),
    "disputed": FLAG,
    "otherwise": maybe(exactly("What would hold without what is disputed.", **_WORDS)),
    "observed": maybe(to("Observed")),
    "requirements": each(to("Requirement")),
    "measures": each(to("Measure")),
    "services": {"type": "object", "additionalProperties": to("Service")},
    "since": DAY,
    "until": maybe(DAY),
    "began": TEXT,
}
_STANDING = {
    **_PAIR,
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
_LAW = {
    "instrument": TEXT,
    "jurisdiction": maybe(TEXT),
    "title": maybe(TEXT),
    "number": maybe(TEXT),
    "authority": maybe(TEXT),
    "stage": TEXT,
    "in_force": maybe(TEXT),
    "repealed": maybe(TEXT),
    "checked_on": maybe(TEXT),
    "checked_long_ago": FLAG,
    "unverified": each(TEXT),
}
_TYPE = {"type": TEXT, "effect": TEXT, "on": TEXT, "meaning": TEXT}
_CHECKPOINT = exactly(
    "A checkpoint: the log's size and root, signed.",
    origin=maybe(TEXT),
    size=COUNT,
    root=maybe(TEXT),
    made_at=MOMENT,
    note=TEXT,
    signatures=each(ANY),
    timestamps=each(ANY),
    problems=each(TEXT),
)

ANSWERS: dict[str, Schema] = {
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
        **_PAIR,
        rules=WHOLE,
        known=to("KnownPoint"),
        **_PARTS,
    ),
    "Contradiction": exactly(
        "Where measurement contradicts what is announced.",
        **_PAIR,
        at=DAY,
        known=to("KnownPoint"),
        observed=TEXT,
        since=DAY,
        until=DAY,
        access=words(ACCESS),
        ahead=maybe(words(AHEAD)),
        announced_by=each(ID),
        observed_by=each(ID),
    ),
    "Relationship": exactly(
        "A relationship: its version is how many facts it has.",
        **_PAIR,
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
        **_PAIR,
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
    "InclusionProof": exactly(
        "That the leaf of a position is in the tree of a checkpoint (RFC 9162).",
        proof={"const": "inclusion"},
        position={"type": "integer", "minimum": 1},
        size=COUNT,
        root=TEXT,
        leaf=TEXT,
        hashes=each(TEXT),
    ),
    "Deadline": exactly(
        "A due day of a requirement.",
        **_PAIR,
        requirement=TEXT,
        ground=maybe(TEXT),
        kind=words(one.value for one in DeadlineKind),
        state=words(STATES),
        was=maybe(words(STATES)),
        basis=TEXT,
        due=DAY,
        days=WHOLE,
        instrument=maybe(TEXT),
        time_zone=maybe(TEXT),
        disputed=FLAG,
        because=each(ID),
        uid=ID,
    ),
    "Clock": exactly(
        "A request with a time to answer.",
        **_PAIR,
        request=ID,
        kind=maybe(TEXT),
        asked=TEXT,
        limit=TEXT,
        limit_local=maybe(TEXT),
        within=TEXT,
        by=TEXT,
        instrument=maybe(TEXT),
        duty=maybe(TEXT),
        article=maybe(TEXT),
        time_zone=maybe(TEXT),
        state=words(one.value for one in AnswerState),
        certainty=words(("exact", "approximate")),
        answer=maybe(ID),
        answered=maybe(TEXT),
        outcome=maybe(TEXT),
        disputed=FLAG,
    ),
    "Gap": exactly(
        "What a law asks, and nothing is known about.",
        **_PAIR,
        instrument=TEXT,
        duty=TEXT,
        requirement=TEXT,
        title=TEXT,
        article=maybe(TEXT),
        category=TEXT,
        gap=words(one.value for one in GapKind),
        due=maybe(DAY),
        unverified=each(TEXT),
    ),
    "Figure": exactly(
        "A reported figure.",
        **_PAIR,
        type=TEXT,
        occurred=TEXT,
        count={"type": ["number", "null"]},
        qualifier=maybe(TEXT),
        unit=maybe(TEXT),
        period=maybe(TEXT),
        first=maybe(DAY),
        last=DAY,
        basis=maybe(TEXT),
        category=maybe(TEXT),
        reported_by=maybe(TEXT),
        disputed=FLAG,
        fact=ID,
    ),
    "Difference": exactly(
        "How a standing differs between two questions, and why; facts by id.",
        **_PAIR,
        from_=maybe(to("Standing")),
        to=maybe(to("Standing")),
        changes=each(exactly("A change.", what=TEXT, from_=maybe(TEXT), to=maybe(TEXT))),
        new=each(ID),
        late=each(ID),
        claims=each(ID),
        time=each(
            exactly(
                "What came to its day.",
                day=DAY,
                causes=each(TEXT),
                what=each(TEXT),
                facts=each(ID),
            )
        ),
    ),
    "Platform": exactly(
        "A platform.",
        platform=TEXT,
        name=TEXT,
        operator=maybe(TEXT),
        operators=each(TEXT),
        names=each(TEXT),
        services=each(TEXT),
        retired=FLAG,
        successor=maybe(TEXT),
    ),
    "Jurisdiction": exactly("A jurisdiction.", jurisdiction=TEXT, name=TEXT, relationships=COUNT),
    "LawRow": exactly(
        "A law in a few values.", **_LAW, categories=each(TEXT), requirements=each(TEXT)
    ),
    "Law": at_least("A law with its duties and its life.", **_LAW, at=DAY, life=each(ANY)),
    "FactType": exactly("A type of fact.", **_TYPE),
    "FactTypeWithSchema": exactly(
        "A type of fact, with its JSON Schema.", **_TYPE, schema={"type": "object"}
    ),
    "JsonSchema": {"type": "object", "description": "A JSON Schema (2020-12)."},
    "OpenApi": {"type": "object", "description": "A description by OpenAPI 3.1."},
    "TimeMap": {"type": "string", "description": "Links (RFC 6690): original, self, mementos."},
    "Calendar": {"type": "string", "description": "A calendar (RFC 5545)."},
    "EventStream": {
        "type": "string",
        "description": "Events `fact`, whose data is a RecordedFact.",
    },
    "JsonLines": {
        "type": "string",
        "description": "A fact a line, as `register export` writes it.",
    },
    "Checkpoint": _CHECKPOINT,
    "Integrity": exactly(
        "What proves the log.",
        log=exactly(
            "The point, with the root of its tree.",
            position=COUNT,
            recorded_at=maybe(MOMENT),
            root=TEXT,
        ),
        standings_through=COUNT,
        set_aside=COUNT,
        checkpoint=maybe(to("Checkpoint")),
        keys=each(TEXT),
        witnesses=each(TEXT),
    ),
    "Outcome": optionally(
        exactly(
            "What became of one fact.",
            id=ID,
            position=COUNT,
            duplicate=FLAG,
            looks=each(TEXT),
            dry_run=FLAG,
        ),
        follows=each(exactly("A fact that follows by law.", id=ID, position=COUNT)),
        was=maybe(exactly("The standing of today before.", **_WORDS)),
        is_=maybe(exactly("The standing of today since.", **_WORDS)),
    ),
    "Recorded": {"anyOf": [to("Outcome"), each(to("Outcome"))]},
    "Facts": {
        "anyOf": [to("Fact"), {**each(to("Fact")), "minItems": 1, "maxItems": MOST_FACTS}],
    },
    "RequestProblem": optionally(
        exactly("One thing that is wrong.", code=TEXT, detail=TEXT), parameter=TEXT, pointer=TEXT
    ),
    "Problem": optionally(
        at_least(
            "Why it can't be done (RFC 9457).",
            type={"type": "string", "pattern": "^urn:register:problem:"},
            title=TEXT,
            status={"type": "integer"},
            detail=TEXT,
            instance=TEXT,
        ),
        errors=each(to("RequestProblem")),
        version=COUNT,
        since=each(to("RecordedFact")),
    ),
}
