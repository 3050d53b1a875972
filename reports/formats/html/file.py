"""Reports as HTML: one file that runs no script, fetches nothing, and reads well on paper, too."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from importlib import resources
from typing import TYPE_CHECKING

from reports.errors import InvalidStatement
from reports.formats.html.blocks import block
from reports.formats.html.inline import InlineWriter
from reports.formats.values import label
from reports.model import Audience, Code, Table
from reports.statement import statement_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.model import Report, Section
    from reports.statement import Statement
    from reports.words.language import Language

NAME = "register-report"
"""The name of the meta element with the statement."""

_BEGINNING = 200_000
"""How much of a page is read for its statement, in characters: it stands in the head."""

_HEAD = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="{name}" content="{statement}">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
"""


def write(report: Report, language: Language, path: Path, *, table: str | None) -> None:  # noqa: ARG001  # a csv's
    """Write the report to a file, piece by piece."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in _page(report, language):
            file.write(piece)


def _page(report: Report, language: Language) -> Iterator[str]:
    writer = InlineWriter(_anchors(report))
    yield _HEAD.format(
        language=language.code,
        direction=language.direction,
        name=NAME,
        statement=escape(report.statement.to_text()),
        title=escape(label(report.title)),
        style=resources.files("reports.formats").joinpath("report.css").read_text(encoding="utf-8"),
    )
    yield f"<header>\n<h1>{writer.run(report.title)}</h1>\n"
    for one in report.summary:
        yield from block(one, writer, language)
    yield "</header>\n"
    yield from _contents(report, language)
    for section in report.sections:
        yield from _section(section, writer, language)
    yield "</main>\n</body>\n</html>\n"


def _anchors(report: Report) -> frozenset[str]:
    """Return the facts that have a place on the page, which links can lead to."""
    found = set()
    for table in report.tables(Audience.READERS):
        if table.anchor is not None:
            found |= {cell.text for row in table.rows for cell in row if isinstance(cell, Code)}
    return frozenset(found)


def _contents(report: Report, language: Language) -> Iterator[str]:
    if len(report.sections) < 3:
        return
    yield f'<nav aria-label="{escape(language.tr("Contents"))}"><ul>\n'
    for section in report.sections:
        yield f'<li><a href="#{escape(section.name)}-section">{escape(section.title)}</a></li>\n'
    yield "</ul></nav>\n"


def _section(section: Section, writer: InlineWriter, language: Language) -> Iterator[str]:
    yield f'<section id="{escape(section.name)}-section">\n<h2>{escape(section.title)}</h2>\n'
    for one in section.blocks:
        if not isinstance(one, Table) or one.audience is not Audience.PROGRAMS:
            yield from block(one, writer, language)
    yield "</section>\n"


class _Stated(HTMLParser):
    """Finds the statement in the head of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the first meta element of that name."""
        told = dict(attrs)
        if tag == "meta" and told.get("name") == NAME and self.found is None:
            self.found = told.get("content")


def stated(path: Path) -> Statement:
    """Return what a page states of its making; raise InvalidStatement."""
    parser = _Stated()
    with path.open(encoding="utf-8", errors="replace") as file:
        parser.feed(file.read(_BEGINNING))
    if parser.found is None:
        raise InvalidStatement(f"{path.name}: it doesn't state how it was made, as reports do")
    return statement_of(parser.found, where=path.name)
