"""What the usual commands ask of the database is found by an index, however long the log is.

SQLite plans without regard to how many rows there are; PostgreSQL is told to scan only where it
can't do otherwise. A scan that a LIMIT ends is none.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from support.programs.running import ok
from support.servers.databases import Databases

from projections.engine.projector import Projector
from register.store import prepared
from register.store.database import open_engine

GROWS = {
    "log",
    "fact_text",
    "tree_tile",
    "standing_period",
    "standing_part",
    "standing_reach",
    "standing_source",
    "standing_tail",
}
"""The tables that have a row, or rows, for each fact, each tile of the tree, or each change."""

PAIR = ("tiktok", "RU")
OF_PAIR = ("--platform", "tiktok", "--jurisdiction", "RU")
TOLD = ("record", "removal-requested", *OF_PAIR, "--occurred", "2024-05-02")
SOURCE = ("--source-title", "Made up for this test")
ASKED = (
    ("status", *PAIR),
    ("status", *PAIR, "--at", "2020-01-02", "--known", "100"),
    ("report", "matrix", "--out", "matrix.html"),
    ("report", "matrix", "--out", "matrix.json"),
    ("history", *PAIR),
    ("deadlines",),
)


@pytest.fixture
def example(databases: Databases) -> Iterator[str]:
    with databases.empty() as url:
        ok("demo", database=url)
        yield url


def scanned_on_sqlite(cursor: Any, statement: str, parameters: Any) -> set[str]:
    """The growing tables that a statement scans, by its plan on SQLite."""
    cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    plan = [row[-1] for row in cursor.fetchall()]
    if "LIMIT" in statement and not any("TEMP B-TREE" in line for line in plan):
        return set()
    named = re.findall(rf"\b({'|'.join(GROWS)}) (?:AS )?(\w+)", statement)
    tables = {alias: table for table, alias in named}
    scans = [line.split()[1] for line in plan if line.startswith("SCAN ")]
    return {tables.get(name, name) for name in scans} & GROWS


def scanned_on_postgresql(cursor: Any, statement: str, parameters: Any) -> set[str]:
    """The growing tables that a statement has to scan, by its plan on PostgreSQL."""
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    (answer,) = cursor.fetchone()
    cursor.execute("SET LOCAL enable_seqscan = on")
    plans = answer if isinstance(answer, list) else json.loads(answer)
    return set(_scans(plans[0]["Plan"], ended=False)) & GROWS


def _scans(node: dict[str, Any], *, ended: bool) -> Iterator[str]:
    """Give the tables that a plan reads from one end to the other."""
    ended = ended or node["Node Type"] == "Limit"
    whole = node["Node Type"] == "Seq Scan" or (
        node["Node Type"] in ("Index Scan", "Index Only Scan") and "Index Cond" not in node
    )
    if whole and not ended:
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _scans(below, ended=ended and node["Node Type"] not in ("Sort", "Aggregate"))


@contextmanager
def watched() -> Iterator[dict[str, set[str]]]:
    """Explain every statement, and give those that scan, each with what it scans."""
    found: dict[str, set[str]] = {}

    def explain(connection: Any, _cursor: Any, statement: str, given: Any, *rest: Any) -> None:
        if statement.split(None, 1)[0] not in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"):
            return
        parameters = given[0] if rest[-1] and given else given
        cursor = connection.connection.cursor()
        dialect = connection.dialect.name
        ask = scanned_on_sqlite if dialect == "sqlite" else scanned_on_postgresql
        if scans := ask(cursor, statement, parameters):
            found[statement] = scans
        cursor.close()

    def explained(connection: Any, said: str, values: Any, *, many: bool) -> Any:
        explain(connection, None, said, values, many)
        return by_driver(connection, said, values, many=many)

    by_driver = prepared.run_by_driver
    event.listen(Engine, "before_cursor_execute", explain)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(prepared, "run_by_driver", explained)
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


def test_what_is_asked_recorded_and_followed_is_found_by_an_index(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with watched() as scans:
        for command in ASKED:
            ok(*command, database=example)
        ok(*TOLD, *SOURCE, database=example)
        engine = open_engine(example)
        Projector(engine).catch_up()
        engine.dispose()
    assert scans == {}
