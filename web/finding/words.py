"""The page of words: what each word of the pages means."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from reports.model import Paragraph, Section, Terms
from reports.tables.gap_rows import gap_meanings
from reports.tables.provenance import word_meanings
from reports.words.meanings import MEANING
from web.shell.page import Page
from web.shell.page_writer import sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.asking.view import View


def words(view: View) -> Page:
    """Return every word of standings, requirements and gaps with what it means."""
    return Page(
        title=view.tr("What the words mean"),
        body=f'{_contents(view)}<div class="lexicon">{sections(view, _sections(view))}</div>',
        styles=("told.css",),
        timed=False,
    )


def _titles(view: View) -> dict[str, str]:
    tr = view.tr
    return {
        "compliance": tr("Compliance"),
        "access": tr("Access"),
        "ahead": tr("What is ahead"),
        "observed": tr("Measured"),
        "state": tr("State of a requirement"),
        "certainty": tr("Certainty"),
        "basis": tr("Basis"),
        "mark": tr("Marks"),
    }


def _sections(view: View) -> Iterator[Section]:
    for context, title in _titles(view).items():
        used = [key for key in MEANING if key[0] == context]
        yield Section(context, title, (Terms(word_meanings(view.language, used)),))
    yield Section("gaps", view.tr("What is not known"), gap_meanings(view.language))
    yield Section("asking", view.tr("How a page is asked"), tuple(_asking(view)))


def _asking(view: View) -> Iterator[Paragraph]:
    """Give what the day, the point of the log and the public day mean in an address."""
    tr = view.tr
    yield Paragraph(
        (tr("The day (at): what held on it. Without one, it is today, where the register is."),)
    )
    yield Paragraph(
        (
            tr(
                "The point of the log (known): what was recorded up to it, a position, a day or a "
                "moment. Without one, it is all that is known."
            ),
        )
    )
    yield Paragraph(
        (tr("The public day (public-by): only facts count that a source had published by then."),)
    )


def _contents(view: View) -> str:
    titles = {
        **_titles(view),
        "gaps": view.tr("What is not known"),
        "asking": view.tr("How a page is asked"),
    }
    items = "".join(
        f'<li><a href="#{name}-section">{escape(title)}</a></li>' for name, title in titles.items()
    )
    name = escape(view.tr("Contents"))
    return f'<nav class="contents" aria-label="{name}"><ul>{items}</ul></nav>'
