"""A process to be killed: `dying.py project URL` or `dying.py rebuild URL`, in small steps."""

import sys

from projections.engine.projector import Projector
from projections.rebuild import standing as rebuilds
from projections.rebuild.rebuild import rebuild
from projections.standing import replay
from register.store.database import open_engine

# Also in the workers of a rebuild, which import this module again.
replay.PACKET = 1
for name in ("SHARE", "COMMITTED", "FORGOTTEN_AT_ONCE"):
    setattr(rebuilds, name, 1)


def main(task: str, url: str) -> None:
    engine = open_engine(url)
    if task == "project":
        Projector(engine, batch=1).catch_up()
    else:
        rebuild(url, [], workers=2, progress=lambda _: None)
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
