"""Appending on PostgreSQL refuses a time that is hardly the present one (docs/decisions/0023).

A clock that is years ahead would stamp every fact until then. The functions that append hold the
time against the server's own clock, and against that of the last fact, and say both where they
refuse. On SQLite, and where a whole file is imported, the program does that itself.

Revision: 0013, after 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FOLLOWED = 2019071520200103
QUIET_MICROSECONDS = 500_000
CHANNEL = "register_log"
LOST = "the log has lost its head row (log_head): restore a backup"
APART_MICROSECONDS = 86_400_000_000
SILENT_MICROSECONDS = 92 * 86_400_000_000
CHANGED = (
    "what stands in the log is not what was sent: something in the database changes it; "
    "register verify names it"
)
COLUMNS = "position, stream, version, type, fact_id, recorded_at, recorded_by, payload"


def upgrade() -> None:
    """Put other functions in the place of those of 0012, which have a parameter less."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION append_one_to_log(text, text, text, bytea, text, bigint)")
        op.execute(
            "DROP FUNCTION append_to_log(text[], bigint[], text[], text[], bytea[], text, bigint)"
        )
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
    """Return what looks at the time, takes the lock, gives out positions, and wakes followers."""
    return f"""
    SELECT h.appended_at, h.position, h.recorded_at INTO before, last_position, recorded
    FROM {schema}.log_head h WHERE h.id = 1;
    IF NOT clock_is_right AND (
        abs(present - moment) > {APART_MICROSECONDS}
        OR last_position > 0 AND moment - recorded > {SILENT_MICROSECONDS}
    ) THEN
        taken := format('clock %s %s %s', last_position, recorded, present);
        RETURN;
    END IF;
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
CREATE FUNCTION {name}(
    {parameters}, recorder text, moment bigint, clock_is_right boolean,
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
