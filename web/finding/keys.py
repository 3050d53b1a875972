"""The page of keys: what they do; everything is done by links and buttons, too."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from web.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from web.asking.view import View


def keys(view: View) -> Page:
    """Return the keys, by where they work."""
    tr = view.tr
    body = [
        f"<p>{escape(tr('Everything is done by links and buttons, too. In a field, keys write.'))}</p>",
        _switch(tr("Keys of a single letter or sign work in this browser")),
        _table(tr("On every page"), _everywhere(view)),
        _table(tr("In the matrix"), _matrix(view)),
        _table(tr("On the sliders of a relationship"), _sliders(view)),
    ]
    return Page(title=tr("Keyboard"), body="".join(body), styles=("told.css",), timed=False)


def _switch(label: str) -> str:
    """Return the choice to switch them off, which the script shows that they come with."""
    return (
        '<p hidden><label class="check"><input type="checkbox" id="keys-on" checked>'
        f"{escape(label)}</label></p>\n"
    )


def _everywhere(view: View) -> Iterator[tuple[str, str]]:
    tr = view.tr
    yield "/", tr("Go to the search")
    yield "?", tr("Show this page")
    yield "n", tr("Record a fact")
    yield "t", tr("Back to today, and to all that is known")
    yield "g m", tr("Go to the matrix")
    yield "g d", tr("Go to the deadlines")
    yield "g c", tr("Go to the changes")
    yield "g l", tr("Go to the laws")
    yield "g r", tr("Go to the reports")
    yield "g i", tr("Go to the integrity of the log")


def _matrix(view: View) -> Iterator[tuple[str, str]]:
    tr = view.tr
    yield "← → ↑ ↓", tr("Go from cell to cell")
    yield "Home End", tr("Go to the first or last cell of the row")
    yield "Enter", tr("Open the relationship")


def _sliders(view: View) -> Iterator[tuple[str, str]]:
    tr = view.tr
    yield "← →", tr("A day, or a fact, back or on")
    yield "[ ]", tr("To the change before, or after")
    yield "{ }", tr("One fact less known, or more")
    yield "Home End", tr("To the beginning, or the end")


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    told = "".join(
        f'<tr><th scope="row">{_keys(pressed)}</th><td>{escape(does)}</td></tr>'
        for pressed, does in rows
    )
    return f"<div><table><caption>{escape(title)}</caption><tbody>{told}</tbody></table></div>\n"


def _keys(pressed: str) -> str:
    return (
        f'<bdi dir="ltr">{" ".join(f"<kbd>{escape(key)}</kbd>" for key in pressed.split())}</bdi>'
    )
