"""Appending on PostgreSQL looks at what stands in the log, and refuses if it is not what was sent.

A trigger or a rule that somebody put on the log can change a fact while it is recorded, and the
tree is made of what stands there. So the functions that append read the rows again, in the
same transaction. On SQLite the program does that itself.

Revision: 0012, after 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FOLLOWED = 2019071520200103
QUIET_MICROSECONDS = 500_000
CHANNEL = "register_log"
LOST = "the log has lost its head row (log_head): restore a backup"
CHANGED = (
    "what stands in the log is not what was sent: something in the database changes it; "
    "register verify names it"
)
COLUMNS = "position, stream, version, type, fact_id, recorded_at, recorded_by, payload"


def upgrade() -> None:
    """Put other functions in the place of those of 0004."""
    if op.get_bind().dialect.name == "postgresql":
        quoted = op.get_bind().execute(sa.text("SELECT quote_ident(current_schema())")).scalar()
        op.execute(_append_one(str(quoted)))
        op.execute(_append_several(str(quoted)))


def _append_one(schema: str) -> str:
    """Return the function that appends one fact, in the version that follows in its stream."""
    return _function(
        "append_one_to_log",
        "new_stream text, new_type text, new_id text, new_payload bytea",
        f"""
    IF EXISTS (SELECT FROM {schema}.log l WHERE l.fact_id = new_id) THEN
        taken := 'log_has_each_fact_once';
        RETURN;
    END IF;
{_advance(schema, "1")}
    SELECT coalesce(max(l.version), 0) + 1 INTO further
    FROM {schema}.log l WHERE l.stream = new_stream;
    INSERT INTO {schema}.log ({COLUMNS}) VALUES (
        last_position, new_stream, further, new_type, new_id, recorded, recorder, new_payload
    );
    IF NOT EXISTS (
        SELECT FROM {schema}.log l WHERE l.position = last_position AND l.stream = new_stream
        AND l.version = further AND l.type = new_type AND l.fact_id = new_id
        AND l.recorded_at = recorded AND l.recorded_by = recorder AND l.payload = new_payload
    ) THEN
        RAISE EXCEPTION '{CHANGED}';
    END IF;""",
    )


def _append_several(schema: str) -> str:
    """Return the function that appends facts in the versions that were decided for them."""
    return _function(
        "append_to_log",
        "streams text[], versions bigint[], types text[], fact_ids text[], payloads bytea[]",
        f"""
    IF EXISTS (SELECT FROM {schema}.log l WHERE l.fact_id = ANY (fact_ids)) THEN
        taken := 'log_has_each_fact_once';
        RETURN;
    END IF;
    IF EXISTS (
        SELECT FROM unnest(streams, versions) AS n (stream, version)
        JOIN {schema}.log l ON l.stream = n.stream AND l.version = n.version
    ) THEN
        taken := 'log_has_one_event_for_each_version_of_a_stream';
        RETURN;
    END IF;
{_advance(schema, "cardinality(streams)")}
    INSERT INTO {schema}.log ({COLUMNS})
    SELECT last_position - cardinality(streams) + n.place, n.stream, n.version, n.type, n.fact_id,
        recorded, recorder, n.payload
    FROM unnest(streams, versions, types, fact_ids, payloads)
        WITH ORDINALITY AS n (stream, version, type, fact_id, payload, place);
    SELECT count(*) INTO further
    FROM unnest(streams, versions, types, fact_ids, payloads)
        WITH ORDINALITY AS n (stream, version, type, fact_id, payload, place)
    JOIN {schema}.log l ON l.position = last_position - cardinality(streams) + n.place
        AND l.stream = n.stream AND l.version = n.version AND l.type = n.type
        AND l.fact_id = n.fact_id AND l.recorded_at = recorded AND l.recorded_by = recorder
        AND l.payload = n.payload;
    IF further <> cardinality(streams) THEN
        RAISE EXCEPTION '{CHANGED}';
    END IF;""",
    )


def _advance(schema: str, count: str) -> str:
    """Return what takes the lock, gives out positions and a time, and wakes followers."""
    return f"""
    SELECT h.appended_at INTO before FROM {schema}.log_head h WHERE h.id = 1;
    UPDATE {schema}.log_head AS h
    SET position = h.position + {count},
        recorded_at = greatest(h.recorded_at, moment),
        appended_at = present
    WHERE h.id = 1
    RETURNING h.position, h.recorded_at INTO last_position, recorded;
    IF NOT FOUND THEN
        RAISE EXCEPTION '{LOST}';
    END IF;
    IF present - before NOT BETWEEN 0 AND {QUIET_MICROSECONDS} THEN
        PERFORM pg_notify('{CHANNEL}', '');
    END IF;"""


def _function(name: str, parameters: str, body: str) -> str:
    """Return a function whose tables are named with their schema, whatever the caller's path.

    Its plans last, so they may not scan a log that was small when they were made.
    """
    return f"""
CREATE OR REPLACE FUNCTION {name}(
    {parameters}, recorder text, moment bigint,
    OUT last_position bigint, OUT followed boolean, OUT taken text
) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    present bigint := extract(epoch FROM clock_timestamp()) * 1000000;
    before bigint;
    recorded bigint;
    further bigint;
BEGIN
    followed := NOT pg_try_advisory_lock_shared({FOLLOWED});
    IF NOT followed THEN
        PERFORM pg_advisory_unlock_shared({FOLLOWED});
    END IF;
{body}
END $$"""
