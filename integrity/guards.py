"""The triggers, functions and unique indexes by which the database itself keeps the log.

Each is known by a fingerprint of its definition, as the migrations make it; a test holds the
two together.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_TABLES = (
    "log",
    "log_head",
    "checkpoint",
    "checkpoint_signature",
    "checkpoint_timestamp",
    "signing_key",
    "document",
)
_NAMED = ", ".join(f"'{name}'" for name in _TABLES)

_ON_SQLITE = text(
    "SELECT type AS kind, name, sql AS definition, 1 AS works FROM sqlite_master "  # noqa: S608  # constants
    f"WHERE type IN ('trigger', 'index') AND sql IS NOT NULL AND tbl_name IN ({_NAMED})"
)
_ON_POSTGRESQL = text(
    "WITH here AS (SELECT current_schema()::regnamespace AS oid) "  # noqa: S608  # constants
    "SELECT 'trigger' AS kind, t.tgname AS name, "
    "pg_get_triggerdef(t.oid, true) || ' ' || p.prosrc AS definition, "
    "t.tgenabled IN ('O', 'A') AS works "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "JOIN here ON c.relnamespace = here.oid "
    f"WHERE NOT t.tgisinternal AND c.relname IN ({_NAMED}) "
    "UNION ALL SELECT 'function', p.proname, p.prosrc, true FROM pg_proc p "
    "JOIN here ON p.pronamespace = here.oid WHERE p.proname IN "
    "('append_to_log', 'append_one_to_log') "
    "UNION ALL SELECT 'index', indexname, indexdef, true FROM pg_indexes "
    f"WHERE schemaname = current_schema() AND tablename IN ({_NAMED}) "
    "UNION ALL SELECT 'rule', rulename, definition, true FROM pg_rules "
    f"WHERE schemaname = current_schema() AND tablename IN ({_NAMED})"
)


class Guard(NamedTuple):
    """A trigger, a function, an index or a rule, as it stands in a database."""

    kind: str
    name: str
    fingerprint: str
    works: bool


EXPECTED: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "checkpoint_refuses_delete": "d261b886970d135e",
        "checkpoint_refuses_replace": "fb63a7a1c0e29a41",
        "checkpoint_refuses_update": "31734370b5db17c1",
        "checkpoint_signature_refuses_delete": "4818a50311c52263",
        "checkpoint_signature_refuses_update": "6ab59114d6abe25e",
        "checkpoint_timestamp_refuses_delete": "1b3832bb6d154f71",
        "checkpoint_timestamp_refuses_replace": "bf072a0b0558a1dc",
        "checkpoint_timestamp_refuses_update": "a8954499cb3bc5f0",
        "document_refuses_update": "7ad1825e691939ed",
        "log_by_recorded_at": "eaf1fdd0dd391438",
        "log_has_designations": "a6bf0cef25e41c1e",
        "log_has_each_fact_once": "7965981274166c7a",
        "log_has_one_event_for_each_version_of_a_stream": "12a8cfee98a20d5b",
        "log_has_requests": "4ed7c9c7fa3835ff",
        "log_head_never_goes_back": "3888ce51d4c088cd",
        "log_head_refuses_delete": "f5fb23c8d589b3f7",
        "log_head_refuses_replace": "e280a58f1d39267f",
        "log_refuses_delete": "80e39bf3b91aae1e",
        "log_refuses_to_replace_fact": "3436a3000851efc9",
        "log_refuses_to_replace_position": "4e5f237048cb8af4",
        "log_refuses_to_replace_version": "825547aac67f29de",
        "log_refuses_update": "fb73b2541c0e1796",
        "signing_key_refuses_delete": "ab301a3716b9703b",
        "signing_key_refuses_replace": "e67bca7c17243e35",
        "signing_key_refuses_update": "74a32fe4193e747a",
    },
    "postgresql": {
        "append_one_to_log": "d5eb03c60818a11d",
        "append_to_log": "93a53cae3361d5c3",
        "checkpoint_has_one_row_for_each_size": "ad8bd477df60db3c",
        "checkpoint_refuses_change": "7091a5c0b54de0c7",
        "checkpoint_signature_has_one_row_for_each_size_line": "19477454533ce83f",
        "checkpoint_signature_refuses_change": "587595671c96eef2",
        "checkpoint_timestamp_has_one_row_for_each_size_made_at": "e22277b572ddb0cf",
        "checkpoint_timestamp_refuses_change": "db63144b8bb35b25",
        "document_has_one_row_for_each_sha256": "712abd05299ff1bc",
        "document_refuses_update": "8048ec64a1a0e716",
        "log_by_recorded_at": "a8e4a521e88f8951",
        "log_has_designations": "7d2a5e8a18c3b256",
        "log_has_each_fact_once": "ccae754a69dc5ff0",
        "log_has_one_event_for_each_version_of_a_stream": "b3faca73545ed582",
        "log_has_one_row_for_each_position": "9916c8ac3f23a579",
        "log_has_requests": "68b594faaf282b62",
        "log_head_has_one_row_for_each_id": "40d3051d2aa6ac09",
        "log_head_never_goes_back": "8009d85c5f44c89c",
        "log_head_refuses_delete": "a44df687702bf111",
        "log_refuses_change": "02b7986d1bc32362",
        "signing_key_has_one_row_for_each_vkey": "77c70ddb5cc37db1",
        "signing_key_refuses_change": "d749ed2f8bb3f681",
    },
}
"""The fingerprints by dialect and name."""


def guards(connection: Connection) -> Iterator[Guard]:
    """Give the guards that stand in a database."""
    on_postgresql = connection.dialect.name == "postgresql"
    schema = ""
    if on_postgresql:
        schema = str(connection.execute(text("SELECT quote_ident(current_schema())")).scalar())
    for row in connection.execute(_ON_POSTGRESQL if on_postgresql else _ON_SQLITE):
        definition = " ".join(str(row.definition).replace(f"{schema}.", "").split())
        fingerprint = sha256(definition.encode()).hexdigest()[:16]
        yield Guard(row.kind, row.name, fingerprint, bool(row.works))


def broken(connection: Connection) -> Iterator[tuple[str, str]]:
    """Give the name of each guard that is not as it was made, and what is wrong with it."""
    expected = EXPECTED[connection.dialect.name]
    found = {guard.name: guard for guard in guards(connection)}
    for name in sorted(expected.keys() | found.keys()):
        guard = found.get(name)
        if guard is None:
            yield name, "it is missing: the database may let the log be changed"
        elif name not in expected:
            yield f"{guard.kind} {name}", "the register made none of this name"
        elif guard.fingerprint != expected[name]:
            yield f"{guard.kind} {name}", "it is not the one that the register made"
        elif not guard.works:
            yield f"{guard.kind} {name}", "it is switched off"
