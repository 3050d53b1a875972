"""Measures pages and the HTTP API: users of a mixed load on PostgreSQL, and the matrix of 12,000 cells.

The users are threads of this process, each with a connection of its own, that wait about a second
between two requests. What is acknowledged as recorded is looked up at the end. The server is
`register serve --demo`, a process of its own, so both share the machine's cores.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from threading import Thread
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from benchmarks.tools.registers import copied, kept_in, made, url_of
from benchmarks.tools.rounds import last_percent, milliseconds, table
from benchmarks.tools.servers import Places, server
from exchange.example import load_example
from projections.embedded import EmbeddedRegister
from register.store.database import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-c", "from cli import main; main()")
CELLS = [
    *(("tiktok", code) for code in ("RU", "KZ", "IN", "KG", "US", "EU")),
    *(("telegram", "KZ"), ("meta", "KZ"), ("twitter", "NG"), ("twitter", "TR"), ("linkedin", "RU")),
]
FIRST_DAY, DAYS = date(2016, 1, 1), 4_000
PLACE = "/var/tmp"
"""Where databases are: on a disk, and not in memory."""

LATE_DAY = date(2024, 5, 1)
"""From when on nearly all made-up relationships have a standing."""

MIX = {"relationship": 35, "matrix": 20, "standing": 20, "search": 10, "fact": 10, "record": 5}
"""Of a hundred requests, how many are of each kind."""


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def served(url: str) -> Iterator[tuple[str, int]]:
    """Serve a register; give host and port."""
    command = [*PROGRAM, "--database", url, "serve", "--demo", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr or ()
        found = next(filter(None, (re.search(r"http://([\d.]+):(\d+)/", line) for line in said)))
        try:
            yield found[1], int(found[2])
        finally:
            process.terminate()


@dataclass
class User(Thread):
    """Asks until the time is over; ``taken`` has the seconds of each kind of request.

    ``back`` is the share of requests about another day, as known at another point of the log.
    """

    place: tuple[str, int]
    number: int
    seconds: float
    pause: float
    back: float
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    recorded: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return self.number

    def run(self) -> None:
        draw, end = Random(self.number), time.monotonic() + self.seconds
        connection = http.client.HTTPConnection(*self.place, timeout=30)
        time.sleep(draw.uniform(0, self.pause))
        while time.monotonic() < end:
            (kind,) = draw.choices(list(MIX), list(MIX.values()))
            start = time.perf_counter()
            try:
                self.ask(connection, kind, draw)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(f"{kind}: {error!r}")
                connection.close()
            else:
                self.taken[kind].append(time.perf_counter() - start)
            time.sleep(draw.uniform(0.5, 1.5) * self.pause)

    def ask(self, connection: http.client.HTTPConnection, kind: str, draw: Random) -> None:
        platform, place = draw.choice(CELLS)
        day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
        looks_back = draw.random() < self.back
        at = f"?at={day}&known={draw.randrange(200, 387)}" if looks_back else ""
        paths = {
            "relationship": f"/relationships/{platform}/{place}{at}",
            "matrix": f"/{at}",
            "standing": f"/api/v1/standings/{platform}/{place}{at}",
            "search": f"/search?q={draw.choice(['block', 'fine', 'office', 'law'])}",
            "fact": f"/facts/{draw.randrange(100, 380)}",
        }
        if kind == "record":
            self.record(connection, draw)
            return
        connection.request("GET", paths[kind], headers={"Accept": "*/*"})
        answer = connection.getresponse()
        told = answer.read()
        if answer.status not in (200, 404):  # at an early day there may be no standing
            why = re.sub(r"(?s)<head.*?</head>|<[^>]*>|\s+", " ", told.decode())
            self.errors.append(f"{paths[kind]}: {answer.status} {why.strip()[:300]}")

    def record(self, connection: http.client.HTTPConnection, draw: Random) -> None:
        fact = {
            "type": "statement-issued",
            "platform": "tiktok",
            "jurisdiction": "KZ",
            "occurred": "2026-01-02",
            "note": f"user {self.number}, {draw.random()}",
            "sources": [{"title": "A benchmark"}],
        }
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "none"}
        connection.request("POST", "/api/v1/facts", json.dumps(fact), headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 201:
            self.errors.append(f"record: {answer.status} {told[:200]!r}")
            return
        self.recorded += re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", told.decode())[
            :1
        ]


def load(users: int, seconds: float, pause: float, back: float) -> None:
    """Let users ask a register on PostgreSQL, and look up what they were told is recorded."""
    with (
        tempfile.TemporaryDirectory(dir=PLACE) as folder,
        server(PLACE) as postgresql,
        Places(folder, postgresql).fresh("postgresql") as place,
    ):
        url = f"postgresql+psycopg://{place.user}@/{place.name}?host={place.host}"
        migrate(url)
        with EmbeddedRegister(url, now) as register:
            load_example(register, recorded_by="bench")
        with served(url) as where:
            first = User(where, users, 0, 0, back)
            for kind in MIX:  # what a server does once, it has done
                first.ask(http.client.HTTPConnection(*where), kind, Random(0))
            everybody = [User(where, number, seconds, pause, back) for number in range(users)]
            for each in everybody:
                each.start()
            for each in everybody:
                each.join()
            show(everybody, where, seconds)


def show(everybody: list[User], where: tuple[str, int], seconds: float) -> None:
    taken: dict[str, list[float]] = defaultdict(list)
    for user in everybody:
        for kind, some in user.taken.items():
            taken[kind] += some
    taken["all"] = [one for some in list(taken.values()) for one in some]
    rows = [
        [kind, str(len(some)), *map(milliseconds, (median(some), last_percent(some)))]
        for kind, some in taken.items()
    ]
    table([f"{len(everybody)} users, {seconds:.0f} s", "requests", "p50 ms", "p99 ms"], rows)
    errors = [error for user in everybody for error in user.errors]
    print(f"{len(errors)} errors", *errors[:5], sep="\n  ")
    recorded = [one for user in everybody for one in user.recorded]
    connection = http.client.HTTPConnection(*where)
    missing = [one for one in recorded if not is_there(connection, one)]
    print(f"{len(recorded)} facts acknowledged, {len(missing)} of them not in the log\n")


def is_there(connection: http.client.HTTPConnection, fact: str) -> bool:
    connection.request("GET", f"/api/v1/facts/{fact}")
    answer = connection.getresponse()
    answer.read()
    return answer.status == 200


def matrix(folder: Path | None, rounds: int) -> None:
    """Ask for the matrix of 12,000 relationships: on days that nobody asked about, and again."""
    cold: list[float] = []
    again: list[float] = []
    with (
        kept_in(folder) as kept,
        copied(made(kept, 60_000, relationships=12_000)) as path,
        served(url_of(path)) as where,
    ):
        connection = http.client.HTTPConnection(*where, timeout=60)
        for number in range(rounds + 1):
            asked = f"/?at={LATE_DAY + timedelta(days=number)}"
            for seconds in (cold, again):
                start = time.perf_counter()
                connection.request("GET", asked)
                size = len(connection.getresponse().read())
                seconds.append(time.perf_counter() - start)
    head = ["the matrix of 12,000", "p50 ms", "p99 ms"]
    rows: list[list[str]] = [
        [name, milliseconds(median(some[1:])), milliseconds(last_percent(some[1:]))]
        for name, some in {"made": cold, "kept": again}.items()
    ]
    table(head, rows)
    print(f"The last one has {size:,} bytes.\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=60, help="default: %(default)s")
    parser.add_argument("--pause", type=float, default=1.0, help="default: %(default)s")
    parser.add_argument(
        "--back", type=float, default=0.3, help="share that looks back; default: %(default)s"
    )
    parser.add_argument("--rounds", type=int, default=15, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, help="where registers are kept for the next run")
    given: Any = parser.parse_args()
    load(given.users, given.seconds, given.pause, given.back)
    matrix(given.folder, given.rounds)


if __name__ == "__main__":
    main()
