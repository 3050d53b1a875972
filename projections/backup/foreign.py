"""Refusing a file that has more in it than a backup has, before anything in it is read.

A view in the place of a table can go on without an end, and a trigger does what it likes when
a backup of an older version is brought up to this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrity.schema.differences import expected
from integrity.schema.objects import schema_objects
from register.errors import BackupProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def refuse_foreign(path: Path, connection: Connection) -> None:
    """Raise BackupProblem for a view, a trigger that no register has, and what computes rows."""
    own = set(expected("sqlite"))
    for one in schema_objects(connection):
        acts = one.kind in ("view", "trigger") or (
            one.kind == "table" and _computes(one.definition)
        )
        if acts and one not in own:
            raise BackupProblem(
                f"{path} is no backup that 'register backup' made: it has a {one.place}"
            )


def _computes(definition: str) -> bool:
    words = definition.upper()
    return words.startswith("CREATE VIRTUAL") or "GENERATED ALWAYS" in words or " AS (" in words
