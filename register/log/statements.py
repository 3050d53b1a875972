"""What the log is asked again and again, built once: to build a statement takes longer than to run it."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from register.store.among import Among
from register.store.prepared import Prepared
from register.store.tables import log

LAST_VERSIONS = {
    "sqlite": "SELECT value, (SELECT max(version) FROM log WHERE stream = value) FROM json_each(?)",
    "postgresql": "SELECT value, (SELECT max(version) FROM log WHERE stream = value) "
    "FROM unnest(%s::text[]) AS given (value)",
}
BY_ID = Prepared(select(log).where(log.c.fact_id == bindparam("wanted")))
OF_STREAMS_AND_TYPES = Among(
    select(log).order_by(log.c.stream, log.c.version), log.c.stream, log.c.type
)
BY_IDS = Among(select(log), log.c.fact_id)
AT_POSITIONS = Among(select(log), log.c.position)
OF_STREAMS = Among(select(log).order_by(log.c.stream, log.c.version), log.c.stream)
HEAD = Prepared(select(log.c.position, log.c.recorded_at).order_by(log.c.position.desc()).limit(1))
RECORDED_AT = Prepared(select(log.c.recorded_at).where(log.c.position == bindparam("place")))
OF_KIND = Prepared(
    select(log)
    .where(log.c.stream >= bindparam("first"), log.c.stream < bindparam("beyond"))
    .where(log.c.position <= bindparam("through"))
    .order_by(log.c.position)
)
OF_STREAM = Prepared(select(log).where(log.c.stream == bindparam("named")).order_by(log.c.version))
BETWEEN = (
    select(log)
    .where(log.c.position > bindparam("after"), log.c.position <= bindparam("through"))
    .order_by(log.c.position)
)
BETWEEN_SOME = Prepared(BETWEEN.limit(bindparam("some")))
