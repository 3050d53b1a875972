"""What the parts of a dossier are made from: one relationship's facts and periods, read once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.queries.chronicle import Chronicle, ChronicleLine, chronicle
from projections.queries.laws import instruments
from projections.queries.status import each_beginning, status
from reports.errors import NothingToReport
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.words.tongues import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from projections.fold.periods import Period
    from projections.queries.status import Status
    from reports.context import ReportContext
    from reports.model import Foreign


@dataclass(frozen=True, slots=True)
class DossierData:
    """What the parts of a dossier are made from.

    ``past`` are the last periods through T, as many as readers see, ``passed`` is how many there
    are; ``future`` are those known to follow, ``count`` is how many there are in all. ``earlier``
    is the one before the first of ``past``, if there is one; ``opening`` the facts of vague date
    by the day from which on they may have happened; ``titles`` what laws are called, by id.
    """

    making: ReportContext
    found: Status | None
    chronicle: Chronicle
    named: FactReferences
    teller: FactText
    past: tuple[Period, ...]
    earlier: Period | None
    future: tuple[Period, ...]
    passed: int
    count: int
    opening: Mapping[date, Sequence[ChronicleLine]]
    titles: Mapping[str, str]

    def law(self, ground: str) -> Foreign:
        """Return what a law is called; an order, and a law without a title, by its id."""
        return marked(self.titles.get(ground, ground))


def material_of(making: ReportContext) -> DossierData:
    """Read what a dossier is made from; raise NothingToReport if no fact was known at K."""
    key = making.statement.key
    facts = chronicle(making.connection, making.question, key)
    if not facts.lines:
        raise NothingToReport(
            f"no fact about {key.platform} in {key.jurisdiction} was known at position "
            f"{making.statement.known.position}"
        )
    named = FactReferences(making, facts.known.corrected_by)
    longest = making.statement.longest
    past: deque[Callable[[], Period]] = deque(maxlen=longest + 1)
    future: list[Callable[[], Period]] = []
    passed = count = 0
    for since, make in each_beginning(making.connection, making.question, key):
        count += 1
        if since <= making.statement.at:
            past.append(make)
            passed = count
        elif len(future) < longest:
            future.append(make)
    earlier = past.popleft()() if passed > longest else None
    return DossierData(
        making=making,
        found=status(making.connection, making.question, key),
        chronicle=facts,
        named=named,
        teller=FactText(making.language, named.ref),
        past=tuple(make() for make in past),
        earlier=earlier,
        future=tuple(make() for make in future),
        passed=passed,
        count=count,
        opening=facts.opening(),
        titles={
            name: law.told.title
            for name, law in instruments(making.connection, making.statement.known.position).items()
            if law.told.title
        },
    )
