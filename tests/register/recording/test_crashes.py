"""Kill -9 at random moments: what was acknowledged is there once, and nothing is there by half.

`benchmarks/crashes.py` does it 200 times.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.programs.running import surroundings

KILLS = 20


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_register_outlives_kills_at_any_moment(kind: str) -> None:
    given = json.dumps({"kind": kind, "kills": KILLS, "seed": 1})
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).parents[2] / "support" / "crashes" / "crashing.py"),
            given,
        ],
        check=False,
        capture_output=True,
        env=surroundings(),
        text=True,
    )
    assert done.returncode == 0, done.stderr
    tally = json.loads(done.stdout)
    assert tally["wrong"] == []
    assert sum(tally["killed"].values()) == KILLS
    assert tally["facts"] > 0
    assert (tally["server"] > 0) == (kind == "postgresql")
