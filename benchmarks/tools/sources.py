"""The same facts for all contenders, in files: whole logs, and facts to be saved one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from benchmarks.generate import LARGEST, generate, write
from benchmarks.tools.registers import SEED, relationships_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Document = dict[str, Any]

FROM = 10_000
"""Of how many facts a register is made that single facts are taken from."""

SHALLOW = 4
DEEP = 320


@dataclass(frozen=True, slots=True)
class Source:
    """A file of facts, of which the first are written before the time begins."""

    path: Path
    facts: int
    before: int = 0

    @property
    def measured(self) -> int:
        return self.facts - self.before


def log(folder: Path, facts: int) -> Source:
    """Make a log of so many facts, if it is not there."""
    path = folder / f"{facts}.jsonl"
    if not path.exists():
        write(generate(facts=facts, relationships=relationships_of(facts), seed=SEED), path)
    return Source(path, facts)


def shallow(folder: Path, saves: int) -> Source:
    """Make facts of relationships with fewer than four facts each."""
    first, others = _opened()
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for each in others:
        seen[_pair(each)] += 1
        if _pair(each) != LARGEST and seen[_pair(each)] <= SHALLOW:
            chosen.append(each)
    return _written(folder / "shallow.jsonl", first, chosen[:saves])


def deep(folder: Path, saves: int) -> Source:
    """Make facts of one relationship that has 320 of them before."""
    first, others = _opened()
    chosen = list(islice((each for each in others if _pair(each) == LARGEST), DEEP + saves))
    return _written(folder / "deep.jsonl", [*first, *chosen[:DEEP]], chosen[DEEP:])


def _opened() -> tuple[list[Document], Iterator[Document]]:
    """Return the facts that register platforms and laws, and those of relationships."""
    facts = list(generate(facts=FROM, relationships=relationships_of(FROM), seed=SEED))
    first = [each for each in facts if not _related(each)]
    return first, filter(_related, facts)


def _related(document: Document) -> bool:
    return "platform" in document and "jurisdiction" in document


def _pair(document: Document) -> tuple[str, str]:
    return document["platform"], document["jurisdiction"]


def _written(path: Path, before: list[Document], measured: list[Document]) -> Source:
    write(iter([*before, *measured]), path)
    return Source(path, len(before) + len(measured), before=len(before))
