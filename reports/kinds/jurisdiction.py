"""One jurisdiction: how all platforms stand there, what its laws ask, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.errors import InvalidStatement
from reports.kinds import overview as surveys
from reports.kinds.overview_finding import closed, key_figures, title
from reports.model import Paragraph, Report
from reports.tables.gap_rows import unknown
from reports.tables.law_rows import laws
from reports.tables.proceeding_rows import known_proceedings, proceedings_section
from reports.tables.provenance import made
from reports.tables.standing_rows import more_counts

if TYPE_CHECKING:
    from reports.context import ReportContext
    from reports.model import Run


def jurisdiction(making: ReportContext) -> Report:
    """Return the report on one jurisdiction; raise InvalidStatement if none is named."""
    asked = making.statement
    if (code := asked.jurisdiction) is None:
        raise InvalidStatement("a report on a jurisdiction needs its code")
    one = surveys.survey(making, "platform")
    return Report(
        statement=asked,
        title=_title(making, one),
        summary=(
            platforms_counted(making, len(one.found)),
            *key_figures(one),
            *more_counts(one.names, one.found),
        ),
        sections=(
            surveys.standings(one),
            surveys.requirements(one),
            surveys.measures(one),
            surveys.deadlines(one),
            proceedings_section(making, one.names, known_proceedings(making)),
            laws(making, one.names, code),
            surveys.disputed(one),
            unknown(making, one.names),
            made(making, one.names.words),
        ),
        main="standings",
        data={"jurisdiction": code},
    )


def _title(making: ReportContext, one: surveys.Survey) -> Run:
    """Return which jurisdiction it is, for how many platforms access is limited, and what is open."""
    language = making.language
    place = language.jurisdiction(str(making.statement.jurisdiction))
    if not one.found:
        return language.run("Platforms in {jurisdiction}", jurisdiction=place)
    if count := closed(one):
        access = language.trn("{count} platform not open", "{count} platforms not open", count)
    else:
        access = language.tr("all platforms open")
    return title(one, place, access)


def platforms_counted(making: ReportContext, count: int) -> Paragraph:
    """Return of how many platforms something is known in a jurisdiction."""
    told = making.language.trn(
        "On {day}, something was known of {count} platform there.",
        "On {day}, something was known of {count} platforms there.",
        count,
        day=making.language.day(making.statement.at).label,
    )
    if not count:
        told = making.language.tr("Nothing was known of any platform there on that day.")
    return Paragraph((told,))
