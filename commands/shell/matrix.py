"""The matrix of standings for people: jurisdictions down, platforms across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from commands.shell import standing_words
from commands.shell.printing import safe, say
from commands.shell.tables import console, word
from register import jurisdictions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.queries.status import Question, Status

_CELL = 17
_FIRST_COLUMN = 22


def matrix(found: Sequence[Status], asked: Question, names: Mapping[str, str]) -> None:
    """Print compliance, access and what is ahead, jurisdictions down, platforms across.

    Platforms that don't fit the width go into further tables below.
    """
    platforms = list(dict.fromkeys(sorted(one.key.platform for one in found)))
    cells = {(one.key.platform, one.key.jurisdiction): one for one in found}
    fit = max(1, (console().width - _FIRST_COLUMN) // _CELL)
    say(
        f"On {asked.at}, as known at position {asked.known.position}: "
        "compliance, access, what is ahead"
    )
    for start in range(0, len(platforms), fit):
        _block(platforms[start : start + fit], cells, names)
    explain(found)


def explain(found: Sequence[Status]) -> None:
    """Say what the words and the marks mean that were printed."""
    say()
    standing_words.explain(standing_words.used(one.period.standing for one in found))
    standing_words.explain_marks("".join(map(standing_words.marks_of, found)))


def _block(
    platforms: Sequence[str],
    cells: Mapping[tuple[str, str], Status],
    names: Mapping[str, str],
) -> None:
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    shown.add_column("", width=_FIRST_COLUMN - 2, overflow="fold")
    for platform in platforms:
        shown.add_column(safe(names.get(platform, platform)), min_width=_CELL - 2)
    codes = sorted({code for name, code in cells if name in platforms})
    for code in sorted(codes, key=jurisdictions.name):
        row = [_cell(cells.get((platform, code))) for platform in platforms]
        shown.add_row(f"{jurisdictions.name(code)} ({code})", *row)
    console().print()
    console().print(shown)


def _cell(status: Status | None) -> Text:
    """Return the words of a standing, one under another; of old news they are dim."""
    if status is None:
        return Text("")
    standing = status.period.standing
    told = Text().append(word(standing.compliance)).append(standing_words.marks_of(status))
    told.append("\n").append(word(standing.access))
    if standing.ahead is not None:
        told.append("\nahead ").append(word(standing.ahead))
    for name, service in standing.services.items():
        if (service.access, service.ahead) == (standing.access, standing.ahead):
            continue
        told.append(f"\n{safe(name)}: ").append(word(service.access))
    return standing_words.faded(told, status)
