"""A large file, and a process that imports it in small steps, to be killed."""

import subprocess
import sys
from pathlib import Path

from support.facts.given import TIKTOK, complete, denied, fact
from support.programs.running import ROOT, lines, surroundings

FACTS = 600


PATIENCE_SECONDS = 60.0


def told() -> bytes:
    """A file with its platform and claims about facts far before them."""
    facts = [
        complete(fact("court-ruled", f"20{n % 20:02}", note="x" * 200), n) for n in range(1, FACTS)
    ]
    for place in range(300, 540, 50):
        facts[place - 1] = complete(denied(place - 250), place)
    return lines(TIKTOK, *facts)


def started(path: Path, url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("dying_import.py")),
            str(path),
            url,
        ],
        env=surroundings(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
