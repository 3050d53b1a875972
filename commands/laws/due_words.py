"""What follows from laws, as rows and in words: for whom, what, by when, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from aggregates.law.duties import code_of
from aggregates.vocabulary.events import ObligationImposed
from aggregates.vocabulary.law import CountedFrom
from commands.shell.listing import answer
from commands.shell.printing import say
from commands.shell.tables import table
from register.format.codec import document_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregates.vocabulary.law import Duty
    from register.importing.obligations import MissingObligations

COLUMNS = (
    *("platform", "jurisdiction", "instrument", "category", "type", "requirement", "due"),
    *("occurred", "duty", "note", "id", "refers_to", "position"),
)


def show(found: Iterable[MissingObligations], positions: list[int], form: str) -> None:
    """Print rows, or the same as JSON; with positions they are recorded."""
    rows = rows_of(found)
    for row, position in zip(rows, positions, strict=False):
        row["position"] = position
    show = partial(say_rows, recorded=bool(positions))
    nothing = "Nothing follows that is not recorded already."
    answer(form, rows, show, columns=COLUMNS, nothing=nothing)


def rows_of(found: Iterable[MissingObligations]) -> list[dict[str, Any]]:
    """Return a row for each fact that follows."""
    return [row for due in found for row in _rows(due)]


def _rows(due: MissingObligations) -> list[dict[str, Any]]:
    told = due.designation
    common = {
        "platform": told.platform,
        "jurisdiction": told.jurisdiction,
        "instrument": told.details.instrument,
        "category": told.details.category,
    }
    return [{**common, **_row(document_of(fact)), "position": None} for fact in due.facts]


def _row(fact: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of an obligation, or of the claim that one was none."""
    details = fact["details"]
    requirement = details.get("requirement")
    return {
        "type": fact["type"],
        "requirement": requirement and code_of(requirement, details.get("instance")),
        "due": details.get("due"),
        "occurred": fact["occurred"],
        "duty": details.get("duty"),
        "note": fact.get("note") or details.get("reason"),
        "id": fact["id"],
        "refers_to": fact.get("refers_to"),
    }


def _why(note: str) -> str:
    """Return which duty it is, and ? for what is unverified of it: the law has that in words."""
    said, doubts, _ = note.partition(" Unverified: ")
    article = said.partition(": ")[0].partition(", ")[2]
    return f"{article or said}{' ?' if doubts else ''}"


def say_rows(rows: Sequence[dict[str, Any]], *, recorded: bool) -> None:
    """Print rows as a table, with how many they are."""
    columns = ("of", "obligation", "requirement", "due", "from", "why")
    table(
        columns,
        [
            (
                f"{row['platform']} {row['jurisdiction']}",
                row["type"].removeprefix("obligation-").removeprefix("fact-"),
                row["requirement"] or row["refers_to"][:8],
                row["due"] or "",
                row["occurred"],
                _why(row["note"]),
            )
            for row in rows
        ],
    )
    say(f"{len(rows)} {'recorded' if recorded else 'would be recorded'}")
    if any(" Unverified: " in row["note"] for row in rows):
        say(f"? something of it is unverified: register instrument show {rows[0]['instrument']}")


def obligations_of(due: MissingObligations) -> list[ObligationImposed]:
    """Return the obligations that would be imposed."""
    return [one for one in due.facts if isinstance(one, ObligationImposed)]


def say_waiting(duty: Duty) -> None:
    """Say what a duty waits for, that a designation alone does not impose."""
    rule = duty.deadline
    if rule is not None and rule.counted_from is CountedFrom.REQUEST:
        kind = f" of the kind {rule.request}" if rule.request else ""
        event = f"an information-requested{kind} under the law"
    else:
        event = "a users-reported that reaches the threshold"
    say(f"not before {event}: {duty.requirement}: {duty.title}")
