"""A report of given facts, and what it says as plain text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from support.facts.given import KEY, RECORDED, TIKTOK, complete, decided

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.log.points import known_at
from register.log.reader import LogReader
from register.persons.unsealer import opener
from reports.context import ReportContext, point
from reports.formats.values import label
from reports.kinds.registry import KINDS
from reports.model import Audience, Block, Paragraph, Report, Table, Terms, Words
from reports.public.redaction import for_outsiders
from reports.statement import FORMAT, RULES, Statement
from reports.words.language import language

Document = dict[str, Any]


def recorded(url: str, *documents: Document) -> EmbeddedRegister:
    """A register in which TikTok is registered, and these facts, one by one."""
    register = EmbeddedRegister(url, lambda: RECORDED)
    register.record([read_fact(TIKTOK)], recorded_by="test")
    for one in decided(read_fact(complete(doc, at)) for at, doc in enumerate(documents, 1)):
        register.record([one], recorded_by="test")
    return register


@contextmanager
def making(
    register: EmbeddedRegister, kind: str, *, at: str, known: int | None = None, **more: Any
) -> Iterator[ReportContext]:
    """What a kind of report is made from, in a register."""
    with register.reading() as connection:
        asked = known_at(connection, None if known is None else str(known))
        statement = Statement(
            **{
                "report": FORMAT,
                "kind": kind,
                "at": date.fromisoformat(at),
                "known": point(connection, asked),
                "longest": 500,
                "language": "en",
                "rules": RULES,
                "register": "1.2.3",
                **more,
            }
        )
        shown = opener(None, LogReader(connection)).shown
        yield ReportContext(
            connection,
            statement,
            language(statement.language),
            (lambda document: for_outsiders(shown(document))) if statement.public else shown,
        )


def dossier(register: EmbeddedRegister, *, at: str, **more: Any) -> "Told":
    """The dossier of TikTok in Kazakhstan, all its rows read."""
    key = {"platform": KEY.platform, "jurisdiction": KEY.jurisdiction}
    with making(register, "dossier", at=at, **{**key, **more}) as made:
        return Told(KINDS["dossier"](made))


class Told:
    """A report as plain text."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.programs = _rows(report, Audience.PROGRAMS)
        self.readers = _rows(report, Audience.READERS)
        self.rows = {**self.programs, **self.readers}

    @property
    def title(self) -> str:
        return label(self.report.title)

    @property
    def words(self) -> list[str]:
        """The words that are set large."""
        return [
            one.code
            for block in self.report.summary
            if isinstance(block, Words)
            for one in block.words
        ]

    @property
    def summary(self) -> str:
        return " ".join(_text(block) for block in self.report.summary)

    def section(self, name: str) -> str:
        """The sentences and terms of a section; without its tables."""
        (found,) = [one for one in self.report.sections if one.name == name]
        return " ".join(_text(block) for block in found.blocks if not isinstance(block, Table))

    @property
    def sections(self) -> list[str]:
        return [one.name for one in self.report.sections]


def _rows(report: Report, audience: Audience) -> dict[str, list[dict[str, str]]]:
    return {
        table.name: [
            dict(zip([one.name for one in table.columns], map(label, row), strict=True))
            for row in table.rows
        ]
        for table in report.tables(audience)
    }


def _text(block: Block) -> str:
    match block:
        case Paragraph(run=run):
            return label(run)
        case Terms(pairs=pairs):
            return " ".join(f"{label(name)}: {label(value)}" for name, value in pairs)
        case _:
            return ""
