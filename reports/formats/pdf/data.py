"""A report as the template of PDFs gets it: its blocks as JSON, with nothing left to decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, Any, assert_never

from reports.charts.drawing import PAPER, svg
from reports.formats.pdf.grid import WIDEST, grid, of_pills
from reports.formats.pdf.text import PdfTexts, shortened
from reports.formats.values import label, without_empty_columns
from reports.model import (
    Audience,
    CardPlace,
    Chart,
    Code,
    Column,
    ColumnKind,
    Foreign,
    KeyFigures,
    Layout,
    Paragraph,
    Table,
    Terms,
    Word,
    Words,
)

INK = "#1b1f24"
"""The colour of texts on paper."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.model import Block, Cell, KeyFigure, Report, Row, Section
    from reports.words.language import Language

Json = dict[str, Any]

_READERS = (Audience.BOTH, Audience.READERS)
_NARROWEST = 9
"""How wide a column is set at least, in characters."""

_UPRIGHT = 150
"""Tables that are wider, in characters, are set on pages that lie on their side."""

_HEADING = 4_000
"""What is longer, in characters, can't be a heading: PDF/A bounds what is written of them."""

_WHOLE = 1_500
"""What is longer, in characters, may go over two pages: a card that is kept whole fits on one."""

_ACROSS = {False: 104, True: 164}
"""How many characters of a table's text stand side by side, upright and on its side."""


def document(report: Report, language: Language) -> Json:
    """Return everything that the template shows."""
    texts = PdfTexts(language.code, language.direction, places(report))
    return {
        "lang": language.code,
        "dir": language.direction,
        "name": shortened(plain_title(report), 300),
        "title": texts.run(report.title),
        "footer": {"title": _running(report, texts), "asked": _asked(report, language)},
        **_marking(report, texts),
        "summary": [_block(block, texts, language, wide=False) for block in report.summary],
        "sections": [_section(section, texts, language) for section in report.sections],
    }


def places(report: Report) -> dict[str, str]:
    """Return where the report first tells of a fact, in a card or a row, by the fact's id."""
    facts: dict[str, str] = {}
    for table in report.tables(Audience.READERS):
        if table.anchor is not None and table.layout is not Layout.GRID:
            at = _index(table, table.anchor)
            for number, row in enumerate(table.rows):
                if isinstance(found := row[at], Code):
                    facts.setdefault(found.text, _place(table, number))
    return facts


def _place(table: Table, number: int) -> str:
    return f"{table.name}-{number}"


def plain_title(report: Report) -> str:
    """Return the title of a report as plain text."""
    parts = [part if isinstance(part, str) else _label(part) for part in report.title]
    return "".join(parts)


def _label(part: Any) -> str:
    return str(getattr(part, "label", None) or getattr(part, "text", ""))


def _running(report: Report, texts: PdfTexts) -> list[Any]:
    """Return the title as it has room at the foot of each page."""
    plain = plain_title(report)
    return texts.run(report.title) if len(plain) <= 70 else [shortened(plain, 70)]


def _marking(report: Report, texts: PdfTexts) -> Json:
    """Return who may read it, which stands above every page; nothing where that isn't said."""
    told = report.statement.colophon
    if told is None or told.confidentiality is None:
        return {}
    return {"marking": texts.inline(Foreign(told.confidentiality))}


def _asked(report: Report, language: Language) -> str:
    statement = report.statement
    day, recorded = language.day(statement.at).label, statement.known.recorded_at
    if recorded is None:
        return language.tr("State of {day}", day=day)
    known = language.day(date.fromisoformat(recorded[:10])).label
    return language.tr("State of {day}, as known on {known}", day=day, known=known)


def _section(section: Section, texts: PdfTexts, language: Language) -> Json:
    shown = [_ready(block, section) for block in section.blocks if _seen(block)]
    wide = any(isinstance(block, Table) and _wide(block) for block in shown)
    return {
        "title": texts.own(shortened(section.title, 400)),
        "wide": wide,
        "blocks": [_block(block, texts, language, wide=wide) for block in shown],
    }


def _ready(block: Block, section: Section) -> Block:
    """Return a block; a table without what says nothing: empty columns, the section's title."""
    if not isinstance(block, Table):
        return block
    told = without_empty_columns(block) if block.layout is Layout.ROWS and block.rows else block
    return replace(told, title="") if told.title == section.title else told


def _seen(block: Block) -> bool:
    return not isinstance(block, Table) or block.audience in _READERS


def _wide(table: Table) -> bool:
    match table.layout:
        case Layout.GRID:
            return len(table.columns) > 5
        case Layout.CARDS:
            return False
        case Layout.ROWS:
            return sum(map(_width, table.columns)) > _UPRIGHT


def _width(column: Column) -> int:
    return min(max(column.width, _NARROWEST), WIDEST)


def _block(block: Block, texts: PdfTexts, language: Language, *, wide: bool) -> Json:
    match block:
        case Paragraph(run, tone):
            return {"is": "paragraph", "run": texts.run(run), "tone": tone}
        case Words(words):
            return {"is": "words", "words": [_large(word, texts) for word in words]}
        case KeyFigures(figures):
            return {"is": "figures", "figures": [_figure(one, texts) for one in figures]}
        case Terms(pairs):
            told = [[texts.run(term, longest=20), texts.cell(value)] for term, value in pairs]
            return {"is": "terms", "pairs": told}
        case Chart():
            return _chart(block, texts, language)
        case Table():
            return _table(block, texts, language, wide=wide)
        case _:
            assert_never(block)


def _figure(one: KeyFigure, texts: PdfTexts) -> Json:
    return {
        "value": texts.run(one.value),
        "label": texts.own(one.label),
        "tone": one.tone,
        "long": len(label(one.value)) > 6,
    }


def _large(word: Word, texts: PdfTexts) -> Json:
    sign = f"{word.sign} " if word.sign else ""
    return {"text": sign + texts.own(word.label), "tone": word.tone}


def _chart(chart: Chart, texts: PdfTexts, language: Language) -> Json:
    told = shortened(chart.told, 4000) or shortened(chart.title, 4000)
    return {
        "is": "chart",
        "title": texts.own(shortened(chart.title, 400)),
        "told": told,
        "svg": svg(chart, language, width=PAPER, ink=INK),
    }


def _table(table: Table, texts: PdfTexts, language: Language, *, wide: bool) -> Json:
    title = texts.own(shortened(table.title, 400))
    if not len(table.rows):
        return {"is": "nothing", "title": title, "told": language.tr("There are none.")}
    match table.layout:
        case Layout.ROWS:
            return {"is": "rows", "title": title, **_rows(table, texts, wide=wide)}
        case Layout.CARDS:
            return {"is": "cards", "title": title, "cards": list(_cards(table, texts))}
        case Layout.GRID:
            return {"is": "grid", "title": title, **grid(table, texts)}


def _rows(table: Table, texts: PdfTexts, *, wide: bool) -> Json:
    widths = [_width(column) for column in table.columns]
    share = max(sum(widths) / _ACROSS[wide], 1)
    widths = [max(width, ceil(of_pills(table, at) * share)) for at, width in enumerate(widths)]
    room = [max(width * _ACROSS[wide] // sum(widths) - 2, 3) for width in widths]
    columns = [
        {
            "title": texts.own(shortened(column.title, 120), longest=longest),
            "width": width,
            "number": column.kind is ColumnKind.NUMBER,
        }
        for column, width, longest in zip(table.columns, widths, room, strict=True)
    ]
    rows = [
        {
            "place": place,
            "cells": [
                texts.cell(cell, longest=longest) for cell, longest in zip(row, room, strict=True)
            ],
        }
        for row, place in _placed(table, texts)
    ]
    return {"columns": columns, "rows": rows}


def _placed(table: Table, texts: PdfTexts) -> Iterator[tuple[Row, str | None]]:
    """Give the rows of a table, with the place of each that references lead to."""
    names = [column.name for column in table.columns]
    at = names.index(table.anchor) if table.anchor in names else None
    for number, row in enumerate(table.rows):
        found = None if at is None else row[at]
        place = _place(table, number)
        here = isinstance(found, Code) and texts.places.get(found.text) == place
        yield row, place if here else None


def _cards(table: Table, texts: PdfTexts) -> Iterator[Json]:
    for row, place in _placed(table, texts):
        head = [cell for _, cell in _standing(table, row, CardPlace.HEAD, texts)]
        body = _standing(table, row, CardPlace.BODY, texts)
        yield {
            "place": place,
            "whole": _long(body) < _WHOLE,
            "head": head,
            "heading": sum(map(_long, head)) < _HEADING,
            "marks": list(
                chain.from_iterable(
                    cell for _, cell in _standing(table, row, CardPlace.MARKS, texts)
                )
            ),
            "body": body,
            "foot": _standing(table, row, CardPlace.FOOT, texts),
        }


def _standing(table: Table, row: Row, place: CardPlace, texts: PdfTexts) -> list[list[Any]]:
    """Return the titles and cells of a row that stand at a place of a card; empty ones don't."""
    pairs: list[tuple[Column, Cell]] = list(zip(table.columns, row, strict=True))
    told = [
        [texts.own(column.title, longest=18), texts.cell(cell)]
        for column, cell in pairs
        if column.place is place
    ]
    return [pair for pair in told if pair[1]]


def _long(told: Any) -> int:
    """Return about how long the texts of a cell are together."""
    match told:
        case str():
            return len(told)
        case dict():
            return sum(map(_long, told.values()))
        case list():
            return sum(map(_long, told))
        case _:
            return 0


def _index(table: Table, name: str) -> int:
    return [column.name for column in table.columns].index(name)
