"""From a statement to the report that it states, as its readers may see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reports.context import ReportContext
from reports.kinds.registry import KINDS
from reports.model import Paragraph
from reports.public.redaction import for_outsiders
from reports.tables.colophon import line
from reports.tables.provenance import outsiders, read_anew
from reports.words.language import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from reports.model import Report
    from reports.statement import Statement

    Opened = Callable[[dict[str, Any]], dict[str, Any]]


def report_of(connection: Connection, statement: Statement, opened: Opened) -> Report:
    """Make a report; ``opened`` shows facts in the clear, which outsiders get only in part."""

    def show(document: dict[str, Any]) -> dict[str, Any]:
        return for_outsiders(opened(document)) if statement.public else opened(document)

    making = ReportContext(connection, statement, language(statement.language), show)
    told = KINDS[statement.kind](making)
    summary = [*line(statement, making.language), *told.summary]
    if (anew := read_anew(statement, making.language)) is not None:
        summary.append(anew)
    if statement.public:
        summary.append(Paragraph((outsiders(making.language),)))
    return replace(told, summary=tuple(summary))
