"""A process to be killed: `dying_import.py FILE URL` imports in small blocks and batches."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from projections.embedded import EmbeddedRegister
from register.importing import block_reader, importer
from register.importing.importer import ImportOptions

importer.BLOCK_BYTES = 4_000
importer.SMALL = 1
importer.BATCH = 20
block_reader.ALONE = 4


def main(path: str, url: str) -> None:
    register = EmbeddedRegister(url, lambda: datetime.now(UTC), workers=2)
    with register, Path(path).open("rb") as stream:
        register.import_file(stream, path, ImportOptions(recorded_by="test"))


if __name__ == "__main__":
    main(*sys.argv[1:])
