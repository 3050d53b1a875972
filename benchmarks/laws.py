"""How long laws take: designations with what follows, an amendment for all, rolling, and lists.

Beside each stands the same facts taken as lines of a log, for which nothing is worked out.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # a script finds only its own folder

from projections.deadlines.deadlines import deadlines
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question
from register.format.codec import encode
from register.importing.importer import ImportOptions
from register.importing.law_document import facts_of
from register.importing.law_files import read_catalogue
from register.importing.obligations import Scope, apply_laws
from register.log.export import export_lines
from register.log.points import known_at
from register.store.database import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LAW = "EU-DSA"
SOURCE = {"title": "a list"}
ROLLED = date(2029, 1, 1)


def platform(number: int) -> dict[str, Any]:
    """Return the registration of a made-up platform."""
    slug = f"platform-{number}"
    return {
        "type": "platform-registered",
        "platform": slug,
        "occurred": "2020",
        "details": {"name": slug},
        "sources": [SOURCE],
    }


def designation(number: int) -> dict[str, Any]:
    """Return its designation as a very large platform."""
    return {
        "type": "platform-designated",
        "platform": f"platform-{number}",
        "jurisdiction": "EU",
        "occurred": "2023-04-25",
        "details": {"instrument": LAW, "category": "vlop"},
        "sources": [SOURCE],
    }


def amendment() -> dict[str, Any]:
    """Return an amendment that gives each report a month more."""
    law = next(one for one in read_catalogue({}).entries if one.instrument == LAW)
    told = json.loads(encode(facts_of(law)[0]))["details"]["duties"]
    for duty in told:
        if duty["duty"] == "half-yearly-report":
            duty["recurrence"]["within"] = "P3M"
    return {
        "type": "instrument-amended",
        "instrument": LAW,
        "occurred": "2026-01-01",
        "details": {"duties": told},
        "sources": [SOURCE],
    }


class Run:
    """One round: a fresh register, and how long each work took, in seconds."""

    def __init__(self, folder: Path, name: str) -> None:
        url = f"sqlite:///{folder}/{name}.db"
        migrate(url)
        self.register = EmbeddedRegister(url, lambda: datetime.now(UTC))
        self.seconds: dict[str, float] = {}
        self.facts: dict[str, int] = {}

    def take(self, documents: Iterable[dict[str, Any]]) -> int:
        """Import documents; return how many facts were recorded."""
        lines = b"".join(json.dumps(one).encode() + b"\n" for one in documents)
        done = self.register.import_file(io.BytesIO(lines), "a file", ImportOptions("bench"))
        if done.refused:
            raise SystemExit(str(done.refusals[0]))
        return done.recorded + done.followed

    def timed(self, name: str, work: Callable[[], int]) -> None:
        """Do a work, and note how long it took and how many facts it was about."""
        begun = time.perf_counter()
        self.facts[name] = work()
        self.seconds[name] = time.perf_counter() - begun

    def log(self) -> list[dict[str, Any]]:
        """Return the log as exported."""
        with self.register.reading() as connection:
            through = known_at(connection, None).position
            whole = export_lines(connection, dict, through=through)
            return [json.loads(line) for line in whole]

    def rolled(self) -> int:
        """Record recurring duties ahead."""
        done = apply_laws(self.register.register, Scope(), until=ROLLED, recorded_by="bench")
        self.register.catch_up()
        return sum(len(outcomes) for _, outcomes in done)

    def listed(self) -> int:
        """List all due days."""
        with self.register.reading() as connection:
            asked = Question(date(2026, 6, 1), known_at(connection, None))
            return len(deadlines(connection, asked))


def one_round(folder: Path, number: int, platforms: int) -> tuple[Run, Run]:
    """Do all works once, and the same facts as lines of a log."""
    run = Run(folder, f"laws-{number}")
    law = next(one for one in read_catalogue({}).entries if one.instrument == LAW)
    documents = [json.loads(encode(fact)) for fact in facts_of(law)]
    with closing(run.register):
        run.take([*documents, *map(platform, range(platforms))])
        run.timed("designations", lambda: run.take(map(designation, range(platforms))))
        run.timed("rolling", run.rolled)
        run.timed("rolling again", run.rolled)
        run.timed("an amendment", lambda: run.take([amendment()]))
        run.timed("a list of due days", run.listed)
        log = run.log()
    plain = Run(folder, f"log-{number}")
    with closing(plain.register):
        place = 0
        before = len(log) - sum(
            run.facts[one] for one in ("designations", "rolling", "an amendment")
        )
        plain.take(log[:before])
        for name in ("designations", "rolling", "an amendment"):
            part = log[before + place : before + place + run.facts[name]]
            plain.timed(name, lambda part=part: plain.take(part))  # type: ignore[misc]  # bound now
            place += run.facts[name]
    return run, plain


def main() -> None:
    """Print medians, and the ratio to the same facts without anything worked out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platforms", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="register-laws-") as folder:
        rounds = [one_round(Path(folder), n, given.platforms) for n in range(given.rounds)]
    print(
        f"| {given.platforms} platforms, {given.rounds} rounds | facts | median | as a log | ratio |"
    )
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, facts in rounds[0][0].facts.items():
        took = statistics.median(run.seconds[name] for run, _ in rounds)
        logs = [plain.seconds[name] for _, plain in rounds if name in plain.seconds]
        beside = (
            f"{statistics.median(logs):.2f} s | {took / statistics.median(logs):.1f}"
            if logs
            else "|"
        )
        print(f"| {name} | {facts:,} | {took:.2f} s | {beside} |")


if __name__ == "__main__":
    main()
