"""What the migrations make, as it is kept with the program, and how a database differs from it.

``python -m migrations.expected URL`` writes what is kept, from an empty database.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from integrity.schema.objects import SchemaObject, schema_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_LONG = 120


def expected(dialect: str) -> list[SchemaObject]:
    """Return the objects that the migrations make on a database of this kind."""
    file = resources.files("integrity.schema").joinpath(f"{dialect}.json")
    return [SchemaObject(*row) for row in json.loads(file.read_text(encoding="utf-8"))]


def differences(connection: Connection) -> Iterator[tuple[str, str]]:
    """Give each object that is not as the migrations make it, and what is wrong with it."""
    wanted = {one.key: one for one in expected(connection.dialect.name)}
    found = {one.key: one for one in schema_objects(connection)}
    for key in sorted(wanted.keys() | found.keys()):
        made, stands = wanted.get(key), found.get(key)
        if stands is None:
            if made is not None:
                yield made.place, "it is missing: the database may let records be changed"
        elif made is None:
            yield stands.place, "the register made none of this name"
        elif made.definition != stands.definition:
            yield made.place, _other(made.definition, stands.definition)
        elif not stands.works:
            yield made.place, "it is switched off"


def _other(made: str, stands: str) -> str:
    """Say in one sentence where a definition is another one."""
    before, now = made.splitlines(), stands.splitlines()
    gone = next((line for line in before if line not in now), "")
    more = next((line for line in now if line not in before), "")
    if not gone and not more:
        return "it is not the one that the register made: its lines are in another order"
    if not gone:
        return f"it is not the one that the register made: it has {_short(more)} as well"
    if not more:
        return f"it is not the one that the register made: it lacks {_short(gone)}"
    return f"it is not the one that the register made: it has {_short(more)}, not {_short(gone)}"


def _short(line: str) -> str:
    return repr(line if len(line) <= _LONG else f"{line[:_LONG]}…")
