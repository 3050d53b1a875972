"""Given facts, then a standing: short sentences for tests, over the pure fold or a database.

A fact is written as its type, its day and its details; facts are named by their place in the list,
from 1, in claims, in causes and in what a standing rests on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from aggregates import relationship as relationships
from aggregates.claims import Known
from aggregates.vocabulary.shapes import AnswerFact, ClaimFact, Fact, RelationshipFact
from projections.embedded import EmbeddedRegister
from projections.fold.periods import period_at, periods
from projections.queries.facts import seen_by
from projections.queries.status import Question, periods_of
from projections.read_models.relationships import RelationshipKey
from register.format.schemas import read_fact
from register.log.points import known_at

Document = dict[str, Any]
SOURCE = {"title": "a source"}
RECORDED = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEY = RelationshipKey("tiktok", "KZ")
TIKTOK: Document = {
    "type": "platform-registered",
    "platform": "tiktok",
    "occurred": "2016-09",
    "details": {"name": "TikTok", "aliases": ["ТикТок", "تيك توك"]},
    "sources": [SOURCE],
}


OWN_FIELDS = (
    *("platform", "jurisdiction", "sources", "note", "caused_by", "id", "case"),
    *("legal_basis", "actor"),
)


def adopted(law: str) -> Document:
    """A law that is registered, so that facts may stand on it."""
    return {
        "type": "instrument-adopted",
        "instrument": law,
        "jurisdiction": "KZ",
        "occurred": "2020",
        "details": {"title": f"The law {law}"},
        "sources": [SOURCE],
    }


def fact(kind: str, occurred: str, **details: Any) -> Document:
    """A fact of TikTok in Kazakhstan; some names are fields of its own, all others details.

    ``published`` is the day of its one source, ``caused_by`` the place of its cause.
    """
    document: Document = {"type": kind, "occurred": occurred}
    for name in OWN_FIELDS:
        if name in details:
            document[name] = details.pop(name)
    if "published" in details:
        document["sources"] = [{**SOURCE, "published": details.pop("published")}]
    return {**document, "details": details} if details else document


def confirmed(place: int) -> Document:
    return {"type": "fact-confirmed", "occurred": "2026-01-01", "refers_to": place}


def denied(place: int) -> Document:
    return {"type": "fact-denied", "occurred": "2026-01-01", "refers_to": place}


def retracted(place: int) -> Document:
    return {"type": "fact-retracted", "occurred": "2026-01-01", "refers_to": place}


def corrected(place: int, **replacement: Any) -> Document:
    details = {"replacement": replacement}
    return {
        "type": "fact-corrected",
        "occurred": "2026-01-01",
        "refers_to": place,
        "details": details,
    }


def fact_id(place: int) -> str:
    return str(UUID(int=place))


def complete(document: Document, place: int) -> Document:
    """A document with all that a fact needs, and with ids in place of places."""
    whole = {
        "platform": KEY.platform,
        "jurisdiction": KEY.jurisdiction,
        "sources": [SOURCE],
        "id": fact_id(place),
        **document,
    }
    named = ((name, whole[name]) for name in ("refers_to", "caused_by") if name in whole)
    return {**whole, **{name: fact_id(at) if isinstance(at, int) else at for name, at in named}}


@dataclass(frozen=True)
class Answer:
    """A period's JSON, with short names for what tests ask of it."""

    row: Document

    def __getattr__(self, name: str) -> Any:
        return self.row[name]

    @property
    def states(self) -> dict[str, str]:
        """The states by requirement; under a ground, by ``requirement/ground``."""
        return {
            f"{row['requirement']}/{row['ground']}" if row["ground"] else row["requirement"]: row[
                "state"
            ]
            for row in self.row["requirements"]
        }

    @property
    def levels(self) -> dict[str, str]:
        """The levels by scope, with a service and an order by ``scope/service/order``.

        Several, as where a threat hangs over a restriction, are one text; so is a stay.
        """
        found: dict[str, list[str]] = {}
        for row in self.row["measures"]:
            name = "/".join(filter(None, (row["scope"], row["service"], row["order"])))
            told = f"{row['level']} (stayed)" if row["stayed"] else row["level"]
            found.setdefault(name, []).append(told)
        return {name: ", ".join(told) for name, told in found.items()}

    def requirement(self, name: str, ground: str | None = None) -> Document:
        (found,) = [
            row
            for row in self.row["requirements"]
            if (row["requirement"], row["ground"]) == (name, ground)
        ]
        return {**found, "because": places(found)}

    def measure(self, level: str | None = None) -> Document:
        """The only measure, or the only one of a level."""
        (found,) = [row for row in self.row["measures"] if level in (None, row["level"])]
        return {**found, "because": places(found)}


def places(row: Document) -> list[int]:
    """The places of the facts that a requirement or a measure rests on."""
    return [UUID(name).int for name in row["because"]]


@dataclass(frozen=True)
class Given:
    """Facts that the register would take, in the order of the log, and the pure fold over them."""

    facts: Sequence[Fact]
    recorded: datetime = RECORDED

    def known(self, known: int | None = None, public_by: str | None = None) -> list[Known]:
        day = self.recorded.date()
        found = [Known(place, day, one) for place, one in enumerate(self.facts[:known], 1)]
        return seen_by(found, None if public_by is None else date.fromisoformat(public_by))

    def status(
        self, at: str, *, known: int | None = None, public_by: str | None = None
    ) -> Answer | None:
        """The standing on a day; None while there is none."""
        found = period_at(periods(self.known(known, public_by)), date.fromisoformat(at))
        return None if found is None else Answer(found.to_json())

    def on(self, at: str, *, known: int | None = None, public_by: str | None = None) -> Answer:
        """The standing on a day that has one."""
        found = self.status(at, known=known, public_by=public_by)
        assert found is not None, f"nothing is known on {at}"
        return found

    def periods(self, *, known: int | None = None) -> list[Answer]:
        return [Answer(period.to_json()) for period in periods(self.known(known))]

    def began(self) -> list[tuple[str, str]]:
        return [(period.since, period.began) for period in self.periods()]

    def states(self, name: str) -> list[tuple[str, str | None]]:
        """The states of one requirement over time: from which day on which; None: not listed."""
        found: list[tuple[str, str | None]] = []
        for period in self.periods():
            state = period.states.get(name)
            if not found or found[-1][1] != state:
                found.append((period.since, state))
        return found

    def recorded_in(self, url: str) -> list[Answer]:
        """The periods that a register gives in which the facts were recorded, one by one."""
        with EmbeddedRegister(url, lambda: self.recorded) as register:
            register.record([read_fact(TIKTOK)], recorded_by="test")
            for one in self.facts:
                register.record([one], recorded_by="test")
            with register.reading() as connection:
                question = Question(date.min, known_at(connection, None))
                found = periods_of(connection, question, KEY)
        return [Answer(period.to_json()) for period in found]


def given(*documents: Document, recorded: datetime = RECORDED) -> Given:
    """Facts as the register would record them: decoded, and decided on, in their order."""
    return Given(
        decided(read_fact(complete(one, at)) for at, one in enumerate(documents, 1)), recorded
    )


def decided(facts: Iterable[Fact]) -> list[Fact]:
    """The facts, each decided on after the others; raises FactRefused as recording does."""
    relationship = relationships.Relationship("relationship/tiktok/KZ")
    accepted: list[Fact] = []
    for one in facts:
        assert isinstance(one, RelationshipFact | AnswerFact | ClaimFact)
        event = relationships.record(relationship, one)
        relationship = relationships.evolve(relationship, event)
        accepted.append(one)
    return accepted
