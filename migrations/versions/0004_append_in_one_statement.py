"""Appending in one statement on PostgreSQL, and when followers have to be woken.

A lock that is held over several round trips lets through a third of the writers that one
does which is taken, used and released inside one statement (docs/decisions/0009). The
functions look before they lock, so that a conflict is an answer, and no error in the
server's log; what slips in between, the unique indexes refuse. Of one fact the parameters
are no arrays, which take a client longer to send than the server to insert.

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOLLOWED = 2019071520200103
QUIET_MICROSECONDS = 500_000
CHANNEL = "register_log"
LOST = "the log has lost its head row (log_head): restore a backup"
COLUMNS = "position, stream, version, type, fact_id, recorded_at, recorded_by, payload"


def upgrade() -> None:
    """Note when something was last appended; create the functions that append."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("log_head", sa.Column("appended_at", whole, nullable=False, server_default="0"))
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
    INSERT INTO {schema}.log ({COLUMNS}) VALUES (
        last_position, new_stream,
        coalesce((SELECT max(l.version) FROM {schema}.log l WHERE l.stream = new_stream), 0) + 1,
        new_type, new_id, recorded, recorder, new_payload
    );""",
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
        WITH ORDINALITY AS n (stream, version, type, fact_id, payload, place);""",
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
CREATE FUNCTION {name}(
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
BEGIN
    followed := NOT pg_try_advisory_lock_shared({FOLLOWED});
    IF NOT followed THEN
        PERFORM pg_advisory_unlock_shared({FOLLOWED});
    END IF;
{body}
END $$"""
