"""Cells of the matrix: the words of a standing, in the colour of the worst of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from reports.tables.grids import worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.queries.matrix import MatrixCell
    from reports.model import Word
    from reports.tables.names import ReportNames


@dataclass(frozen=True)
class Cells:
    """Writes cells; what equal standings come to is written once."""

    names: ReportNames
    signs: bool
    _written: dict[tuple[Any, ...], tuple[str, str]] = field(default_factory=dict)

    def cell(self, one: MatrixCell | None, href: str, column: str) -> str:
        """Return the cell of a relationship, which leads to an address; empty where nothing holds.

        ``column`` is what the cell's column is called: on a phone each cell says it.
        """
        if one is None:
            return '<td class="none"></td>'
        kind, told = self._told(one)
        return f'<td class="{kind}"><a href="{href}" data-column="{escape(column)}">{told}</a></td>'

    def _told(self, one: MatrixCell) -> tuple[str, str]:
        seen = one.observed and (one.observed.state, one.observed.contradicts)
        whole = (one.compliance, one.access, one.ahead)
        key = (*whole, one.certainty, one.disputed, seen, one.is_old)
        if key not in self._written:
            self._written[key] = self._write(one)
        return self._written[key]

    def _write(self, one: MatrixCell) -> tuple[str, str]:
        standing = [*self._standing(one)]
        faded = " faded" if one.is_old else ""
        words = [*standing, *self._marks(one)]
        return worst(standing).value + faded, "".join(map(self._word, words))

    def _standing(self, one: MatrixCell) -> Iterator[Word]:
        yield self.names.word("compliance", one.compliance)
        yield self.names.word("access", one.access)
        if one.ahead is not None:
            yield self.names.word("ahead", one.ahead)

    def _marks(self, one: MatrixCell) -> Iterator[Word]:
        if one.disputed:
            yield self.names.disputed
        if one.certainty == "approximate":
            yield self.names.approximate
        if one.observed is not None:
            yield self.names.observed(one.observed)
        if one.is_old:
            yield self.names.old

    def _word(self, word: Word) -> str:
        label, sign = escape(word.label), escape(word.sign)
        if self.signs:
            return f'<span role="img" aria-label="{label}" title="{label}">{sign or label}</span> '
        shown = f'<span class="sign" aria-hidden="true">{sign}</span>' if sign else ""
        return f"<span>{shown}{label}</span>"
