"""The matrix as a table: one side down, one across, each cell a link to its relationship."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from web.pages.cells import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from projections.queries.matrix import MatrixCell
    from reports.tables.names import ReportNames
    from web.asking.view import View

SIGNS_FROM = 30
"""From how many columns on cells show signs instead of words."""

MOST_COLUMNS = 60
"""How many columns a page shows at most."""


@dataclass(frozen=True, slots=True)
class GridSide:
    """One side of the matrix: what its entries are called, by code, and where each leads."""

    name: str
    title: str
    path: str
    entries: Mapping[str, str]


def by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by code, in the order of the names."""
    return dict(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0])))


def grid(
    view: View,
    names: ReportNames,
    sides: tuple[GridSide, GridSide],
    held: Mapping[tuple[str, str], MatrixCell],
) -> Iterator[str]:
    """Give the table of cells, held by jurisdiction and platform; of too many, what to do.

    Platforms stand across, unless they are too many and jurisdictions are not.
    """
    down, across = sides
    if len(across.entries) > MOST_COLUMNS and len(down.entries) < len(across.entries):
        down, across = across, down
    if len(across.entries) > MOST_COLUMNS:
        told = view.tr(
            "That is more than a page shows: choose a platform or a jurisdiction, or take the workbook."
        )
        yield f'<p class="set-off warn">{escape(told)}</p>'
        return
    yield from _head(view, down, across)
    cells = Cells(names, signs=len(across.entries) > SIGNS_FROM)
    query = escape(view.asked.link("").removeprefix(view.asked.prefix))
    start = f"{escape(view.asked.prefix)}/relationships"
    is_turned = down.name == "platform"
    quoted = {code: quote(code) for side in sides for code in side.entries}
    for row, called in down.entries.items():
        href = escape(view.asked.link(f"{down.path}{row}"))
        yield f'<tr><th scope="row"><a href="{href}"><bdi>{escape(called)}</bdi></a></th>'
        for column, label in across.entries.items():
            place, slug = (column, row) if is_turned else (row, column)
            one = held.get((place, slug))
            leads = f"{start}/{quoted[slug]}/{quoted[place]}{query}" if one else ""
            yield cells.cell(one, leads, label)
        yield "</tr>\n"
    yield "</tbody></table></div>"


def _head(view: View, down: GridSide, across: GridSide) -> Iterator[str]:
    title = escape(view.tr("Compliance, access and what is ahead, by jurisdiction and platform"))
    yield f'<div class="grid" role="region" aria-label="{title}" tabindex="0"><table role="table">'
    yield f'<caption class="hidden">{title}</caption><thead><tr>'
    yield f'<th scope="col">{escape(down.title)}</th>'
    for code, name in across.entries.items():
        href = escape(view.asked.link(f"{across.path}{code}"))
        yield f'<th scope="col"><a href="{href}"><bdi>{escape(name)}</bdi></a></th>'
    yield "</tr></thead><tbody>"
