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

from evidence.verify import (
    CLAIMS,
    ENDINGS,
    OBSERVES,
    OF_PLATFORM,
    OF_STATE,
    ON_REQUIREMENT,
    RAISES,
    REACHING_ALL,
    deadline,
    merged,
    window,
)

START = date(2022, 3, 1)
SPAN = 20

REQUIREMENTS = ("representative", "data-localization")
INSTANCES = ("2022-H1", "2022-H2")
LAWS = ("KZ-18-VIII", "KZ-2022")
"""What facts stand on; both are in the catalogue."""
SERVICES = ("facebook", "instagram")
ROLES = ("authority", "court", "legislature", "platform", "press", "civil-society")
INERT = ("court-ruled", "warning-issued", "proceedings-opened", "statement-issued")
DUE_BEARING = ("impose", "extend", "pledge")
STAYING = ("enforcement-stayed", "enforcement-resumed")

ON_REQUIREMENTS = tuple(
    kind for kind, (name, _) in ON_REQUIREMENT.items() if name is None or name in REQUIREMENTS
)
ON_MEASURES = (*RAISES, *ENDINGS, *OF_PLATFORM, *OBSERVES)
# The other fixed types have the same effects on a requirement of their own.
SELDOM = (*(kind for kind in ON_REQUIREMENT if kind not in ON_REQUIREMENTS), *INERT)

VAGUE = (
    "XXXX",
    "2022-03",
    "2022-03-XX",
    "2022-03-0X",
    "2022-03-1X",
    "2022-0X",
    "2022-XX",
    "2022-21",
    "2021-24~",
    "2022-02~",
    "2022-03?",
    "2022",
    "2021~",
    "202X",
    "2022-02~/2022-03-08",
    "2022-03/..",
    "2022-03-05T10:00+06:00/2022-03-05",
)

RECORDED_FROM = ((2022, 2, 26), (2022, 3, 8), (2025, 6, 1))

# Types that speak to each other's rules, each with how often its stays are of a requirement.
THEMES: tuple[tuple[str, float], ...] = (
    (
        "obligation-imposed enforcement-stayed commitment-made requirement-refused"
        " requirement-lapsed breach-found obligation-extended",
        0.85,
    ),
    (
        "obligation-imposed obligation-extended commitment-made commitment-withdrawn"
        " enforcement-stayed requirement-ended requirement-met requirement-claimed",
        0.85,
    ),
    (
        "breach-found fine-imposed fine-paid enforcement-stayed breach-annulled"
        " obligation-imposed obligation-waived enforcement-resumed requirement-met",
        0.85,
    ),
    ("obligation-imposed fine-imposed enforcement-stayed fine-paid commitment-made", 0.85),
    (
        "commitment-made commitment-withdrawn requirement-claimed requirement-met"
        " requirement-ended requirement-refused requirement-lapsed obligation-waived",
        0.85,
    ),
    ("obligation-imposed requirement-met requirement-claimed obligation-waived breach-found", 0.85),
    (
        "block-imposed enforcement-stayed block-eased block-ordered access-restricted"
        " enforcement-resumed block-lifted",
        0.0,
    ),
    (
        "block-proposed block-threatened block-ordered block-imposed threat-withdrawn block-lifted",
        0,
    ),
    ("block-imposed service-withdrawn service-restored block-observed access-observed", 0.0),
    (" ".join(ON_REQUIREMENTS), 0.85),
    (" ".join(ON_MEASURES), 0.0),
    (" ".join((*ON_REQUIREMENTS, *ON_MEASURES, *SELDOM)), 0.4),
)


@dataclass(frozen=True)
class Space:
    """What one log is about: chosen once for each, or the facts would seldom meet."""

    kinds: tuple[str, ...]
    requirements: tuple[str, ...]
    # How many years later than the first the facts may be: terms of silence are 12 and 24 months.
    years: tuple[int, ...]
    # The odds: that a stay is one of a requirement; of a law; of an instance, an order, a scope or
    # services; of a last day; of a claim; of a cause; of a source with a day of publication; of a
    # vague date.
    of_requirement: float
    lawful: float
    apart: float
    ending: float
    claims: float
    caused: float
    dated: float
    vague: float


def days() -> st.SearchStrategy[date]:
    """A day to ask for: mostly in or about the span, seldom far from it."""
    near = st.integers(-10, SPAN + 15).map(lambda step: START + timedelta(days=step))
    later = st.builds(
        lambda day, years: day.replace(year=day.year + years), near, st.integers(1, 4)
    )
    far = st.dates(date(2020, 12, 1), date(2027, 2, 1))
    return st.one_of(near, near, near, later, later, far)


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
    # The day of recording ends a window: it is before most facts, among them, or after them.
    moment = rng.choice([datetime(*ymd, 12, tzinfo=UTC) for ymd in RECORDED_FROM])
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
    theme, of_requirement = rng.choice(THEMES)
    kinds = tuple(theme.split())
    if rng.random() < 0.4 and len(kinds) > 5:
        kinds = tuple(rng.sample(kinds, rng.randint(2, 5)))
    return Space(
        kinds=kinds,
        requirements=rng.choice((REQUIREMENTS[:1], REQUIREMENTS[:1], REQUIREMENTS)),
        years=rng.choice(((0,), (0,), (0, 0, 1), (0, 1, 2), (0, 0, 2))),
        of_requirement=of_requirement,
        lawful=rng.choice((0.0, 0.3, 0.7)),
        apart=rng.choice((0.0, 0.1, 0.3, 0.5)),
        ending=rng.choice((0.0, 0.2, 0.5)),
        claims=rng.choice((0.0, 0.1, 0.3, 0.4)),
        caused=rng.choice((0.0, 0.1, 0.3, 0.7)),
        dated=rng.choice((0.0, 0.1, 0.4, 0.8)),
        vague=rng.choice((0.0, 0.2, 0.5)),
    )


def occurrence(rng: Random, vague: float, years: tuple[int, ...] = (0,)) -> str:
    """When a fact happened, in all forms of EDTF that are common."""
    day = _day(rng, years=years)
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


def due(rng: Random, years: tuple[int, ...] = (0,)) -> str:
    """A due day or an `until`: plain, vague and open."""
    day = _day(rng, before=3, after=13, years=years)
    forms = ("2022-02", "2022-03~", "2022-03", "2022-03-0X", "2022", "XXXX")
    vague = (day + rng.choice("~?%"), _interval(rng), "../" + day, day + "/..", rng.choice(forms))
    return day if rng.random() < 0.6 else rng.choice(vague)


def sources(rng: Random, dated: float, years: tuple[int, ...] = (0,)) -> list[dict[str, Any]]:
    """One to three sources, published before, in or after the window, or without a day."""
    if rng.random() >= dated:
        return [{"title": "a source"}]
    return [_source(rng, years) for _ in range(rng.choice((1, 1, 2, 3)))]


def _source(rng: Random, years: tuple[int, ...]) -> dict[str, Any]:
    day = _day(rng, before=4, after=4, years=years)
    forms = (day, day, day, day + rng.choice("~?%"), "2022-03", "2022-02", "2022", "XXXX", None)
    published = rng.choice(forms)
    source: dict[str, Any] = {"title": "a source"}
    if published is not None:
        source["published"] = published
    if rng.random() < 0.25:
        source["announces"] = rng.random() < 0.8
    return source


def _day(rng: Random, *, before: int = 0, after: int = 0, years: tuple[int, ...] = (0,)) -> str:
    day = START + timedelta(days=rng.randint(-before, SPAN - 1 + after))
    return day.replace(year=day.year + rng.choice(years)).isoformat()


def _interval(rng: Random) -> str:
    first, last = sorted((_day(rng), _day(rng)))
    marks = ("", "", "", "~")
    return f"{first}{rng.choice(marks)}/{last}{rng.choice(marks)}"


def _event(rng: Random, earlier: list[Fact], space: Space) -> Fact:
    kind = rng.choice(space.kinds)
    fact: Fact = {
        "type": kind,
        "occurred": occurrence(rng, space.vague, space.years),
        "sources": sources(rng, space.dated, space.years),
    }
    details = _details(rng, kind, space)
    if details:
        fact["details"] = details
    if _ends_before(fact):
        del details["until"]
    if rng.random() < space.lawful:
        fact["legal_basis"] = rng.choice(LAWS)
    if rng.random() < 0.3:
        fact["actor"] = {"name": "somebody", "role": rng.choice(ROLES)}
    causes = [cause["id"] for cause in earlier if cause["type"] not in CLAIMS]
    if causes and rng.random() < space.caused:
        fact["caused_by"] = rng.choice(causes)
    return fact


def _details(rng: Random, kind: str, space: Space) -> dict[str, Any]:
    details: dict[str, Any] = {}
    named = kind in ON_REQUIREMENT and ON_REQUIREMENT[kind][0] is None
    if kind in STAYING:
        named = rng.random() < space.of_requirement
    elif kind in ("fine-imposed", "fine-paid"):
        details |= {"amount": 1000, "currency": "KZT"}
        named = rng.random() < 0.8
    if named:
        details["requirement"] = rng.choice(space.requirements)
    for key in _fields(kind, details):
        if rng.random() < _odds(key, space):
            details[key] = _value(rng, key, kind, space)
    return details


def _odds(key: str, space: Space) -> float:
    match key:
        case "due" | "of" | "extent" | "effective":
            return 0.4
        case "until":
            return space.ending
    return space.apart


def _fields(kind: str, details: dict[str, Any]) -> tuple[str, ...]:
    """The optional details of a type; those there are tell the two kinds of a stay apart."""
    fixed, act = ON_REQUIREMENT.get(kind, (None, ""))
    if fixed is not None or "requirement" in details:
        more = {"stay": ("until", "of"), **dict.fromkeys(DUE_BEARING, ("due",))}
        return ("instance", "order", *more.get(act, ()))
    if kind in OF_PLATFORM:
        return ("scope", "services")
    if kind in OBSERVES:
        return ("scope", "services", "until", *(("extent",) if kind == "block-observed" else ()))
    if kind in RAISES or kind in ENDINGS:
        with_until = kind in RAISES or kind in ("block-eased", "enforcement-stayed")
        return (
            *("order", "services"),
            *(("scope",) if kind != "advertising-banned" else ()),
            *(("until",) if with_until else ()),
            *(("effective",) if kind == "block-ordered" else ()),
        )
    return ()


def _value(rng: Random, key: str, kind: str, space: Space) -> str | list[str]:
    match key:
        case "due" | "until" | "effective":
            return due(rng, space.years)
        case "of":
            return rng.sample(OF_STATE, rng.choice((1, 1, 2)))
        case "services":
            return rng.sample(SERVICES, rng.choice((1, 1, 2)))
        case "scope":
            return rng.choice(_scopes(kind))
    texts = {
        "instance": INSTANCES,
        "order": ("A", "B"),
        "requirement": REQUIREMENTS,
        "extent": ("full", "partial"),
    }
    return rng.choice(texts[key])


def _scopes(kind: str) -> tuple[str, ...]:
    if kind in OF_PLATFORM:
        return ("service", "live", *(("all",) if kind in REACHING_ALL else ()))
    if kind in REACHING_ALL:
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
        "sources": sources(rng, space.dated, space.years),
    }
    if kind == "fact-corrected":
        claim["details"] = {"replacement": _replacement(rng, target, space)}
    if kind == "fact-retracted":
        claim["details"] = {"reason": "it was a mistake"}
    return claim


def _ends_before(fact: Fact) -> bool:
    """Whether it ends before it may have begun, as the register takes no fact."""
    first, until = window(fact["occurred"])[0], deadline(fact.get("details", {}).get("until"))
    return first is not None and until is not None and until < first


def _replacement(rng: Random, target: Fact, space: Space) -> dict[str, Any]:
    """A merge patch that leaves the target valid; several may make it end before it began."""
    found = _any_replacement(rng, target, space)
    return {"note": "a word"} if _ends_before(merged(target, found)) else found


def _any_replacement(rng: Random, target: Fact, space: Space) -> dict[str, Any]:
    details = target.get("details", {})
    fields = [*_fields(target["type"], details), *(key for key in details if key == "requirement")]
    names = ["occurred", "sources", "legal_basis", "actor", *(["details"] * 4 if fields else [])]
    replacement: dict[str, Any] = {}
    for name in rng.choices(names, k=rng.choice((1, 1, 2))):
        match name:
            case "occurred":
                replacement[name] = occurrence(rng, space.vague, space.years)
            case "sources":
                replacement[name] = sources(rng, 0.8, space.years)
            case "legal_basis":
                replacement[name] = rng.choice((None, *LAWS))
            case "actor":
                replacement[name] = rng.choice((None, {"role": rng.choice(ROLES)}))
            case _:
                key = rng.choice(fields)
                removed = key != "requirement" and rng.random() < 0.3
                value = None if removed else _value(rng, key, target["type"], space)
                replacement[name] = {key: value}
    return replacement
