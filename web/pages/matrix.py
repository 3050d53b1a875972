"""The first page: what holds in each relationship, with filters that count what they would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE
from projections.queries.matrix import matrix_cells
from reports.tables.names import names_for
from web.asking.narrowing import narrowing
from web.errors import InvalidFilter
from web.pages.grid import GridSide, by_name, grid
from web.shell.narrowing_form import choice
from web.shell.page import Page, PageLink
from web.shell.time_form import time_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.queries.matrix import MatrixCell
    from reports.model import Word
    from reports.tables.names import ReportNames
    from web.asking.view import View

FILTERS = {"compliance": COMPLIANCE, "access": ACCESS, "ahead": AHEAD}
"""The words that the matrix can be narrowed to, in the order of their severity."""

DISPUTED = "disputed"
"""The parameter that keeps to what is disputed (1), or to what is not (0)."""


@dataclass(frozen=True)
class Chosen:
    """What is shown of all that has a standing, and all that has one."""

    view: View
    names: ReportNames
    everything: Sequence[MatrixCell]
    shown: Sequence[MatrixCell]


def matrix(view: View) -> Page:
    """Return the matrix at a T, K and P, as far as its filters let through."""
    making = view.context("matrix")
    found = matrix_cells(view.connection, view.question, beside=True)
    names = names_for(making, {one.platform for one in found})
    chosen = Chosen(view, names, found, _passing(view, found))
    tr, link = view.tr, view.asked.link
    return Page(
        title=tr("Platforms and jurisdictions"),
        body="".join((*_bar(chosen), *_grid(chosen), *_below(chosen))),
        current="matrix",
        actions=(PageLink(link("/compare"), tr("Compare two moments")),),
        modules=("grid-keys.js",),
        json=view.asked.for_programs("/api/v1/standings", **_filters(view)),
    )


def _filters(view: View) -> dict[str, str]:
    """Return what an address narrows the matrix to; raise InvalidFilter for what is no word of it."""
    where = {name: code for name, code in narrowing(view).where.items() if code is not None}
    known: dict[str, Sequence[str]] = {**FILTERS, DISPUTED: ("1", "0")}
    words = {name: view.query[name] for name in known if name in view.query}
    for name, word in words.items():
        if word not in known[name]:
            raise InvalidFilter(f"{word!r} is no {name}; choose {', '.join(known[name])}")
    return where | words


def _passing(view: View, found: Sequence[MatrixCell]) -> Sequence[MatrixCell]:
    """Return the cells that the filters of the address let through."""
    wanted: dict[str, object] = {**_filters(view)}
    if DISPUTED in wanted:
        wanted[DISPUTED] = wanted[DISPUTED] == "1"
    return [one for one in found if all(getattr(one, name) == it for name, it in wanted.items())]


def _bar(chosen: Chosen) -> Iterator[str]:
    """Give the form of day and filters, and the chips that narrow by a word."""
    view, tr = chosen.view, chosen.view.tr
    yield f'<form class="bar" method="get" aria-label="{escape(tr("What to show"))}">'
    yield time_fields(view)
    yield _choice(chosen, "platform", tr("Platform"))
    yield _choice(chosen, "jurisdiction", tr("Jurisdiction"))
    for name in sorted({*FILTERS, DISPUTED} & view.query.keys()):
        yield f'<input type="hidden" name="{name}" value="{escape(view.query[name])}">'
    yield f"<button>{escape(tr('Show'))}</button>"
    titles = {"compliance": tr("Compliance"), "access": tr("Access"), "ahead": tr("Ahead")}
    for name, order in FILTERS.items():
        yield from _chips(chosen, name, titles[name], order)
    if count := sum(one.disputed for one in chosen.everything):
        yield _listed(tr("Marks"), [_chip(chosen, DISPUTED, "1", chosen.names.disputed, count)])
    yield "</form>"


def _choice(chosen: Chosen, name: str, title: str) -> str:
    """Return the choice of a platform or a jurisdiction that has a standing."""
    called = chosen.names.platform if name == "platform" else chosen.names.jurisdiction
    codes = {getattr(one, name) for one in chosen.everything}
    told = {code: str(getattr(label := called(code), "text", label)) for code in codes}
    return choice(chosen.view, name, title, told, narrowing(chosen.view).where[name])


def _chips(chosen: Chosen, name: str, title: str, order: Sequence[str]) -> Iterator[str]:
    """Give a chip for each word that there is, with how many have it; one leads back to all."""
    counted = Counter(getattr(one, name) for one in chosen.everything)
    words = ((code, chosen.names.word(name, code), counted[code]) for code in order)
    yield _listed(title, [_chip(chosen, name, *each) for each in words if each[2]])


def _chip(chosen: Chosen, name: str, code: str, word: Word, count: int) -> str:
    is_chosen = chosen.view.query.get(name) == code
    href = chosen.view.here(**{name: None if is_chosen else code})
    current = ' aria-current="true"' if is_chosen else ""
    return (
        f'<li><a class="{word.tone.value}" href="{escape(href)}"{current}><span>'
        f'<span class="sign" aria-hidden="true">{escape(word.sign)}</span>{escape(word.label)}'
        f'</span> <span class="n">{count}</span></a></li>'
    )


def _listed(title: str, chips: Sequence[str]) -> str:
    if not chips:
        return ""
    told = escape(title)
    first = f'<li class="of" aria-hidden="true">{told}</li>'
    return f'<ul class="chips" aria-label="{told}">{first}{"".join(chips)}</ul>'


def _grid(chosen: Chosen) -> Iterator[str]:
    """Give the table of all cells that pass; or what there would be, where there is none."""
    view, names, tr = chosen.view, chosen.names, chosen.view.tr
    if not chosen.shown:
        yield f'<p class="empty">{escape(_nothing(chosen))}</p>'
        return
    platforms = {one.platform: names.platform(one.platform).text for one in chosen.shown}
    places = {one.jurisdiction: names.jurisdiction(one.jurisdiction) for one in chosen.shown}
    sides = (
        GridSide("jurisdiction", tr("Jurisdiction"), "/jurisdictions/", by_name(places)),
        GridSide("platform", tr("Platform"), "/platforms/", by_name(platforms)),
    )
    yield from grid(
        view, names, sides, {(one.jurisdiction, one.platform): one for one in chosen.shown}
    )


def _nothing(chosen: Chosen) -> str:
    tr = chosen.view.tr
    if chosen.everything:
        return tr("No relationship is like that. Leave out a filter to see the others.")
    if chosen.view.head:
        return tr(
            "Nothing was known of any standing on {day}.",
            day=chosen.view.language.day(chosen.view.question.at).label,
        )
    return tr(
        "Nothing is recorded yet. What is recorded stands here, a cell for each platform and jurisdiction."
    )


def _below(chosen: Chosen) -> Iterator[str]:
    """Give how much there is, and where it is to be had as a file."""
    view = chosen.view
    told = view.language.trn(
        "{count} relationship with a standing, of {all}.",
        "{count} relationships with a standing, of {all}.",
        len(chosen.shown),
        all=view.language.number(len(chosen.everything)).label,
    )
    href = escape(view.asked.link("/reports", kind="matrix", format="xlsx"))
    file = escape(view.tr("Take it away as a workbook or another file"))
    yield f'<div class="tools"><p class="quiet">{escape(told)} <a href="{href}">{file}</a></p></div>'
