"""Standings as tables for people: the matrix, a list, one relationship with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from commands.shell.fact_words import say_sources, what
from commands.shell.matrix import APPROXIMATE, DISPUTED, marks
from commands.shell.printing import say
from commands.shell.tables import console, table, word
from register import jurisdictions
from register.log.export import recorded_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.fold.periods import Period
    from projections.queries.status import GroundFact, Show, Status
    from register.log.reader import Entry

AHEAD = " >"


def listing(found: Sequence[Status]) -> None:
    """Print a row or a column of the matrix: one line a relationship."""
    table(
        ("platform", "jurisdiction", "compliance", "access", "since", "requirements"),
        [
            (
                one.key.platform,
                one.key.jurisdiction,
                word(one.period.standing.compliance),
                word(one.period.standing.access),
                f"{one.period.since}{marks(one.period)}",
                ", ".join(f"{r.requirement} {r.state}" for r in one.period.standing.requirements),
            )
            for one in found
        ],
    )


@dataclass(frozen=True, slots=True)
class StandingDetails:
    """What is printed beside one relationship's standing.

    ``since`` has, by requirement and measure, the first day of its present state. With
    ``grounds`` the facts that it rests on are printed too, each with the claims about it, as
    ``show`` shows them.
    """

    name: str
    since: Mapping[Any, Any]
    grounds: Mapping[str, GroundFact] | None
    show: Show = dict


def relationship(one: Status, shown: StandingDetails) -> None:
    """Print one relationship's standing."""
    standing, period, since = one.period.standing, one.period, shown.since
    place = jurisdictions.name(one.key.jurisdiction)
    say(f"{shown.name} in {place} ({one.key.jurisdiction}) on {one.question.at}")
    console().print(
        Text("  ")
        .append(word(standing.compliance))
        .append(", access ")
        .append(word(standing.access))
    )
    say(f"  {_span(period)}")
    if standing.certainty == "approximate":
        say("  approximate: something more may have happened already, and would change this")
    if (other := standing.otherwise) is not None:
        say(
            "  disputed: without what is denied it would be "
            f"{other.compliance}, access {other.access}"
        )
    for requirement in standing.requirements:
        due = f", due {requirement.due}" if requirement.due else ""
        _item(
            f"requirement {requirement.requirement}",
            f"{requirement.state} since {since[requirement.requirement]} "
            f"({requirement.basis}{due}){_disputed(requirement.disputed)}",
            requirement.because,
            shown,
        )
    for measure in standing.measures:
        by = "the platform's own" if measure.side == "platform" else "of the state"
        order = f", order {measure.order}" if measure.order else ""
        _item(
            f"measure {measure.scope}",
            f"{measure.level} since {since[measure.key]} ({by}{order})"
            f"{_disputed(measure.disputed)}",
            measure.because,
            shown,
        )


def _span(period: Period) -> str:
    began = "a fact" if period.began == "fact" else "the passing of time"
    until = f", until {period.until}" if period.until else ""
    return f"since {period.since} (by {began}){until}"


def _disputed(disputed: bool) -> str:  # noqa: FBT001  # a value that is shown, not a switch
    return ", disputed" if disputed else ""


def _item(
    name: str,
    told: str,
    because: Sequence[str],
    shown: StandingDetails,
) -> None:
    say()
    say(f"  {name}: {told}")
    for fact_id in because:
        if shown.grounds is not None and fact_id in shown.grounds:
            ground = shown.grounds[fact_id]
            _ground("because", ground.fact, "    ", shown.show)
            for claim in ground.claims:
                _ground("about it:", claim, "      ", shown.show)


def _ground(verb: str, entry: Entry, indent: str, show: Show) -> None:
    """Print a fact, and where it is known from."""
    document = show(recorded_document(entry))
    say(f"{indent}{verb} {document['type']} of {document['occurred']}  [{entry.fact_id}]")
    if words := what(document):
        say(f"{indent}  {words}")
    say_sources(document, f"{indent}  ")


def period_rows(found: Sequence[Period], today: Any) -> None:
    """Print the periods of a relationship, those ahead marked as forecast.

    Periods that differ only in what they rest on are printed as one.
    """
    rows: list[list[Any]] = []
    for period in found:
        row = [
            period.since,
            period.until or "",
            f"{period.began}{AHEAD if period.since > today else ''}",
            Text().append(word(period.standing.compliance)).append(marks(period)),
            word(period.standing.access),
            _what_holds(period),
        ]
        if rows and rows[-1][3:] == row[3:]:
            rows[-1][1] = row[1]
        else:
            rows.append(row)
    table(("from", "until", "began", "compliance", "access", "what holds"), rows)
    _legend(found, today)


def _legend(found: Sequence[Period], today: Any) -> None:
    """Explain the marks that were printed."""
    there = "".join(marks(period) for period in found)
    told = [
        f"{DISPUTED} disputed" if DISPUTED in there else "",
        f"{APPROXIMATE} approximate: more may have happened already"
        if APPROXIMATE in there
        else "",
        f"{AHEAD.strip()} ahead, if nothing new happens" if found[-1].since > today else "",
    ]
    if any(told):
        say()
        say("   ".join(part for part in told if part))


def _what_holds(period: Period) -> str:
    requirements = [f"{item.requirement} {item.state}" for item in period.standing.requirements]
    measures = [
        f"{item.scope}{f' ({item.order})' if item.order else ''} {item.level}"
        for item in period.standing.measures
    ]
    return ", ".join([*requirements, *measures])
