"""Random logs of one relationship in a small space, so that the rules collide (hypothesis).

Hypothesis draws a seed and which facts are left out, so that a failing log shrinks to the facts
it needs. The facts themselves come from the seed: drawn one by one by hypothesis, they repeat
each other, and the rarer rules hardly ever meet.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from support.oracle.standing import Row as Fact

from evidence.verify import CLAIMS
from evidence.verify import ENDINGS as ENDING_OR_CHANGING
from evidence.verify import ON_REQUIREMENT as REQUIREMENT_EFFECTS
from evidence.verify import RAISES as RAISING

START = date(2022, 3, 1)
SPAN = 20

REQUIREMENTS = ("representative", "data-localization")
INERT = ("court-ruled", "warning-issued", "proceedings-opened", "statement-issued")
DUE_BEARING = ("impose", "extend", "pledge")
STAYING = ("enforcement-stayed", "enforcement-resumed")

ON_REQUIREMENTS = tuple(
    kind for kind, (name, _) in REQUIREMENT_EFFECTS.items() if name is None or name in REQUIREMENTS
)
ON_MEASURES = (*RAISING, *ENDING_OR_CHANGING, "service-withdrawn", "service-restored")
# The other fixed types have the same effects on a requirement of their own.
SELDOM = (*(kind for kind in REQUIREMENT_EFFECTS if kind not in ON_REQUIREMENTS), *INERT)

VAGUE = (
    "XXXX",
    "2022-03",
    "2022-03-XX",
    "2022-03-0X",
    "2022-03-1X",
    "2022-0X",
    "2022-XX",
    "2022-02~",
    "2022-03?",
    "2022",
    "2021~",
    "202X",
    "2022-02~/2022-03-08",
    "2022-03/..",
    "2022-03-05T10:00+06:00/2022-03-05",
)

# Types that speak to each other's rules, each with how often its stays are of a requirement.
THEMES: tuple[tuple[tuple[str, ...], float], ...] = (
    (
        (
            "obligation-imposed",
            "enforcement-stayed",
            "commitment-made",
            "requirement-refused",
            "requirement-lapsed",
            "breach-found",
            "obligation-extended",
        ),
        0.85,
    ),
    (
        (
            "obligation-imposed",
            "obligation-extended",
            "commitment-made",
            "commitment-withdrawn",
            "enforcement-stayed",
            "requirement-ended",
            "requirement-met",
        ),
        0.85,
    ),
    (
        (
            "breach-found",
            "enforcement-stayed",
            "breach-annulled",
            "obligation-imposed",
            "obligation-waived",
            "enforcement-resumed",
            "requirement-met",
        ),
        0.85,
    ),
    (
        (
            "commitment-made",
            "commitment-withdrawn",
            "requirement-met",
            "requirement-ended",
            "requirement-refused",
            "requirement-lapsed",
            "obligation-waived",
        ),
        0.85,
    ),
    (
        (
            "block-imposed",
            "enforcement-stayed",
            "block-eased",
            "block-ordered",
            "access-restricted",
            "enforcement-resumed",
            "block-lifted",
        ),
        0.0,
    ),
    (ON_REQUIREMENTS, 0.85),
    (ON_MEASURES, 0.0),
    ((*ON_REQUIREMENTS, *ON_MEASURES, *SELDOM), 0.4),
)


@dataclass(frozen=True)
class Space:
    """What one log is about: chosen once for each, or the facts would seldom meet."""

    kinds: tuple[str, ...]
    requirements: tuple[str, ...]
    # The odds: that a stay is one of a requirement; of an instance, an order or a scope; of a
    # claim; of a cause; of a source with a day of publication; of a vague date.
    of_requirement: float
    apart: float
    claims: float
    caused: float
    dated: float
    vague: float


def days() -> st.SearchStrategy[date]:
    """A day to ask for: mostly in or about the span, seldom far from it."""
    near = st.integers(-10, SPAN + 15).map(lambda step: START + timedelta(days=step))
    far = st.dates(date(2020, 12, 1), date(2024, 2, 1))
    return st.one_of(near, near, near, far)


@st.composite
def streams(draw: st.DrawFn, min_size: int = 1, max_size: int = 14) -> list[Fact]:
    """Facts of one relationship with positions 1..n, valid by domain.md."""
    rng = Random(draw(st.integers(0, 2**64 - 1)))
    # One draw for the size and the facts left out: hypothesis mutates what it draws in pieces,
    # and would ask of few seeds. A lower byte is a simpler log.
    size, *lots = draw(st.binary(min_size=max_size + 1, max_size=max_size + 1))
    facts = log(rng, min(max_size, min_size + size // 8))
    kept = without(facts, {fact["id"] for fact, lot in zip(facts, lots, strict=False) if lot < 16})
    return kept if len(kept) >= min_size else facts


def log(rng: Random, size: int) -> list[Fact]:
    """A log of so many facts; the first is never a claim."""
    facts: list[Fact] = []
    space = _space(rng)
    moment = datetime(2022, 2, 26, 12, tzinfo=UTC)
    for position in range(1, size + 1):
        moment += timedelta(hours=rng.choice((0, 0, 1, 13, 24, 60)))
        is_claim = facts and rng.random() < space.claims
        fact = _claim(rng, facts, space) if is_claim else _event(rng, facts, space)
        facts.append(
            {
                "id": str(UUID(int=position)),
                "platform": "tiktok",
                "jurisdiction": "KZ",
                **fact,
                "position": position,
                "recorded_at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            }
        )
    return facts


def without(facts: list[Fact], left_out: set[str]) -> list[Fact]:
    """The log without some facts, and those that speak of them or follow from them."""
    kept: list[Fact] = []
    ids: set[str | None] = {None}
    for fact in facts:
        named = {fact.get("refers_to"), fact.get("caused_by")}
        if fact["id"] not in left_out and named <= ids:
            ids.add(fact["id"])
            kept.append({**fact, "position": len(kept) + 1})
    return kept


def _space(rng: Random) -> Space:
    kinds, of_requirement = rng.choice(THEMES)
    if rng.random() < 0.4:
        kinds = tuple(rng.sample(kinds, rng.randint(2, 5)))
    return Space(
        kinds=kinds,
        requirements=rng.choice((REQUIREMENTS[:1], REQUIREMENTS[:1], REQUIREMENTS)),
        of_requirement=of_requirement,
        apart=rng.choice((0.0, 0.1, 0.4)),
        claims=rng.choice((0.0, 0.1, 0.3, 0.4)),
        caused=rng.choice((0.0, 0.1, 0.3, 0.7)),
        dated=rng.choice((0.0, 0.1, 0.4, 0.8)),
        vague=rng.choice((0.0, 0.2, 0.5)),
    )


def occurrence(rng: Random, vague: float) -> str:
    """When a fact happened, in all forms of EDTF that the oracle reads."""
    day = _day(rng)
    if rng.random() >= vague:
        clocks = ("T00:00Z", "T09:00+06:00", "T09:00:30Z", "T21:00-03:00", "T23:59")
        return day + rng.choice(clocks) if rng.random() < 0.15 else day
    return rng.choice(
        (
            day + rng.choice("~?%"),
            _interval(rng),
            _interval(rng),
            rng.choice(("../", "/")) + day,
            day + rng.choice(("/..", "/")),
            rng.choice(VAGUE),
            rng.choice(VAGUE),
        )
    )


def due(rng: Random) -> str:
    """A due day or an `until`: plain, vague and open."""
    day = _day(rng, before=3, after=13)
    forms = ("2022-02", "2022-03~", "2022-03", "2022-03-0X", "2022", "XXXX")
    vague = (day + rng.choice("~?%"), _interval(rng), "../" + day, day + "/..", rng.choice(forms))
    return day if rng.random() < 0.6 else rng.choice(vague)


def sources(rng: Random, dated: float) -> list[dict[str, Any]]:
    """One to three sources, published before, in or after the window, or without a day."""
    if rng.random() >= dated:
        return [{"title": "a source"}]
    return [_source(rng) for _ in range(rng.choice((1, 1, 2, 3)))]


def _source(rng: Random) -> dict[str, Any]:
    day = _day(rng, before=4, after=4)
    forms = (day, day, day, day + rng.choice("~?%"), "2022-03", "2022-02", "2022", "XXXX", None)
    published = rng.choice(forms)
    source: dict[str, Any] = {"title": "a source"}
    if published is not None:
        source["published"] = published
    if rng.random() < 0.25:
        source["announces"] = rng.random() < 0.8
    return source


def _day(rng: Random, *, before: int = 0, after: int = 0) -> str:
    return (START + timedelta(days=rng.randint(-before, SPAN - 1 + after))).isoformat()


def _interval(rng: Random) -> str:
    first, last = sorted((_day(rng), _day(rng)))
    marks = ("", "", "", "~")
    return f"{first}{rng.choice(marks)}/{last}{rng.choice(marks)}"


def _event(rng: Random, earlier: list[Fact], space: Space) -> Fact:
    kind = rng.choice(space.kinds)
    fact: Fact = {
        "type": kind,
        "occurred": occurrence(rng, space.vague),
        "sources": sources(rng, space.dated),
    }
    details = _details(rng, kind, space)
    if details:
        fact["details"] = details
    causes = [cause["id"] for cause in earlier if cause["type"] not in CLAIMS]
    if causes and rng.random() < space.caused:
        fact["caused_by"] = rng.choice(causes)
    return fact


def _details(rng: Random, kind: str, space: Space) -> dict[str, Any]:
    details: dict[str, Any] = {}
    named = kind in REQUIREMENT_EFFECTS and REQUIREMENT_EFFECTS[kind][0] is None
    if kind in STAYING:
        named = rng.random() < space.of_requirement
    elif kind == "fine-imposed":
        details |= {"amount": 1000, "currency": "KZT"}
        named = rng.random() < 0.8
    if named:
        details["requirement"] = rng.choice(space.requirements)
    for key in _fields(kind, details):
        if rng.random() < (0.4 if key in ("due", "until") else space.apart):
            details[key] = _value(rng, key, kind)
    return details


def _fields(kind: str, details: dict[str, Any]) -> tuple[str, ...]:
    """The optional details of a type; those there are tell the two kinds of a stay apart."""
    until = ("until",) if kind == "enforcement-stayed" else ()
    fixed, effect = REQUIREMENT_EFFECTS.get(kind, (None, ""))
    if fixed is not None or "requirement" in details:
        return (*until, "instance", *(("due",) if effect in DUE_BEARING else ()))
    if kind in ("service-withdrawn", "service-restored"):
        return ("scope",)
    if kind == "advertising-banned":
        return ("order",)
    if kind in RAISING or kind in ENDING_OR_CHANGING:
        return (*until, "scope", "order")
    return ()


def _value(rng: Random, key: str, kind: str) -> str:
    match key:
        case "due" | "until":
            return due(rng)
        case "instance":
            return "2022-H1"
        case "order":
            return rng.choice("AB")
        case "requirement":
            return rng.choice(REQUIREMENTS)
    return rng.choice(_scopes(kind))


def _scopes(kind: str) -> tuple[str, ...]:
    match kind:
        case "service-withdrawn":
            return "service", "app-stores"
        case "service-restored":
            return "service", "app-stores", "all"
    if kind in ENDING_OR_CHANGING:
        return "nationwide", "app-stores", "advertising", "all", "all"
    return "nationwide", "app-stores"


def _claim(rng: Random, earlier: list[Fact], space: Space) -> Fact:
    kind = rng.choice(("fact-retracted", "fact-denied", *CLAIMS))
    events = [fact for fact in earlier if fact["type"] not in CLAIMS]
    claims = [fact for fact in earlier if fact["type"] in CLAIMS]
    of_claim = kind == "fact-retracted" and claims and rng.random() < 0.5
    target = rng.choice(claims if of_claim else events)
    claim: Fact = {
        "type": kind,
        "occurred": _day(rng),
        "refers_to": target["id"],
        "sources": sources(rng, space.dated),
    }
    if kind == "fact-corrected":
        claim["details"] = {"replacement": _replacement(rng, target, space)}
    if kind == "fact-retracted":
        claim["details"] = {"reason": "it was a mistake"}
    return claim


def _replacement(rng: Random, target: Fact, space: Space) -> dict[str, Any]:
    """A merge patch that leaves the target valid, whatever other patches it meets."""
    details = target.get("details", {})
    fields = [*_fields(target["type"], details), *(key for key in details if key == "requirement")]
    names = ["occurred", "sources", *(["details", "details"] if fields else [])]
    replacement: dict[str, Any] = {}
    for name in rng.choices(names, k=rng.choice((1, 1, 2))):
        match name:
            case "occurred":
                replacement[name] = occurrence(rng, space.vague)
            case "sources":
                replacement[name] = sources(rng, 0.8)
            case _:
                key = rng.choice(fields)
                removed = key != "requirement" and rng.random() < 0.3
                replacement[name] = {key: None if removed else _value(rng, key, target["type"])}
    return replacement
