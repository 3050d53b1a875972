"""Schemas of what else is asked for, of what recording answers, and of problems."""

from __future__ import annotations

from aggregates.law.response_times import AnswerState
from projections.deadlines.deadlines import DeadlineKind
from projections.fold.standing import STATES
from projections.queries.gaps import GapKind
from web.api.jobs import REPORT_FIELDS
from web.api.recording import MOST_FACTS
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
from web.api.schemas.standings import WORDS
from web.jobs.background import JobState

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

LISTS: dict[str, Schema] = {
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
        **PAIR,
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
        **PAIR,
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
        **PAIR,
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
        **PAIR,
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
        **PAIR,
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
    "ReportWish": {
        "type": "object",
        "description": "A report, by the words of `register report`.",
        "properties": {**dict.fromkeys(REPORT_FIELDS, TEXT), "public": FLAG},
        "additionalProperties": False,
    },
    "VerificationWish": {
        "type": "object",
        "description": "What to verify besides the log itself.",
        "properties": {"replay": FLAG},
        "additionalProperties": False,
    },
    "Job": optionally(
        exactly(
            "Work in the background.",
            id=TEXT,
            kind=words(("report", "check")),
            about=TEXT,
            began=MOMENT,
            state=words(one.value for one in JobState),
        ),
        failure=TEXT,
        files=each(TEXT),
        result=maybe({"type": "object"}),
    ),
    "File": {"type": "string", "description": "A file, as its name's ending says."},
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
        was=maybe(exactly("The standing of today before.", **WORDS)),
        is_=maybe(exactly("The standing of today since.", **WORDS)),
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
