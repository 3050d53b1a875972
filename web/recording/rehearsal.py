"""What recording facts would do: it is done, looked at, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.claims import Known
from aggregates.errors import FactRefused, Problem
from projections.changes.standing_change import standing_change
from projections.fold.happenings import happening
from projections.queries.looks import looks
from register.format.codec import document_of, identified
from register.log.export import recorded_document
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from projections.changes.standing_change import StandingChange
    from projections.embedded import EmbeddedRegister
    from register.recording.recording import Outcome
    from web.asking.view import View


@dataclass(frozen=True, slots=True)
class RehearsedFact:
    """A fact as it would be recorded, and what would come of it.

    ``changes`` are of the standing today, and on the day of effect where that is another.
    ``looks`` is what is odd about it, ``follows`` what a law makes follow from it.
    """

    document: dict[str, Any]
    outcome: Outcome
    changes: tuple[StandingChange, ...]
    looks: tuple[str, ...]
    follows: tuple[dict[str, Any], ...]


def rehearsed(
    view: View, register: EmbeddedRegister, facts: Sequence[Fact], recorded_by: str
) -> list[RehearsedFact]:
    """Return what recording facts would do; raise FactRefused for all that would be refused."""
    today = view.site.today()
    odd = [tuple(looks(view.connection, fact, today)) for fact in facts]
    try:
        with register.rehearsing(facts, recorded_by=recorded_by) as (connection, done):
            return [
                _rehearsed(connection, *each, today) for each in zip(facts, done, odd, strict=True)
            ]
    except FactRefused:
        if len(facts) == 1:
            raise
        raise FactRefused(tuple(_each_refusal(register, facts, recorded_by))) from None


def _rehearsed(
    connection: Connection, fact: Fact, outcome: Outcome, odd: tuple[str, ...], today: date
) -> RehearsedFact:
    document = document_of(identified(fact))
    days = dict.fromkeys((today, happening(Known(outcome.position, today, fact)).on))
    changes = (standing_change(connection, document, outcome, day) for day in days)
    entries = LogReader(connection).at_positions(one.position for one in outcome.follows)
    return RehearsedFact(
        document=document,
        outcome=outcome,
        changes=tuple(one for one in changes if one is not None),
        looks=odd,
        follows=tuple(recorded_document(one) for one in entries.values()),
    )


def _each_refusal(
    register: EmbeddedRegister, facts: Sequence[Fact], recorded_by: str
) -> Iterator[Problem]:
    """Give what stands against each fact by itself, with the platform that it is about."""
    for fact in facts:
        try:
            with register.rehearsing([fact], recorded_by=recorded_by):
                continue
        except FactRefused as refused:
            about = getattr(fact, "platform", "")
            yield from (Problem(one.path, f"{about}: {one.reason}") for one in refused.problems)
