"""Reports as Markdown (GFM), for where text is kept and compared; its front matter states it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from reports.formats.md.text import cell_of, escaped, lines_of, run_of, words_of
from reports.formats.reading import first_lines, without
from reports.formats.values import title_of, without_empty_columns
from reports.model import (
    HATCHED,
    Audience,
    CardPlace,
    Chart,
    KeyFigures,
    Layout,
    Paragraph,
    Table,
    Terms,
    Tone,
    Words,
)
from reports.statement import statement_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.model import Block, Cell, Column, Report, Row, Section
    from reports.statement import Statement
    from reports.words.language import Language

_FENCE = "---\n"
_OPENING = "statement: "


def write(
    report: Report,
    language: Language,
    path: Path,
    *,
    table: str | None = None,  # noqa: ARG001  # all that readers get is in a Markdown file
) -> None:
    """Write a report as Markdown, rows as they are made."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in _lines(report, language))


def stated(path: Path) -> Statement:
    """Return what the front matter states of the file's making; raise InvalidStatement."""
    fence, line = first_lines(path, 2)
    if fence != _FENCE or not line.startswith(_OPENING):
        raise without(path)
    return statement_of(line.removeprefix(_OPENING), where=path.name)


def _lines(report: Report, language: Language) -> Iterator[str]:
    yield from _front(report, language)
    rtl = language.direction == "rtl"
    if rtl:
        yield from (f'<div dir="rtl" lang="{language.code}">', "")
    yield from (f"# {run_of(report.title, language)}", "")
    for block in report.summary:
        yield from _block(block, language)
    for section in report.sections:
        yield from _section(section, language)
    if rtl:
        yield "</div>"


def _front(report: Report, language: Language) -> Iterator[str]:
    """Give the front matter: YAML, of which JSON is a part."""
    yield "---"
    yield _OPENING + json.dumps(report.statement.to_json())
    yield f"title: {json.dumps(title_of(report), ensure_ascii=False)}"
    yield f"lang: {language.code}"
    yield from ("---", "")


def _section(section: Section, language: Language) -> Iterator[str]:
    blocks = [block for block in section.blocks if _for_readers(block)]
    if not blocks:
        return
    yield from (f"## {escaped(section.title)}", "")
    for block in blocks:
        if isinstance(block, Table | Chart) and block.title not in ("", section.title):
            yield from (f"### {escaped(block.title)}", "")
        yield from _block(block, language)


def _for_readers(block: Block) -> bool:
    return not isinstance(block, Table) or block.audience is not Audience.PROGRAMS


def _block(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Paragraph():
            set_off = "> " if block.tone in (Tone.WARN, Tone.BAD, *HATCHED) else ""
            yield from (set_off + run_of(block.run, language), "")
        case Words():
            yield from (words_of(block.words), "")
        case KeyFigures():
            yield from _key_figures(block, language)
        case Terms():
            yield from _terms(block, language)
        case Chart():
            yield from (run_of((block.told,), language), "")
        case Table(layout=Layout.CARDS):
            yield from _cards(block, language)
        case Table():
            yield from _table(without_empty_columns(block) if block.rows else block, language)
        case _:
            assert_never(block)


def _key_figures(block: KeyFigures, language: Language) -> Iterator[str]:
    yield _cells([escaped(one.label) for one in block.figures])
    yield _cells(["---"] * len(block.figures))
    yield _cells([f"**{run_of(one.value, language)}**" for one in block.figures])
    yield ""


def _terms(terms: Terms, language: Language) -> Iterator[str]:
    for term, told in terms.pairs:
        lines = lines_of(told, language)
        name = f"- **{run_of(term, language)}**:"
        yield f"{name} {lines[0]}" if len(lines) == 1 else name
        if len(lines) > 1:
            yield from (f"  - {line}" for line in lines)
    yield ""


def _table(table: Table, language: Language) -> Iterator[str]:
    yield _cells([escaped(column.title) for column in table.columns])
    yield _cells(["---"] * len(table.columns))
    for row in table.rows:
        yield _cells([cell_of(cell, language) for cell in row])
    yield ""


def _cells(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cards(table: Table, language: Language) -> Iterator[str]:
    for row in table.rows:
        yield from (f"#### {_heading(table, row, language)}", "")
        for column, cell in zip(table.columns, row, strict=True):
            if column.place is not CardPlace.HEAD:
                yield from _item(column, cell, language)
        yield ""


def _heading(table: Table, row: Row, language: Language) -> str:
    heads = [
        cell_of(cell, language)
        for column, cell in zip(table.columns, row, strict=True)
        if column.place is CardPlace.HEAD
    ]
    return " · ".join(head for head in heads if head) or escaped(table.title)


def _item(column: Column, cell: Cell, language: Language) -> Iterator[str]:
    lines = lines_of(cell, language)
    if len(lines) == 1:
        yield f"- **{escaped(column.title)}**: {lines[0]}"
    elif lines:
        yield f"- **{escaped(column.title)}**:"
        yield from (f"  - {line}" for line in lines)
