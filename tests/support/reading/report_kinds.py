"""Reports in tests: made from a database, and read back as plain texts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from babel import Locale
from babel.support import NullTranslations

from register.log.points import known_at
from register.store.database import open_engine, reading
from reports.context import ReportContext, point
from reports.kinds.registry import KINDS
from reports.model import (
    Audience,
    Cell,
    Chart,
    Code,
    Foreign,
    Inline,
    Lines,
    Link,
    Paragraph,
    Report,
    Table,
    Terms,
    Words,
)
from reports.statement import FORMAT, RULES, ReportQuestion, Statement
from reports.words.language import Language, language

Row = dict[str, str]


def spoken(code: str) -> Language:
    """A language; one without a catalogue yet says everything in English."""
    try:
        return language(code)
    except FileNotFoundError:
        return Language(code, Locale.parse(code), NullTranslations())


def report(
    url: str,
    kind: str,
    at: str,
    *,
    known: str | None = None,
    before: tuple[str, str | None] | None = None,
    speaks: str = "en",
    **asked: Any,
) -> Report:
    """A report as of a day and a point of the log; ``before`` is the first such for changes."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:

            def question(day: str, text: str | None) -> ReportQuestion:
                known = point(connection, known_at(connection, text))
                return ReportQuestion(at=date.fromisoformat(day), known=known)

            second = question(at, known)
            statement = Statement(
                report=FORMAT,
                kind=kind,
                at=second.at,
                known=second.known,
                before=question(*before) if before else None,
                language=speaks,
                rules=RULES,
                register="0",
                **{"longest": 500, **asked},
            )
            return KINDS[kind](
                ReportContext(connection, statement, spoken(speaks), lambda told: told)
            )
    finally:
        engine.dispose()


def text(cell: Cell) -> str:
    """What a person reads of a cell."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case tuple():
            return "".join(map(text, cell))
        case Lines(runs=runs):
            return " | ".join(map(text, runs))
        case Foreign(text=told) | Code(text=told):
            return told
        case Link(text=told):
            return text(told)
    return cell.label


def summary(made: Report) -> list[str]:
    return [text(one.run) for one in made.summary if isinstance(one, Paragraph)]


def paragraphs(made: Report, section: str) -> list[str]:
    (found,) = [one for one in made.sections if one.name == section]
    return [text(one.run) for one in found.blocks if isinstance(one, Paragraph)]


def table(made: Report, name: str) -> Table:
    (found,) = [one for one in tables(made) if one.name == name]
    return found


def tables(made: Report) -> list[Table]:
    return [one for each in made.sections for one in each.blocks if isinstance(one, Table)]


def rows(made: Report, name: str, *columns: str) -> list[tuple[str, ...]]:
    """The rows of a table as texts, of some columns."""
    found = table(made, name)
    places = [[one.name for one in found.columns].index(column) for column in columns]
    return [tuple(text(row[place]) for place in places) for row in found.rows]


def cells(made: Report, name: str) -> dict[tuple[str, str], str]:
    """The cells of a grid, by the text of the row's head and the column's title."""
    found = table(made, name)
    return {
        (text(row[0]), column.title): text(cell)
        for row in found.rows
        for column, cell in zip(found.columns[1:], row[1:], strict=True)
    }


def inlines(made: Report, *, pictures: bool = True) -> Iterator[Inline]:
    """Everything that a report says, piece by piece; pictures tell in one text what they show."""
    yield from _inlines(made.title)
    for one in made.summary:
        yield from _of_block(one)
    for section in made.sections:
        yield section.title
        for block in section.blocks:
            if pictures or not isinstance(block, Chart):
                yield from _of_block(block)


def _of_block(block: Any) -> Iterator[Inline]:
    match block:
        case Paragraph(run=run):
            yield from _inlines(run)
        case Words(words=words):
            yield from words
        case Terms(pairs=pairs):
            for pair in pairs:
                yield from _inlines(pair)
        case Chart(told=told):
            yield told
        case Table():
            for row in block.rows:
                yield from _inlines(tuple(row))


def _inlines(cell: Any) -> Iterator[Inline]:
    match cell:
        case None:
            return
        case tuple():
            for one in cell:
                yield from _inlines(one)
        case Lines(runs=runs):
            yield from _inlines(runs)
        case _:
            yield cell


def names_are_unique(made: Report) -> bool:
    """Each table has a name of its own, and the main one is for programs."""
    found = [one.name for one in tables(made)]
    programs = [one.name for one in made.tables(Audience.PROGRAMS)]
    return len(found) == len(set(found)) and made.main in programs
