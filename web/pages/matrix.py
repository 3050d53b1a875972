"""The first page: what holds in each relationship, with filters that count what they would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE
from projections.queries.matrix import matrix_cells
from reports.tables.names import names_for
from web.pages.grid import GridSide, by_name, grid
from web.shell.page import Page, PageLink
from web.shell.time_form import time_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.queries.matrix import MatrixCell
    from reports.tables.names import ReportNames
    from web.asking.view import View

FILTERS = {"compliance": COMPLIANCE, "access": ACCESS, "ahead": AHEAD}
"""The words that the matrix can be narrowed to, in the order of their severity."""


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
        json=view.asked.link("/api/v1/standings", **view.query),
    )


def _passing(view: View, found: Sequence[MatrixCell]) -> Sequence[MatrixCell]:
    """Return the cells that the filters of the address let through."""
    names = ("platform", "jurisdiction", *FILTERS)
    asked = {name: view.query[name] for name in names if name in view.query}
    disputed = {"1": True, "0": False}.get(view.query.get("disputed", ""))
    if not asked and disputed is None:
        return found
    return [
        one
        for one in found
        if all(getattr(one, name) == value for name, value in asked.items())
        and disputed in (None, one.disputed)
    ]


def _bar(chosen: Chosen) -> Iterator[str]:
    """Give the form of day and filters, and the chips that narrow by a word."""
    view, tr = chosen.view, chosen.view.tr
    yield f'<form class="bar" method="get" aria-label="{escape(tr("What to show"))}">'
    yield time_fields(view)
    yield from _choice(chosen, "platform", tr("Platform"))
    yield from _choice(chosen, "jurisdiction", tr("Jurisdiction"))
    for name in FILTERS.keys() & view.query.keys():
        yield f'<input type="hidden" name="{name}" value="{escape(view.query[name])}">'
    yield f"<button>{escape(tr('Show'))}</button>"
    titles = {"compliance": tr("Compliance"), "access": tr("Access"), "ahead": tr("Ahead")}
    for name, order in FILTERS.items():
        yield from _chips(chosen, name, titles[name], order)
    yield "</form>"


def _choice(chosen: Chosen, name: str, title: str) -> Iterator[str]:
    called = chosen.names.platform if name == "platform" else chosen.names.jurisdiction
    codes = {getattr(one, name) for one in chosen.everything}
    told = {code: getattr(label := called(code), "text", label) for code in codes}
    yield f'<label>{escape(title)}<select name="{name}"><option value="">'
    yield f"{escape(chosen.view.tr('all {count}', count=str(len(codes))))}</option>"
    for code, label in sorted(told.items(), key=lambda one: (str(one[1]).casefold(), one[0])):
        selected = " selected" if chosen.view.query.get(name) == code else ""
        yield f'<option value="{escape(code)}"{selected}>{escape(str(label))}</option>'
    yield "</select></label>"


def _chips(chosen: Chosen, name: str, title: str, order: Sequence[str]) -> Iterator[str]:
    """Give a chip for each word that there is, with how many have it; one leads back to all."""
    counted = Counter(getattr(one, name) for one in chosen.everything)
    present = [code for code in order if counted[code]]
    if not present:
        return
    yield f'<ul class="chips" aria-label="{escape(title)}">'
    yield f'<li class="of" aria-hidden="true">{escape(title)}</li>'
    for code in present:
        word = chosen.names.word(name, code)
        is_chosen = chosen.view.query.get(name) == code
        href = chosen.view.here(**{name: None if is_chosen else code})
        current = ' aria-current="true"' if is_chosen else ""
        yield (
            f'<li><a class="{word.tone.value}" href="{escape(href)}"{current}><span>'
            f'<span class="sign" aria-hidden="true">{escape(word.sign)}</span>{escape(word.label)}'
            f'</span> <span class="n">{counted[code]}</span></a></li>'
        )
    yield "</ul>"


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
    """Give how much there is, the formats to take away, and what the words mean."""
    view = chosen.view
    told = view.language.trn(
        "{count} relationship with a standing, of {all}.",
        "{count} relationships with a standing, of {all}.",
        len(chosen.shown),
        all=view.language.number(len(chosen.everything)).label,
    )
    yield f'<div class="tools"><p class="quiet">{escape(told)}</p></div>'
