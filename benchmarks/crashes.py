"""Crashes for real: commands killed (kill -9) at random moments, and PostgreSQL crashed at times.

After each it compares all that must not be lost: `tests/support/crashes/crashing.py` says what. It measures
nothing; the test suite does a share of it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.crashes.crashing import crashes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on both databases together")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    wrong = []
    for kind, kills in (("sqlite", given.kills // 2), ("postgresql", -(-given.kills // 2))):
        begun = time.monotonic()
        tally = crashes(kind, kills=kills, seed=given.seed)
        killed = ", ".join(f"{name} {times}" for name, times in sorted(tally.killed.items()))
        print(f"{kind}: {kills} crashes in {time.monotonic() - begun:.0f} s: {killed}")
        print(f"  {tally.server} of them of the server; {tally.facts:,} single facts acknowledged")
        wrong += tally.wrong
    print("\n".join(wrong[:20]) or "nothing was lost, and nothing was there by half")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
