"""Standings as tables for people: the matrix, a list, one relationship with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from commands.printing import console, safe, say, table, word
from register import jurisdictions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.periods import Period
    from projections.status import Question, Status
    from register.reader import Entry

_CELL = 15
_FIRST_COLUMN = 22
DISPUTED, APPROXIMATE = "!", "~"


def matrix(found: Sequence[Status], asked: Question) -> None:
    """Print compliance and access of all relationships, jurisdictions down, platforms across.

    Platforms that don't fit the width go into further tables below.
    """
    platforms = list(dict.fromkeys(sorted(one.key.platform for one in found)))
    cells = {(one.key.platform, one.key.jurisdiction): one for one in found}
    fit = max(1, (console().width - _FIRST_COLUMN) // _CELL)
    say(f"On {asked.at}, as known at position {asked.known.position}: compliance, access")
    for start in range(0, len(platforms), fit):
        _block(platforms[start : start + fit], cells)
    say(f"{DISPUTED} disputed   {APPROXIMATE} approximate: it may have happened already")


def _block(platforms: Sequence[str], cells: Mapping[tuple[str, str], Status]) -> None:
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    shown.add_column("", width=_FIRST_COLUMN - 2, overflow="fold")
    for platform in platforms:
        shown.add_column(safe(platform), min_width=_CELL - 2)
    codes = sorted({code for name, code in cells if name in platforms})
    for code in sorted(codes, key=jurisdictions.name):
        row = [_cell(cells.get((platform, code))) for platform in platforms]
        shown.add_row(f"{jurisdictions.name(code)} ({code})", *row)
    console().print()
    console().print(shown)


def _cell(status: Status | None) -> Text:
    if status is None:
        return Text("")
    standing = status.period.standing
    cell = word(standing.compliance)
    cell.append(f" {_marks(status)}" if _marks(status) else "")
    return cell.append("\n").append(word(standing.access))


def _marks(status: Status) -> str:
    standing = status.period.standing
    return f"{DISPUTED if standing.disputed else ''}" + (
        APPROXIMATE if standing.certainty == "approximate" else ""
    )


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
                f"{one.period.since} {_marks(one)}".rstrip(),
                ", ".join(f"{r.requirement} {r.state}" for r in one.period.standing.requirements),
            )
            for one in found
        ],
    )


def relationship(one: Status, since: Mapping[Any, Any], facts: Mapping[str, Entry] | None) -> None:
    """Print one relationship's standing; with ``facts`` also why, each with its sources.

    ``since`` has, by requirement and measure, the first day of its present state.
    """
    standing, period = one.period.standing, one.period
    place = jurisdictions.name(one.key.jurisdiction)
    say(f"{one.key.platform} in {place} ({one.key.jurisdiction}) on {one.question.at}")
    console().print(
        Text("  ")
        .append(word(standing.compliance))
        .append(", access ")
        .append(word(standing.access))
    )
    say(f"  {_span(period)}")
    if standing.certainty == "approximate":
        say("  approximate: with what may have happened already it would be another")
    if (other := standing.otherwise) is not None:
        say(f"  disputed: without what is denied, {other.compliance}, access {other.access}")
    for requirement in standing.requirements:
        due = f", due {requirement.due}" if requirement.due else ""
        _item(
            f"requirement {requirement.requirement}",
            f"{requirement.state} since {since[requirement.requirement]} "
            f"({requirement.basis}{due}){_disputed(requirement.disputed)}",
            requirement.because,
            facts,
        )
    for measure in standing.measures:
        by = "the platform's own" if measure.side == "platform" else "of the state"
        order = f", order {measure.order}" if measure.order else ""
        _item(
            f"measure {measure.scope}",
            f"{measure.level} since {since[measure.key]} ({by}{order})"
            f"{_disputed(measure.disputed)}",
            measure.because,
            facts,
        )


def _span(period: Period) -> str:
    began = "a fact" if period.began == "fact" else "the passing of time"
    until = f", until {period.until}" if period.until else ""
    return f"since {period.since} (by {began}){until}"


def _disputed(disputed: bool) -> str:  # noqa: FBT001  # a value that is shown, not a switch
    return ", disputed" if disputed else ""


def _item(name: str, told: str, because: Sequence[str], facts: Mapping[str, Entry] | None) -> None:
    say()
    say(f"  {name}: {told}")
    for fact_id in because if facts is not None else ():
        entry = facts.get(fact_id) if facts is not None else None
        if entry is not None:
            ground(entry)


def ground(entry: Entry) -> None:
    """Print a fact that something rests on, and where it is known from."""
    fact = entry.fact()
    say(f"    because {fact.type_name()} of {fact.occurred}  [{entry.fact_id}]")
    if fact.note:
        say(f"      {fact.note}")
    for source in fact.sources:
        told = [source.title, source.publisher, source.published, source.url]
        say(f"      source: {', '.join(str(part) for part in told if part)}")


def period_rows(found: Sequence[Period], today: Any) -> None:
    """Print the periods of a relationship, those ahead marked as forecast."""
    table(
        ("from", "until", "began", "compliance", "access", "requirements and measures", ""),
        [
            (
                period.since,
                period.until or "",
                period.began,
                word(period.standing.compliance),
                word(period.standing.access),
                _what_holds(period),
                _remarks(period, today),
            )
            for period in found
        ],
    )


def _what_holds(period: Period) -> str:
    requirements = [f"{item.requirement} {item.state}" for item in period.standing.requirements]
    measures = [
        f"{item.scope}{f' ({item.order})' if item.order else ''} {item.level}"
        for item in period.standing.measures
    ]
    return ", ".join([*requirements, *measures])


def _remarks(period: Period, today: Any) -> str:
    remarks = [
        "disputed" if period.standing.disputed else "",
        "approximate" if period.standing.certainty == "approximate" else "",
        "forecast" if period.since > today else "",
    ]
    return ", ".join(remark for remark in remarks if remark)
