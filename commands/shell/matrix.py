"""The matrix of standings for people: jurisdictions down, platforms across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from commands.shell.printing import safe, say
from commands.shell.tables import console, word
from register import jurisdictions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.fold.periods import Period
    from projections.queries.status import Question, Status

_CELL = 15
_FIRST_COLUMN = 22
DISPUTED, APPROXIMATE = "!", "~"


def matrix(found: Sequence[Status], asked: Question, names: Mapping[str, str]) -> None:
    """Print compliance and access of all relationships, jurisdictions down, platforms across.

    Platforms that don't fit the width go into further tables below.
    """
    platforms = list(dict.fromkeys(sorted(one.key.platform for one in found)))
    cells = {(one.key.platform, one.key.jurisdiction): one for one in found}
    fit = max(1, (console().width - _FIRST_COLUMN) // _CELL)
    say(f"On {asked.at}, as known at position {asked.known.position}: compliance, access")
    for start in range(0, len(platforms), fit):
        _block(platforms[start : start + fit], cells, names)
    say()
    say(f"{DISPUTED} disputed   {APPROXIMATE} approximate: more may have happened already")


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
    if status is None:
        return Text("")
    standing = status.period.standing
    compliance = Text().append(word(standing.compliance)).append(f"{marks(status.period)}\n")
    return compliance.append(word(standing.access))


def marks(period: Period) -> str:
    """Return the marks of a standing, with a space before them."""
    disputed = DISPUTED if period.standing.disputed else ""
    approximate = APPROXIMATE if period.standing.certainty == "approximate" else ""
    return f" {disputed}{approximate}" if disputed or approximate else ""
