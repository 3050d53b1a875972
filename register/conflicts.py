"""What stood in the way of a row: the database's own word for it, as an error of ours."""

from __future__ import annotations

from register.errors import DatabaseProblem, FactOverwritten, StreamMoved


def conflict(reason: str) -> FactOverwritten | StreamMoved | DatabaseProblem:
    """Return the error for the name of a constraint or, on SQLite, of its columns."""
    if "log_has_one_event" in reason or "log.stream" in reason:
        return StreamMoved("another process recorded on the same aggregate just now; try again")
    if "log_has_each_fact_once" in reason or "log.fact_id" in reason:
        return FactOverwritten("a fact with this id was recorded by another process just now")
    return DatabaseProblem(f"the log refuses the row: {reason.splitlines()[0]}")
