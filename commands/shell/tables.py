"""Tables for people, and words in their colours; apart, because rich takes long to import."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.shell.printing import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NARROWEST_FILE = 100
"""How wide tables are, at least, where the output is no terminal."""

COLOURS = {
    "non-compliant": "red",
    "overdue": "italic underline yellow",
    "slipping": "yellow",
    "pending": "cyan",
    "unconfirmed": "italic bright_black",
    "compliant": "green",
    "cooperating": "green",
    "inactive": "magenta",
    "blocked": "red",
    "withdrawn": "magenta",
    "restricted": "red",
    "ordered": "yellow",
    "threatened": "yellow",
    "proposed": "yellow",
    "breached": "red",
    "refused": "red",
    "lapsed": "red",
    "late": "yellow",
    "abandoned": "yellow",
    "claimed": "cyan",
    "met": "green",
    "running": "cyan",
    "unanswered": "red",
    "answered": "green",
}


class _Console(Console):
    """A console that leaves a closed pipe to the program's end (`cli.LazyGroup.invoke`)."""

    def on_broken_pipe(self) -> None:
        """Let the error go on; rich would end the program with status 1."""
        raise BrokenPipeError


@cache
def console() -> Console:
    """Return the console of standard output: coloured on a terminal only (NO_COLOR)."""
    terminal = sys.stdout.isatty()
    return _Console(
        file=sys.stdout,
        width=None if terminal else NARROWEST_FILE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def word(value: str) -> Text:
    """Return a word of the standing in its colour."""
    return Text(safe(value), style=COLOURS.get(value, ""))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print a table; texts are made safe, `Text` values are printed as they are."""
    shown = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else safe(cell) for cell in row))
    console().print(shown)
