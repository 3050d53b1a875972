"""Blocks of a report as parts of a Word document: paragraphs, headings, cards, pictures."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, assert_never

from reports.formats.docx.elements import made, paragraph, size
from reports.formats.docx.pictures import png
from reports.formats.docx.tables import figures, grid, rows, terms
from reports.formats.docx.texts import bookmark, shade
from reports.formats.values import without_empty_columns
from reports.formats.xlsx.styles import INKS
from reports.model import (
    CardPlace,
    Chart,
    Code,
    KeyFigures,
    Layout,
    Paragraph,
    Table,
    Terms,
    Tone,
    Words,
)
from reports.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from lxml.etree import _Element as Element

    from reports.formats.docx.texts import DocxTexts
    from reports.model import Block, Cell, Column, Row, Run
    from reports.words.language import Language

_LONGEST_DESCRIPTION = 4_000


@dataclass(slots=True)
class DocxBody:
    """Writes blocks at the end of a document."""

    document: Document
    texts: DocxTexts
    language: Language
    _marks: int = 0

    def heading(self, run: Run, level: int) -> None:
        """Write a heading: 0 is the title."""
        self._heading(self.texts.run(run), level, ())

    def _heading(self, runs: Iterator[Element], level: int, facts: tuple[str, ...]) -> None:
        style = "Title" if level == 0 else f"Heading{level}"
        shown = list(runs)
        for fact in facts:
            self._marks += 1
            start = made("bookmarkStart", id=self._marks, name=bookmark(fact))
            shown = [start, *shown, made("bookmarkEnd", id=self._marks)]
        self._paragraph(shown, made("pStyle", val=style))

    def _paragraph(self, runs: list[Element], *look: Element) -> None:
        self.add(paragraph(runs, [*look, *([made("bidi")] if self.texts.rtl else [])]))

    def add(self, element: Element) -> None:
        """Write an element at the end, before what says how the last page looks."""
        self.document.element.body.sectPr.addprevious(element)

    def block(self, one: Block, section: str = "") -> None:
        """Write a block; a title that its section has as well is left out."""
        match one:
            case Paragraph():
                self._told(one)
            case Words():
                words = (
                    (self.texts.word(word, *size(26)), self.texts.said("  ")) for word in one.words
                )
                self._paragraph([part for pair in words for part in pair])
            case KeyFigures():
                self.add(figures(one, self.texts))
                self._paragraph([])
            case Terms():
                self.add(terms(one, self.texts))
                self._paragraph([])
            case Chart():
                self._chart(one)
            case Table():
                self._table(one, section)
            case _:
                assert_never(one)

    def _told(self, one: Paragraph) -> None:
        if one.tone is Tone.NEUTRAL:
            self._paragraph(list(self.texts.run(one.run)))
            return
        side = "right" if self.texts.rtl else "left"
        line = made(side, val="single", sz=24, space=8, color=INKS[one.tone][1:])
        self._paragraph(list(self.texts.run(one.run)), made("pBdr", [line]), shade(one.tone))

    def _chart(self, chart: Chart) -> None:
        from docx.shared import Cm  # noqa: PLC0415  # an extra

        self._heading(self.texts.inline(chart.title), 3, ())
        shape = self.document.add_picture(BytesIO(png(chart, self.language)), width=Cm(17))
        drawn = shape._inline.docPr  # noqa: SLF001  # python-docx has no name for it
        drawn.set("descr", safe(chart.told)[:_LONGEST_DESCRIPTION])
        drawn.set("name", chart.name)

    def _table(self, table: Table, section: str) -> None:
        if not len(table.rows):
            return
        if table.title not in ("", section):
            self._heading(self.texts.inline(table.title), 2, ())
        match table.layout:
            case Layout.CARDS:
                for row in table.rows:
                    self._card(table, row)
                return
            case Layout.ROWS:
                self.add(rows(without_empty_columns(table), self.texts))
            case Layout.GRID:
                self.add(grid(table, self.texts))
        self._paragraph([])

    def _card(self, table: Table, row: Row) -> None:
        pairs: list[tuple[Column, Cell]] = list(zip(table.columns, row, strict=True))
        heads = [cell for column, cell in pairs if column.place is CardPlace.HEAD and cell]
        runs = [
            part
            for cell in heads
            for line in self.texts.lines(cell)
            for part in (*line, self.texts.said("  "))
        ]
        facts = tuple(
            cell.text
            for column, cell in pairs
            if column.name == table.anchor and isinstance(cell, Code)
        )
        self._heading(iter(runs), 3, facts)
        marks = [
            self.texts.lines(cell) for column, cell in pairs if column.place is CardPlace.MARKS
        ]
        if joined := [part for lines in marks for part in self._on_a_line(lines)]:
            self._paragraph(joined, made("keepNext"))
        for column, cell in pairs:
            told = column.place in (CardPlace.BODY, CardPlace.FOOT)
            if told and (lines := self.texts.lines(cell)):
                self._item(column, lines)

    def _on_a_line(self, lines: list[list[Element]]) -> list[Element]:
        return [part for line in lines for part in (*line, self.texts.said("  "))]

    def _item(self, column: Column, lines: list[list[Element]]) -> None:
        """Write what a card says under a title: on its line, or in a list under it."""
        title = [self.texts.said(f"{column.title}: ", made("color", val="57606a"))]
        if len(lines) == 1:
            self._paragraph([*title, *lines[0]])
            return
        self._paragraph(title, made("keepNext"))
        for line in lines:
            self._paragraph(line, made("pStyle", val="ListBullet"))
