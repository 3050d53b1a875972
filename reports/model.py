"""What a report says, before it has a format: every renderer is fed from this, and from nothing else.

A text of the report is in its language already. What comes from the log is `Foreign`: it keeps
its own language and direction, and may be hostile, so that renderers escape and isolate it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  # the values of cells
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reports.picture import Picture
    from reports.statement import Statement


class Tone(StrEnum):
    """How a word is coloured; it is never told by colour alone, so the word is always there.

    ``PASSED`` (a day has passed, and nothing was heard) and ``SILENT`` (nobody has confirmed it
    since) are hatched as well: neither is a finding, so neither may look like ``BAD``.
    """

    NEUTRAL = "neutral"
    GOOD = "good"
    AHEAD = "ahead"
    WARN = "warn"
    BAD = "bad"
    GONE = "gone"
    PASSED = "passed"
    SILENT = "silent"


HATCHED = frozenset({Tone.PASSED, Tone.SILENT})
"""The tones that have a pattern besides their colour."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A text of the log, in its own language (a BCP 47 tag; None: not known).

    ``apart``: a note or the like, which readers see in a block of its own, in its own direction.
    """

    text: str
    language: str | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary: its code, what it is called in the report's language, a sign.

    ``sign`` is one or two characters, for where there is no room for the label. ``faded``: all
    sources that it rests on are old.
    """

    code: str
    label: str
    tone: Tone = Tone.NEUTRAL
    sign: str = ""
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class VagueDate:
    """A date as recorded (EDTF), vague perhaps; ``first`` is its first day, for sorting."""

    edtf: str
    label: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with how it is written in the report's language."""

    value: int | float
    label: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a fact that this report tells of elsewhere, by its id."""

    fact: str
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside (http or https) and what it is called."""

    url: str
    text: str | Foreign


@dataclass(frozen=True, slots=True)
class Code:
    """A hash, an id, a root: written in fixed width, left to right in every language.

    ``cut``: readers see its beginning, from where it can be copied whole; on paper that alone.
    """

    text: str
    cut: bool = False


Inline = str | Foreign | Word | Day | VagueDate | Number | Ref | Link | Code
Run = tuple[Inline, ...]
"""A sentence, or a part of one: texts and values in their order."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Several runs in one cell, one under another; in a grid its colour, and the file it leads to."""

    runs: tuple[Run, ...]
    tone: Tone | None = None
    faded: bool = False
    href: str = ""


Cell = None | Inline | Run | Lines
Row = tuple[Cell, ...]


class ColumnKind(StrEnum):
    """What values are to programs: WHEN is a date as recorded, FLAG whether a cell has a word."""

    TEXT = "text"
    DAY = "day"
    WHEN = "when"
    NUMBER = "number"
    LIST = "list"
    FLAG = "flag"


class CardPlace(StrEnum):
    """Where a column stands on a card: in its heading, as marks, in its body, or small below."""

    HEAD = "head"
    MARKS = "marks"
    BODY = "body"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, about how wide it is in characters."""

    name: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 12
    place: CardPlace = CardPlace.BODY


class Audience(StrEnum):
    """Who gets a table: readers (html, pdf, md), programs (csv, xlsx, json), or both."""

    BOTH = "both"
    READERS = "readers"
    PROGRAMS = "programs"


class Layout(StrEnum):
    """How readers see a table: in rows, each row as a card, or as a grid of words."""

    ROWS = "rows"
    CARDS = "cards"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Streamed:
    """Rows that are made while they are read, so that they never are in memory together."""

    count: int
    make: Callable[[], Iterable[Row]]

    def __len__(self) -> int:
        """Return how many there are."""
        return self.count

    def __iter__(self) -> Iterator[Row]:
        """Make them anew."""
        return iter(self.make())


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. ``name`` is for programs, and unique in a report.

    ``anchor`` is the column with the fact's id (`Code`) that a `Ref` leads to. ``folded``: a page
    shows its title, and opens it on demand. ``legend`` has a grid's words, the worst first.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row] | Streamed
    layout: Layout = Layout.ROWS
    audience: Audience = Audience.BOTH
    anchor: str | None = None
    folded: bool = False
    legend: tuple[tuple[str, tuple[Word, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``tone`` WARN or BAD sets it off."""

    run: Run
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Words:
    """Some words set large: what a standing comes to."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number, a sum or a day that readers should see first, and what it is, in a few words."""

    value: Run
    label: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A few figures in a row, at the head of a report."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms with what they mean, or names with values."""

    pairs: tuple[tuple[Run, Run | Lines], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, drawn as wide as is asked (in pixels), and what it shows in words."""

    name: str
    title: str
    told: str
    draw: Callable[[int], Picture] = field(compare=False, repr=False)


Block = Paragraph | Words | KeyFigures | Terms | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under a heading; ``name`` is for links."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; ``main`` names the table of a csv, ``data`` is for programs (json) alone."""

    statement: Statement
    title: Run
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]
    main: str
    data: dict[str, Any] = field(default_factory=dict)

    def tables(self, audience: Audience) -> list[Table]:
        """Return the tables that an audience gets, in their order."""
        return [
            block
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Table) and block.audience in (Audience.BOTH, audience)
        ]
