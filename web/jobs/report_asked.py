"""Which report is asked for: read from a form, with what is wrong of each field, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.errors import RegisterError
from projections.queries.status import Question
from projections.read_models import platform_names
from register import jurisdictions
from register.distribution import version
from register.log.points import day, known_at
from reports.context import point
from reports.errors import UnknownFormat, UnknownLanguage
from reports.kinds.audit.signatures import newest_checkpoint
from reports.kinds.registry import KINDS
from reports.rendering import FORMATS
from reports.statement import FORMAT, RULES, Colophon, ReportQuestion, Statement
from reports.statement_checks import refuse_invalid
from reports.words.language import LANGUAGES
from web.asking.view import day_asked
from web.errors import InvalidFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from typing import TypeVar

    from web.asking.view import View

    T = TypeVar("T")

LONGEST = 500
"""How many rows of a table readers of a report see at most."""

WHOLE = "whole"
"""Under which name is told what is wrong of the report as a whole."""


COLOPHON = ("organisation", "author", "confidentiality", "contact")
"""The fields of a form that say by whom and for whom a report is made."""


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report that can be made, and the format of its file."""

    statement: Statement
    format: str

    @property
    def file_name(self) -> str:
        """What its file is called: by what it is about."""
        told = self.statement
        parts = (told.kind, told.platform, told.jurisdiction, told.at.isoformat())
        return f"{'-'.join(part for part in parts if part)}.{self.format}"


class ReportReader:
    """Reads the fields of a form one by one; ``wrong`` has a sentence for each that is wrong."""

    def __init__(self, view: View, texts: Mapping[str, str]) -> None:
        self._view = view
        self._texts = texts
        self.wrong: dict[str, str] = {}

    def asked(self) -> ReportAsked | None:
        """Return the report that is asked for; None: something is wrong."""
        connection = self._view.connection
        today = self._view.site.today()
        at = self._field("at", lambda text: day_asked(text, today)) or today
        known = self._field("known", lambda text: known_at(connection, text))
        asked = Question(at, known or known_at(connection, None))
        within = self._field("within", _days)
        platform = self._field("platform", lambda text: platform_names.resolve(connection, text))
        jurisdiction = self._field("jurisdiction", jurisdictions.resolve)
        before = self._field("from", self._before)
        language = self._field("language", _language) or self._view.language.code
        form = self._field("format", _format) or FORMATS[0]
        kind = self._texts.get("kind") or "matrix"
        if self.wrong:
            return None
        is_audit = kind == "audit"
        position = asked.known.position
        statement = Statement(
            report=FORMAT,
            kind=kind,
            platform=platform,
            jurisdiction=jurisdiction,
            at=asked.at,
            known=point(connection, asked.known),
            before=before if kind == "changes" else None,
            within=within if kind == "deadlines" else None,
            checkpoint=newest_checkpoint(connection, position) if is_audit else None,
            longest=LONGEST,
            public=bool(self._texts.get("public")),
            colophon=self._colophon(today),
            language=language,
            rules=RULES,
            register=version(),
        )
        return self._sound(ReportAsked(statement, form))

    def _sound(self, asked: ReportAsked) -> ReportAsked | None:
        try:
            refuse_invalid(asked.statement, frozenset(KINDS))
        except RegisterError as error:
            self.wrong[WHOLE] = str(error)
            return None
        return asked

    def _field(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return the value of a field; None: it is empty, or wrong."""
        text = self._texts.get(name, "")
        if not text:
            return None
        try:
            return read(text)
        except RegisterError as error:
            self.wrong[name] = str(error)
            return None

    def _colophon(self, today: date) -> Colophon | None:
        """Return by whom and for whom it is made; None: nobody has said it."""
        told = {name: " ".join(self._texts.get(name, "").split()) for name in COLOPHON}
        said = {name: text for name, text in told.items() if text}
        return Colophon(**said, made_on=today) if said else None

    def _before(self, text: str) -> ReportQuestion:
        connection = self._view.connection
        on, _, known = text.partition("@")
        asked = known_at(connection, known or None)
        return ReportQuestion(at=day(on), known=point(connection, asked))


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise InvalidFilter(f"{text!r} is no number of days; write 90, for instance")
    return int(text)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise UnknownLanguage(
            f"{text!r} is no language of reports; they are {', '.join(LANGUAGES)}"
        )
    return text


def _format(text: str) -> str:
    if text not in FORMATS:
        raise UnknownFormat(f"{text!r} is no format of reports; they are {', '.join(FORMATS)}")
    return text
