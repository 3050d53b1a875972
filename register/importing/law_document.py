"""A law as one JSON document: its fields, its JSON Schema, and the facts that it stands for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from aggregates.dates.occurrence import occurrence
from aggregates.errors import FactRefused, Problem
from aggregates.law.checks import problems_of
from aggregates.law.instrument import history
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import REQUIREMENTS, TYPES
from aggregates.vocabulary.fields import (
    Edtf,
    InstrumentId,
    Jurisdiction,
    Sources,
    Text,
    Value,
    decode_text,
)
from aggregates.vocabulary.law import Instrument
from register import jurisdictions
from register.format.codec import identified
from register.format.lines import MAX_LINE_BYTES
from register.format.schemas import refused_by, schema_of, validator_of
from register.recording.preparation import Preparation
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator

    from aggregates.law.instrument import LawStep
    from aggregates.vocabulary.shapes import InstrumentFact

LONGEST = MAX_LINE_BYTES - 10_000
"""How long a fact of a law may be, in bytes, so that an exported line of it can be read again."""

_BEGINS = ("instrument-adopted", "instrument-in-force")
_CHANGES = ("instrument-amended", "instrument-repealed")
TOO_EARLY = "it comes before the law: no step before it adopts it, or brings it into force"
_BEFORE = ("instrument-proposed", "instrument-adopted")
_IN_FORCE = "instrument-in-force"
_AFTER = ("instrument-in-force", "instrument-repealed")
_REQUIREMENT = re.compile(r"\$\.details\.duties\[(\d+)\]\.requirement")

StepType = Literal[
    "instrument-proposed",
    "instrument-adopted",
    "instrument-in-force",
    "instrument-amended",
    "instrument-repealed",
]


class LifeStep(Value, frozen=True, kw_only=True):
    """A step in the life of a law; ``details`` is what the law says otherwise from then on.

    ``sources`` take the place of those of the entry.
    """

    type: StepType
    occurred: Edtf
    details: Instrument | None = None
    sources: Sources | None = None
    note: Text | None = None


class LawEntry(Instrument, frozen=True, kw_only=True):
    """A law: what it says from the first step of its life on, and its life, oldest step first."""

    instrument: InstrumentId
    jurisdiction: Jurisdiction
    sources: Sources
    life: Annotated[list[LifeStep], Meta(min_length=1, max_length=1_000)]


@cache
def entry_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a law."""
    return schema_of(LawEntry, "urn:register:law")


@cache
def _validator() -> Draft202012Validator:
    return validator_of(entry_schema())


def read_entry(document: Any) -> LawEntry:
    """Return the law of a JSON document; raise FactRefused with all that is wrong with it alone.

    What it says has to hold together after every step of its life.
    """
    if not isinstance(document, dict):
        raise FactRefused((Problem("$", "a law is a JSON object"),))
    given = _without_nulls(document)
    try:
        entry = msgspec.convert(given, LawEntry, dec_hook=decode_text)
    except (msgspec.ValidationError, TypeError) as error:
        told = refused_by(_validator(), given)
        raise FactRefused(told or (Problem("$", str(error)),)) from None
    if not jurisdictions.is_code(entry.jurisdiction):
        raise FactRefused((Problem("$.jurisdiction", jurisdictions.refusal(entry.jurisdiction)),))
    if found := (*_unstorable(entry), *_disorder(entry), *_contradictions(entry)):
        raise FactRefused(found)
    return entry


def _without_nulls(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_nulls(item) for item in node]
    if isinstance(node, dict):
        return {name: _without_nulls(item) for name, item in node.items() if item is not None}
    return node


def facts_of(entry: LawEntry) -> list[InstrumentFact]:
    """Return the facts of a law's life, with ids by their content: the same law, the same facts.

    The first has all that the entry says; what the step itself says goes before.
    """
    said = {name: getattr(entry, name) for name in Instrument.__struct_fields__}
    first, *later = entry.life
    own = {} if first.details is None else msgspec.structs.asdict(first.details)
    said |= {name: value for name, value in own.items() if value is not None}
    steps = [(first, Instrument(**said)), *((step, step.details) for step in later)]
    return [_fact(entry, step, details) for step, details in steps]


def _fact(entry: LawEntry, step: LifeStep, details: Instrument | None) -> InstrumentFact:
    kind: type[Any] = TYPES[step.type]
    fact: InstrumentFact = kind(
        instrument=entry.instrument,
        jurisdiction=entry.jurisdiction,
        occurred=step.occurred,
        sources=step.sources or entry.sources,
        note=step.note,
        **({} if details is None else {"details": details}),
    )
    return identified(fact)  # type: ignore[return-value]  # it is of the same class


def _unstorable(entry: LawEntry) -> Iterator[Problem]:
    try:
        for place, fact in enumerate(facts_of(entry)):
            size = len(Preparation().storable(fact).payload)
            if size > LONGEST:
                yield Problem(f"$.life[{place}]", f"with all it says it is longer than {LONGEST}")
    except FactRefused as refused:
        yield from refused.problems
    except ValueError as error:
        yield Problem("$", f"it can't be stored: {error}")


def _disorder(entry: LawEntry) -> Iterator[Problem]:
    """Give the steps that are told before what they come after."""
    entered: LifeStep | None = None
    latest = None
    for place, (step, fact) in enumerate(zip(entry.life, facts_of(entry), strict=True)):
        path = f"$.life[{place}].occurred"
        _, on, _ = occurrence(fact)
        if on is None:
            yield Problem(path, f"{step.occurred} has no last day: leave the step out")
        elif latest is not None and on < latest[0]:
            yield Problem(
                path,
                f"{step.type} surely happened by {on}, and {latest[1].type} before it by "
                f"{latest[0]}: the oldest comes first",
            )
        else:
            latest = (on, step)
        if step.type in _BEFORE and entered is not None:
            yield Problem(f"$.life[{place}].type", f"{step.type} comes after {entered.type}")
        if reason := _too_early(entry.life, place):
            yield Problem(f"$.life[{place}].type", reason)
        if step.type in _AFTER:
            entered = step


def _too_early(life: list[LifeStep], place: int) -> str | None:
    """Say why a law could not be amended or repealed yet; None: it could, or it is neither.

    What a file leaves out of a life may be recorded already (`begins_nowhere`).
    """
    types: list[str] = [step.type for step in life]
    before, after = types[:place], types[place:]
    match types[place]:
        case "instrument-amended" if not set(_BEGINS) & set(before) and set(_BEGINS) & set(after):
            return TOO_EARLY
        case "instrument-repealed" if _IN_FORCE not in before and _IN_FORCE in after:
            return "it comes before the law is in force"
        case _:
            return None


def begins_nowhere(entry: LawEntry) -> Problem | None:
    """Say that a law is changed or ended, but not adopted or in force by any step of its life."""
    types: list[str] = [step.type for step in entry.life]
    changed = [place for place, name in enumerate(types) if name in _CHANGES]
    if not changed or set(_BEGINS) & set(types):
        return None
    return Problem(f"$.life[{changed[0]}].type", TOO_EARLY)


def history_of(entry: LawEntry) -> list[LawStep]:
    """Return what the law says after each step of its life, as `aggregates.law.instrument.history`."""
    facts = enumerate(facts_of(entry), 1)
    return history(entry.instrument, [Event(fact.stream(), place, fact) for place, fact in facts])


def _contradictions(entry: LawEntry) -> Iterator[Problem]:
    """Give what doesn't hold together in what the law says, after each step of its life."""
    places = {fact.id: place for place, fact in enumerate(facts_of(entry))}
    seen: set[tuple[str, str]] = set()
    for step in history_of(entry)[1:]:
        place = 0 if step.fact is None else places[step.fact.id]
        own = entry.life[place].details
        for problem in problems_of(step.law.told, REQUIREMENTS):
            if (problem.path, problem.reason) in seen:
                continue
            seen.add((problem.path, problem.reason))
            path = problem.path.removeprefix("$.details.")
            field = path.partition("[")[0]
            is_own = place > 0 or getattr(own, field, None) is not None
            at = f"$.life[{place}].details.{path}" if is_own else f"$.{path}"
            yield Problem(at, problem.reason + _nearest(problem, step.law.told))


def _nearest(problem: Problem, told: Instrument) -> str:
    """Return which requirement may be meant, where an unknown one is named."""
    if (found := _REQUIREMENT.fullmatch(problem.path)) is None:
        return ""
    name = (told.duties or [])[int(found[1])].requirement
    return did_you_mean(name, [*REQUIREMENTS, *(it.requirement for it in told.defines or ())])


def unverified(told: Instrument) -> list[str]:
    """Return all that was not found in a source, each with the part of the law that it is of."""
    parts = [
        *((f"category {one.category}: ", one.unverified) for one in told.categories or ()),
        *((f"duty {one.duty}: ", one.unverified) for one in told.duties or ()),
        *((f"sanction {one.sanction}: ", one.unverified) for one in told.sanctions or ()),
    ]
    return [
        f"{of}{doubt}" for of, doubts in [("", told.unverified), *parts] for doubt in doubts or ()
    ]
