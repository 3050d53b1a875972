"""A process to be killed: `dying_archive.py URL FILE…` archives files, one after another."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from projections.embedded import EmbeddedRegister
from register.importing.documents import Offer, archive, read_file


def main(url: str, *paths: str) -> None:
    with EmbeddedRegister(url, lambda: datetime.now(UTC)) as register:
        for path in map(Path, paths):
            offer = Offer(content=read_file(path), name=path.name)
            archive(register.register, [offer], recorded_by="test", today=date(2026, 1, 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
