"""One view of the register: a connection that sees one state, what is asked of it, in which language."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from integrity.errors import ProofRefused
from projections.queries.status import Question
from projections.read_models import platform_names
from projections.read_models.relationships import RelationshipKey
from register import jurisdictions
from register.distribution import version
from register.errors import InvalidMoment
from register.log.points import KnownAt, day, known_at
from register.log.reader import LogReader
from register.persons.unsealer import opener
from reports.context import ReportContext
from reports.statement import FORMAT, RULES, LogPoint, Statement
from reports.words.language import language
from web.asking.named import persons_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from reports.statement import ReportQuestion
    from reports.words.language import Language
    from web.accounts.principal import Principal
    from web.asking.asked import Asked
    from web.site import Site

NOTICES = ("recorded", "already")
"""The parameters that say what has just been done, each by positions of the log."""

LONGEST = 200
"""How many rows of a table a page shows at most."""

YEARS_AHEAD = 100
"""How far ahead of today a page may be asked to look."""


@dataclass(frozen=True, slots=True)
class PageContext(ReportContext):
    """What blocks of reports are made from, on a page: at a P as well."""

    asks: Question

    @property
    def question(self) -> Question:
        """The question that the address asks."""
        return self.asks


@dataclass(frozen=True)
class View:
    """One view; ``path`` is of the page, ``query`` all that its address says besides, by name."""

    connection: Connection
    site: Site
    principal: Principal
    asked: Asked
    question: Question
    language: Language
    path: str
    query: dict[str, str]
    notices: Mapping[str, str] = field(default_factory=dict)
    """What has just been done, as the address says once: no link of the page says it again."""

    def tr(self, message: str, **values: str) -> str:
        """Return a message in the page's language."""
        return self.language.tr(message, **values)

    def here(self, **changes: str | None) -> str:
        """Return the address of this page with some parameters changed."""
        return self.asked.link(self.path, **{**self.query, **changes})

    @property
    def is_now(self) -> bool:
        """Tell whether this is today by all that is known, however the address says so."""
        asked = self.question
        is_whole = asked.public_by is None and asked.known.position >= self.head
        return is_whole and asked.at == self.site.today()

    @property
    def is_ahead(self) -> bool:
        """Tell whether a day is looked at that is still to come."""
        return self.question.at > self.site.today()

    @property
    def head(self) -> int:
        """The last position of the log."""
        return self._head[0]

    @cached_property
    def _head(self) -> tuple[int, int | None]:
        return LogReader(self.connection).head() or (0, None)

    @cached_property
    def known(self) -> LogPoint:
        """The point of the log that is looked at, with the root of its tree."""
        return self._point(self.question.known)

    @cached_property
    def whole(self) -> LogPoint:
        """The end of the log, with the root of its tree."""
        return self._point(KnownAt(*self._head))

    def _point(self, known: KnownAt) -> LogPoint:
        """Return a point with its root: none if the tree, which follows the log, is behind it."""
        try:
            return self.site.roots.point(self.connection, known)
        except ProofRefused:
            told = known.to_json()
            return LogPoint(position=told["position"], recorded_at=told["recorded_at"], root="")

    def show(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a recorded fact in the clear, as far as the keys are here and the reader may."""
        shown: dict[str, Any] = self._opener.shown(document)
        return shown

    @cached_property
    def _opener(self) -> Any:
        return opener(persons_for(self.site, self.principal), LogReader(self.connection))

    def by_all(self) -> Question:
        """Return the same day, by all that is known."""
        return replace(self.question, known=KnownAt(*self._head))

    def key(self, platform: str, jurisdiction: str) -> RelationshipKey:
        """Return the relationship that an address names; raise UnknownPlatform, UnknownJurisdiction."""
        slug = platform_names.resolve(self.connection, platform)
        return RelationshipKey(slug, jurisdictions.resolve(jurisdiction))

    def context(
        self,
        kind: str,
        *,
        platform: str | None = None,
        jurisdiction: str | None = None,
        before: ReportQuestion | None = None,
        within: int | None = None,
    ) -> PageContext:
        """Return what the blocks of a kind of report are made from, at this T, K and P."""
        statement = Statement(
            report=FORMAT,
            kind=kind,
            platform=platform,
            jurisdiction=jurisdiction,
            at=self.question.at,
            known=self.known,
            before=before,
            within=within,
            longest=LONGEST,
            language=self.language.code,
            rules=RULES,
            register=version(),
        )
        return PageContext(self.connection, statement, self.language, self.show, self.question)


def day_asked(text: str, today: date) -> date:
    """Return the day that an address asks about; raise InvalidMoment.

    What recurs does so for ever: each page of a day thousands of years ahead would take minutes.
    """
    at = day(text)
    if at.year > today.year + YEARS_AHEAD:
        raise InvalidMoment(f"{text!r} is too far ahead: ask for {YEARS_AHEAD} years at the most")
    return at


@contextmanager
def viewing(
    site: Site,
    principal: Principal,
    asked: Asked,
    path: str,
    query: dict[str, str],
) -> Iterator[View]:
    """Give a view of what an address asks; raise InvalidMoment for what is no day or point."""
    with site.register.reading() as connection:
        question = Question(
            at=site.today() if asked.at is None else day_asked(asked.at, site.today()),
            known=known_at(connection, asked.known),
            public_by=None if asked.public_by is None else day(asked.public_by),
        )
        told = language(asked.language)
        kept = {name: value for name, value in query.items() if name not in NOTICES}
        said = {name: value for name, value in query.items() if name in NOTICES}
        yield View(connection, site, principal, asked, question, told, path, kept, said)
