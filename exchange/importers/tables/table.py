"""Tables as they come from files: a head, rows of texts, and how a place in them is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from aggregates.errors import RegisterError
from exchange.importers.fields import folded

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from exchange.importers.mapping import TableMapping

_MOST_SHOWN = 60


class TableRefused(RegisterError):
    """A file that can't be read as the table that it should be; nothing of it is recorded."""


class TableRow(NamedTuple):
    """A row: its number in the file, its trimmed cells, and what is wrong with it, if anything.

    A problem is the index of a column (None: of no one) and a reason.
    """

    number: int
    cells: list[str]
    problem: tuple[int | None, str] | None = None


class TableFile(Protocol):
    """A file that is read once, from its head to its end.

    ``head`` has the names of the columns, trimmed, and is empty where nothing names them. It
    stands in the file, and has to be one that the mapping knows, if it ``has_head``. Rows that a
    reader of a data set makes no row of are counted in ``left_out``, by the reason.
    """

    name: str
    head: list[str]
    has_head: bool
    left_out: Counter[str]

    def rows(self) -> Iterator[TableRow]:
        """Give the rows that are not empty. Raises TableRefused."""

    def place(self, number: int, column: int | None) -> str:
        """Return how a row, or a cell of it, is named."""


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """A row, or a fact of it, that can't be recorded: its place, column, value and reason."""

    place: str
    number: int
    column: str | None
    value: str | None
    reason: str

    def __str__(self) -> str:
        """Return it as one line."""
        column = f"{self.column}: " if self.column else ""
        if not self.value:
            return f"{self.place}: {column}{self.reason}"
        shown = self.value if len(self.value) <= _MOST_SHOWN else f"{self.value[:_MOST_SHOWN]}…"
        return f"{self.place}: {column}{shown!r} {self.reason}"


def check_head(name: str, head: Sequence[str], mapping: TableMapping) -> None:
    """Raise TableRefused unless a head is one that the mapping knows, with the difference."""
    found = [folded(column) for column in head]
    twice = sorted({column for column in found if column and found.count(column) > 1})
    if twice:
        raise TableRefused(f"{name}: the head has {_listed(twice)} twice")
    given = {column for column in found if column}
    nearest = min(
        ({folded(column) for column in known if column.strip()} for known in mapping.heads),
        key=lambda known: len(known ^ given),
    )
    if given == nearest:
        return
    told = []
    if missing := sorted(nearest - given):
        told.append(f"it lacks {_listed(missing)}")
    if more := sorted(given - nearest):
        told.append(f"it has {_listed(more)} besides")
    raise TableRefused(
        f"{name}: the head is none that the mapping {mapping.name} knows: {'; '.join(told)}"
    )


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(repr(column) for column in columns[:10])
    return f"{shown} and {len(columns) - 10} more" if len(columns) > 10 else shown
