"""The deadlines: what has passed by a day, what lies ahead, and what waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.law.response_times import AnswerState
from projections.deadlines.response_clocks import ResponseClock, clocks
from reports.model import KeyFigure, KeyFigures, Paragraph, Report, Section, Tone
from reports.tables.deadline_rows import (
    around,
    assumed,
    deadline_blocks,
    due,
    horizon,
    request_blocks,
)
from reports.tables.names import names_for, narrowed
from reports.tables.provenance import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reports.context import ReportContext
    from reports.model import Block, Run
    from reports.tables.deadline_rows import DeadlineList
    from reports.tables.names import ReportNames

WAITING = (AnswerState.RUNNING, AnswerState.UNANSWERED)
"""What became of a request that still waits for an answer."""


def due_days(making: ReportContext) -> Report:
    """Return the deadlines that had passed by T, those ahead, and the requests that wait."""
    asked, language = making.statement, making.language
    found, requests = due(making), waiting(making)
    days = (*found.passed, *found.unconfirmed, *found.ahead)
    keys = [*(one.key for one in days), *(one.key for one in requests)]
    names = names_for(making, (key.platform for key in keys))
    tables = deadline_blocks(making, names, found)
    tr = language.tr
    return Report(
        statement=asked,
        title=_title(making, found),
        summary=(
            *_figures(making, found, requests),
            *deadline_summary(making, found, requests),
            *narrowed(making),
        ),
        sections=(
            *around(making, found),
            *_sections(making, tables),
            Section("requests", tr("Requests"), _requests(making, requests, names)),
            made(making, names.words),
        ),
        main="deadlines",
    )


def _sections(making: ReportContext, tables: Mapping[str, tuple[Block, ...]]) -> Iterator[Section]:
    """Give the sections of the days that are asked for; that for programs stands in the last."""
    tr, wanted = making.language.tr, horizon(making)
    if wanted.looks_back:
        yield Section("passed", tr("Passed"), tables["passed"])
        silent = tables["unconfirmed"]
        whole = () if wanted.looks_ahead else tables["deadlines"]
        yield Section("unconfirmed", tr("Not confirmed for long"), (*silent, *whole))
    if wanted.looks_ahead:
        yield Section("ahead", tr("Ahead"), (*tables["ahead"], *tables["deadlines"]))


def _title(making: ReportContext, found: DeadlineList) -> Run:
    """Return the day, how many deadlines passed unheard before it, and how many lie ahead."""
    language, tr, trn = making.language, making.language.tr, making.language.trn
    wanted, told = horizon(making), []
    if count := len(found.passed):
        told.append(trn("{count} passed unheard", "{count} passed unheard", count))
    elif wanted.looks_back:
        told.append(tr("none passed unheard"))
    if count := len(found.ahead):
        told.append(trn("{count} ahead", "{count} ahead", count))
    elif wanted.looks_ahead:
        told.append(tr("none ahead"))
    return language.run(
        "Deadlines on {day}: {found}",
        day=language.day(making.statement.at),
        found=language.listed((text,) for text in told),
    )


def _figures(
    making: ReportContext, found: DeadlineList, requests: Sequence[ResponseClock]
) -> Iterator[KeyFigures]:
    language, tr = making.language, making.language.tr
    groups = (
        (len(found.passed), tr("passed, nothing heard"), Tone.PASSED),
        (len(found.unconfirmed), tr("passed long ago, unconfirmed"), Tone.SILENT),
        (len(found.ahead), tr("due days ahead"), Tone.AHEAD),
        (len(requests), tr("requests that wait for an answer"), Tone.WARN),
    )
    figures = [KeyFigure((language.number(n),), told, tone) for n, told, tone in groups if n]
    if found.ahead:
        figures.append(KeyFigure((language.day(found.ahead[0].due),), tr("the next due day")))
    if figures:
        yield KeyFigures(tuple(figures))


def waiting(making: ReportContext) -> list[ResponseClock]:
    """Return the requests that wait for an answer at T: late ones, and those that end in time."""
    asked, wanted = making.statement, horizon(making)
    found = clocks(
        making.connection,
        making.question,
        platform=asked.platform,
        jurisdiction=asked.jurisdiction,
    )
    return [one for one in found if one.state in WAITING and wanted.has(one.limit.day)]


def deadline_summary(
    making: ReportContext, found: DeadlineList, requests: Sequence[ResponseClock]
) -> tuple[Paragraph, ...]:
    """Return how many deadlines have passed, lie ahead, and how many requests wait."""
    trn = making.language.trn
    wanted = horizon(making)
    told: list[Paragraph] = []
    if wanted.looks_back:
        told += _passed(making, found)
    else:
        told.append(Paragraph((making.language.tr("Days that have passed are left out here."),)))
    if wanted.looks_ahead:
        told.append(Paragraph((_ahead(making, len(found.ahead)),)))
    else:
        told.append(Paragraph((making.language.tr("Days ahead are left out here."),)))
    if requests:
        waits = trn(
            "{count} request waits for an answer.",
            "{count} requests wait for an answer.",
            len(requests),
        )
        told.append(Paragraph((waits,)))
    if found.ahead and _is_past(making):
        told.append(Paragraph((_known_later(making),)))
    return tuple(told)


def _passed(making: ReportContext, found: DeadlineList) -> Iterator[Paragraph]:
    """Give how many have passed; neither they nor those of long ago are findings."""
    trn, passed, silent = making.language.trn, len(found.passed), len(found.unconfirmed)
    told = trn(
        "{count} deadline has passed, and the register has heard nothing of it; that is no finding.",
        "{count} deadlines have passed, and the register has heard nothing of them; that is no "
        "finding.",
        passed,
    )
    if passed:
        yield Paragraph((told,), Tone.PASSED)
    else:
        yield Paragraph((making.language.tr("No deadline has passed unheard."),))
    if silent:
        told = trn(
            "{count} passed so long ago that the register no longer says what became of it.",
            "{count} passed so long ago that the register no longer says what became of them.",
            silent,
        )
        yield Paragraph((told,), Tone.SILENT)


def _is_past(making: ReportContext) -> bool:
    """Tell whether the log knows of later days than the one asked about."""
    recorded = making.statement.known.recorded_at
    return recorded is not None and making.statement.at.isoformat() < recorded[:10]


def _known_later(making: ReportContext) -> str:
    return making.language.tr(
        "It is told as it is known now: days that were set only after {day} are here, too.",
        day=making.language.day(making.statement.at).label,
    )


def _ahead(making: ReportContext, count: int) -> str:
    language, asked = making.language, making.statement
    if asked.within is None:
        return language.trn("{count} deadline lies ahead.", "{count} deadlines lie ahead.", count)
    last = horizon(making).last
    return language.trn(
        "{count} deadline lies ahead up to {day}.",
        "{count} deadlines lie ahead up to {day}.",
        count,
        day=language.day(last).label,
    )


def _requests(
    making: ReportContext, found: Sequence[ResponseClock], names: ReportNames
) -> tuple[Block, ...]:
    blocks = request_blocks(making, names, found)
    if not assumed(found):
        return blocks
    told = making.language.tr(
        "Where the kind of platform or of request is not known, the longest time of the law is "
        "told."
    )
    return (*blocks, Paragraph((told,)))
