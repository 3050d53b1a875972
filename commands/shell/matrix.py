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
    from collections.abc import Iterable, Mapping, Sequence

    from projections.fold.standing import Standing
    from projections.queries.matrix import MatrixCell
    from projections.queries.status import Question

_CELL = 17
_FIRST_COLUMN = 22


def matrix(found: Sequence[MatrixCell], asked: Question, names: Mapping[str, str]) -> None:
    """Print compliance, access and what is ahead, jurisdictions down, platforms across.

    Platforms that don't fit the width go into further tables below.
    """
    platforms = list(dict.fromkeys(sorted(one.platform for one in found)))
    cells = {(one.platform, one.jurisdiction): one for one in found}
    fit = max(1, (console().width - _FIRST_COLUMN) // _CELL)
    say(
        f"On {asked.at}, as known at position {asked.known.position}: "
        "compliance, access, what is ahead"
    )
    for start in range(0, len(platforms), fit):
        _block(platforms[start : start + fit], cells, names)
    explain(found, map(standing_words.marks_of, found))


def explain(found: Iterable[Standing | MatrixCell], marks: Iterable[str]) -> None:
    """Say what the words and the marks mean that were printed."""
    say()
    standing_words.explain(standing_words.used(found))
    standing_words.explain_marks("".join(marks))


def _block(
    platforms: Sequence[str],
    cells: Mapping[tuple[str, str], MatrixCell],
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


def _cell(cell: MatrixCell | None) -> Text:
    """Return the words of a standing, one under another; of old news they are dim."""
    if cell is None:
        return Text("")
    told = Text().append(word(cell.compliance)).append(standing_words.marks_of(cell))
    told.append("\n").append(word(cell.access))
    if cell.ahead is not None:
        told.append("\nahead ").append(word(cell.ahead))
    for name, service in cell.services.items():
        if (service.access, service.ahead) == (cell.access, cell.ahead):
            continue
        told.append(f"\n{safe(name)}: ").append(word(service.access))
    return standing_words.faded(told, cell)
