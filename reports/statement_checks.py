"""Whether a statement is one that a report can be made from: what is asked, and of whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregates.vocabulary.fields import Slug
from register.jurisdictions import is_code
from reports.errors import InvalidStatement
from reports.safe_text import flat
from reports.words.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.statement import Statement

MOST_ROWS = 1_000_000
"""How many rows readers may ask for at most."""

MOST_DAYS = 3_660_000
"""How many days ahead there are in all calendars that are known here."""

LONGEST_LINE = 200
"""How many characters a line of the colophon has at most."""

SUBJECTS = {
    "dossier": ("a platform and a jurisdiction", True, True),
    "platform": ("a platform, and no jurisdiction", True, False),
    "jurisdiction": ("a jurisdiction, and no platform", False, True),
}
"""Of whom some kinds of report have to be: in words, whether of a platform, and a jurisdiction."""

_DOSSIERS = re.compile(r"(?!/)[A-Za-z0-9_.~%/-]{0,400}\*\.[a-z]{2,4}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z.+!-]{1,40}", re.ASCII)


def refuse_invalid(statement: Statement, kinds: frozenset[str]) -> None:
    """Raise InvalidStatement unless a report of one of these kinds can be made from a statement."""
    for told in _faults(statement, kinds):
        raise InvalidStatement(told)


def _faults(statement: Statement, kinds: frozenset[str]) -> Iterator[str]:
    if statement.kind not in kinds:
        yield f"{statement.kind[:40]!r} is not a kind of report; they are {', '.join(sorted(kinds))}"
    if statement.language not in LANGUAGES:
        yield f"{statement.language[:40]!r} is not a language of reports"
    versions = (statement.register, statement.rules, statement.rules_then or "1")
    if not all(map(_VERSION.fullmatch, versions)):
        yield "its versions of the register and of the rules are none"
    yield from _of_whom(statement)
    if not 1 <= statement.longest <= MOST_ROWS:
        yield f"{statement.longest} is no number of rows (1 to {MOST_ROWS})"
    if statement.within is not None and not 0 <= statement.within <= MOST_DAYS:
        yield f"{statement.within} is no number of days ahead (0 to {MOST_DAYS})"
    yield from _of_kind(statement)


def _of_kind(statement: Statement) -> Iterator[str]:
    """Give what only some kinds of report take, where another has it."""
    if statement.within is not None and statement.kind != "deadlines":
        yield f"how many days ahead is for deadlines, and not for the kind {statement.kind}"
    if statement.overdue is not None and statement.kind != "deadlines":
        yield f"whether days have passed is for deadlines, and not for the kind {statement.kind}"
    yield from _colophon(statement)
    if (statement.before is not None) != (statement.kind == "changes"):
        yield "a first question is for changes, and they need it"
    if statement.dossiers is not None and statement.kind != "matrix":
        yield f"where dossiers are is for a matrix, and not for the kind {statement.kind}"
    if not _DOSSIERS.fullmatch(statement.dossiers or "*.html"):
        yield f"{statement.dossiers!r} is no place of dossiers"
    if statement.checkpoint is not None and statement.kind != "audit":
        yield f"a checkpoint is for an audit, and not for the kind {statement.kind}"


def _colophon(statement: Statement) -> Iterator[str]:
    """Give what of the colophon is empty, longer than a line, or has what steers instead of saying."""
    if (colophon := statement.colophon) is None:
        return
    for name in ("organisation", "author", "confidentiality", "contact"):
        text = getattr(colophon, name)
        if text is not None and (not text or flat(text) != text or len(text) > LONGEST_LINE):
            yield f"{name} has to be a text of one line, of at most {LONGEST_LINE} characters"


def _of_whom(statement: Statement) -> Iterator[str]:
    platform, jurisdiction = statement.platform, statement.jurisdiction
    if platform is not None and not Slug.PATTERN.fullmatch(platform):
        yield f"{platform[:40]!r} is not the slug of a platform"
    if jurisdiction is not None and not is_code(jurisdiction):
        yield f"{jurisdiction[:40]!r} is not the code of a jurisdiction"
    told, *needed = SUBJECTS.get(statement.kind, ("anything", None, None))
    if needed[0] is not None and needed != [platform is not None, jurisdiction is not None]:
        yield f"a report of the kind {statement.kind} is of {told}"
