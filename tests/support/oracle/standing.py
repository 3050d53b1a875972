"""The standing of one relationship by evidence/verify.py, the second program that knows the rules.

It replays everything for every question. The register's own fold is held against it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from evidence import verify
from register.clock import microseconds

Row = dict[str, Any]
"""A fact as recorded, as one line of `register export` has it."""
Document = dict[str, Any]


def as_stored(row: Row) -> verify.Fact:
    """A row as a fact of a bundle; who recorded it and its leaf don't matter to the standing."""
    added = ("position", "recorded_at", "recorded_by")
    columns = {
        "id": row["id"],
        "position": row["position"],
        "recorded_at": microseconds(datetime.fromisoformat(row["recorded_at"])),
        "recorded_by": row.get("recorded_by", "test"),
    }
    stored = {name: value for name, value in row.items() if name not in added}
    return verify.Fact(f"facts/{row['position']}.json", columns, b"", stored)


def known_by(rows: Iterable[Row], known: int | str | None) -> list[Row]:
    """The rows through a position, or a moment of recording, in the order of the log."""
    in_order = sorted(rows, key=lambda row: int(row["position"]))
    if known is None:
        return in_order
    if isinstance(known, int):
        return [row for row in in_order if row["position"] <= known]
    moment = datetime.fromisoformat(known)
    return [row for row in in_order if datetime.fromisoformat(row["recorded_at"]) <= moment]


def standing(
    facts: Iterable[Row],
    at: date,
    position: int | str | None = None,
    *,
    public_by: date | None = None,
) -> Document | None:
    """The contract's JSON of the standing at a day, as known at a position or a moment.

    None: no standing. What is asked is there too, but for `known`: only the log can say when
    a position was recorded.
    """
    rows = known_by(facts, position)
    stored = [as_stored(row) for row in rows]
    found = verify.standing(stored, verify.knowledge(stored, public_by), at)
    if found is None:
        return None
    del found["facts"]
    asked = {name: rows[0][name] for name in ("platform", "jurisdiction")}
    return {**asked, "at": at.isoformat(), **found}


def periods(
    facts: Iterable[Row], position: int | str | None = None, *, public_by: date | None = None
) -> list[Document]:
    """The standing over all days, as periods in order, without what is asked; the last has no end.

    Without `latest_source`, too, which does not end a period.
    """
    stored = [as_stored(row) for row in known_by(facts, position)]
    known = verify.knowledge(stored, public_by)
    found: list[tuple[date, Document]] = []
    for day in verify.turning_days(known.facts):
        now = verify.standing_on(known, day)
        if not found or found[-1][1] != now:
            found.append((day, now))
    took_effect = {one.on for one in known.facts}
    ends = [since.isoformat() for since, _ in found[1:]]
    return [
        {
            **now,
            "since": since.isoformat(),
            "until": until,
            "began": "fact" if since in took_effect else "time",
        }
        for (since, now), until in zip(found, [*ends, None], strict=False)
    ]
