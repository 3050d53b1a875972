"""Audits for tests: made as the command makes them, and what they say as programs get it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text
from support.proofs.signing import Signing

from register.log.points import known_at
from register.store.database import reading, writing
from reports.context import ReportContext, point
from reports.kinds.audit.signatures import newest_checkpoint
from reports.kinds.registry import KINDS
from reports.model import (
    Audience,
    Cell,
    Code,
    Foreign,
    Number,
    Report,
    Streamed,
    Table,
    VagueDate,
    Word,
)
from reports.statement import FORMAT, RULES, Statement
from reports.words.language import language


def statement(connection: Connection, known: str | None = None, **changes: Any) -> Statement:
    """What the command states: all facts, and the newest checkpoint of them."""
    at = point(connection, known_at(connection, known))
    stated = Statement(
        report=FORMAT,
        kind="audit",
        at=date(2026, 1, 1),
        known=at,
        longest=1_000,
        checkpoint=newest_checkpoint(connection, at.position),
        language="en",
        rules=RULES,
        register="0",
    )
    return replace_in(stated, **changes)


def replace_in(stated: Statement, **changes: Any) -> Statement:
    told = {name: getattr(stated, name) for name in stated.__struct_fields__}
    return Statement(**{**told, **changes})


def made_of(connection: Connection, stated: Statement) -> Report:
    making = ReportContext(connection, stated, language(stated.language), lambda document: document)
    return KINDS["audit"](making)


def whole(report: Report) -> Report:
    """The report with its rows made, so that it can be compared."""
    sections = tuple(
        replace(section, blocks=tuple(_whole(block) for block in section.blocks))
        for section in report.sections
    )
    return replace(report, sections=sections)


def _whole(block: Any) -> Any:
    return replace(block, rows=tuple(block.rows)) if isinstance(block, Table) else block


def audited(found: Signing, **changes: Any) -> Report:
    with reading(found.register.engine) as connection:
        return whole(made_of(connection, statement(connection, **changes)))


def plain(cell: Cell) -> Any:
    """What programs get."""
    match cell:
        case Number():
            return cell.value
        case VagueDate():
            return cell.edtf
        case Word():
            return cell.code
        case Code() | Foreign():
            return cell.text
        case tuple():
            return "".join(str(getattr(one, "label", getattr(one, "text", one))) for one in cell)
        case _:
            return cell


def tables(report: Report) -> dict[str, Table]:
    found = [*report.tables(Audience.PROGRAMS), *report.tables(Audience.READERS)]
    return {one.name: one for one in found}


def rows(report: Report, name: str) -> list[dict[str, Any]]:
    table = tables(report)[name]
    names = [column.name for column in table.columns]
    return [dict(zip(names, map(plain, row), strict=True)) for row in table.rows]


def words(report: Report) -> str:
    """All that paragraphs, terms and cells say."""
    told = (report.title, report.summary, report.sections, report.data)
    return json.dumps(_texts(told), ensure_ascii=False)


def _texts(node: Any) -> Any:
    if isinstance(node, str | int | float | None):
        return node
    if isinstance(node, tuple | list | Streamed):
        return [_texts(one) for one in node]
    if isinstance(node, dict):
        return {key: _texts(value) for key, value in node.items()}
    names = getattr(node, "__dataclass_fields__", {})
    return [_texts(getattr(node, name)) for name in names] if names else str(node)


def made_of_whole(connection: Connection, stated: Statement) -> Report:
    return whole(made_of(connection, stated))


def filled(found: Signing, count: int) -> None:
    """Put further rows into the log, as many as wanted, with the quickest of means."""
    with writing(found.register.engine) as connection:
        connection.execute(
            text(
                "WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < :count) "
                "INSERT INTO log SELECT position + at, stream, version + at, type, "
                "'id-' || at, recorded_at, recorded_by, payload FROM log, n WHERE position = 10"
            ),
            {"count": count},
        )
        connection.execute(
            text("UPDATE log_head SET position = position + :count"), {"count": count}
        )
    found.register.catch_up()
