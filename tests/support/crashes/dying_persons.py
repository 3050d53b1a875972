"""A process that kills itself: `dying_persons.py MOMENT URL FOLDER PERSON`, in the middle of forgetting.

At the moment `recorded` the fact is committed and nothing is destroyed; at `buried` there is the
tombstone, too; at `overwritten` the key's bytes are gone, and its file is there.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.persons import keys
from register.persons.keys import Persons


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(Persons):
    def forget(self, person: str) -> None:
        die(person)


def main(moment: str, url: str, folder: str, person: str) -> None:
    store = (Dying if moment == "recorded" else Persons)(Path(folder), os.urandom)
    if moment == "buried":
        keys._destroy = die
    if moment == "overwritten":
        Path.unlink = die  # type: ignore[method-assign]  # this process does nothing else
    document = {
        "type": "person-forgotten",
        "person": person,
        "occurred": "2026-01-01",
        "details": {"reason": "a request"},
        "sources": [{"title": "a request"}],
    }
    with EmbeddedRegister(url, lambda: datetime.now(UTC), persons=store) as register:
        register.record([read_fact(document)], recorded_by="test")


if __name__ == "__main__":
    main(*sys.argv[1:])
