"""Writes down what the migrations make, for `register verify` to compare databases with.

``python -m migrations.expected URL`` does it for the kind of database at the URL, which has to
be empty. It is run after a migration was written; a test says so if it was not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import integrity.schema
from integrity.schema.objects import schema_objects
from register.store.database import migrate, open_engine, reading


def written(url: str) -> str:
    """Return what stands in a database as the text that is kept, one object a line."""
    engine = open_engine(url)
    with reading(engine) as connection:
        rows = [list(one[:4]) for one in sorted(schema_objects(connection))]
    engine.dispose()
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def main(url: str) -> None:
    """Migrate an empty database, and write what came of it."""
    migrate(url)
    engine = open_engine(url)
    folder = Path(str(integrity.schema.__file__)).parent
    (folder / f"{engine.dialect.name}.json").write_text(written(url), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
