"""The one who tells the facts: each of a relationship, on a day, as the fact format has it."""

from collections.abc import Mapping
from random import Random
from typing import Any

from benchmarks.world.days import DAYS, HALVES, MONTHS, PERIODS, YEARS, due, occurred
from benchmarks.world.relationship import Outlet, Relationship
from benchmarks.world.steps import (
    AMOUNT,
    COURT,
    DESIGNATION,
    DIALOGUE,
    DUE,
    FIGURE,
    HALF_YEAR,
    MACHINES,
    PERIOD,
    PLATFORM,
    RECURRING,
    UNTIL,
    Step,
)
from benchmarks.world.words import BASES, CATEGORIES, QUALIFIERS, UNITS

Document = dict[str, Any]

CLAIMS = 0.03
EFFECTIVE = 0.485
"""Shares of the facts: claims, and facts with an effect; the rest is dialogue and figures."""

VERY_LATE = 0.01
LATE = 0.05
"""Shares of facts that are reported years late, and days to a year late."""

TARGETS = 32
"""Of how many earlier facts of a relationship a claim chooses; the others are forgotten."""


class Teller:
    """Tells one fact after another; what it tells is decided by its seed alone.

    Documents share parts that stay the same (actors, details), so they must not be changed.
    """

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed).random
        self._salt = int(self.draw() * 2**32)
        self._middle = f"-{seed % 2**16:04x}-8{seed // 2**16 % 2**12:03x}-8000-"

    def id_of(self, number: int) -> str:
        """Return the UUID (RFC 9562, version 8) of the fact with a number.

        Its first part scatters as a hash does, so that the log's index works as in a register.
        """
        return f"{(number * 2654435769 + self._salt) & 0xFFFFFFFF:08x}{self._middle}{number:012x}"

    def fact(self, relationship: Relationship, number: int, told: int) -> Document:
        """Return a relationship's next fact, the log's with this number, told on a day."""
        drawn = self.draw()
        if drawn < CLAIMS and relationship.targets:
            return self._claim(relationship, number, told)
        if drawn < CLAIMS + EFFECTIVE:
            step, instance = self._next(relationship, told)
        else:
            step, instance = DIALOGUE[int(self.draw() * len(DIALOGUE))], None
        return self._told(relationship, number, told, step, instance)

    def _next(self, relationship: Relationship, told: int) -> tuple[Step, str | None]:
        """Take the next step of one of the relationship's threads."""
        threads = relationship.threads
        thread = threads[int(self.draw() * len(threads))]
        ways = MACHINES[thread][relationship.states[thread]]
        step = ways[int(self.draw() * len(ways))]
        relationship.states[thread] = step.after
        if not step.adds & RECURRING:
            return step, None
        if step.type == "obligation-imposed" or thread not in relationship.instances:
            term = HALVES if step.adds & HALF_YEAR else YEARS
            relationship.instances[thread] = term[told]
        return step, relationship.instances[thread]

    def _told(
        self, relationship: Relationship, number: int, told: int, step: Step, instance: str | None
    ) -> Document:
        type_name, _, actor, adds, details = step
        day, published = self._when(told)
        fact_id = self.id_of(number)
        fact: Document = {
            "type": type_name,
            "platform": relationship.platform,
            "jurisdiction": relationship.jurisdiction,
            "occurred": occurred(self.draw, day),
        }
        if number % 5:
            fact["actor"] = relationship.actors[actor]
        if adds:
            details = self._details(relationship, day, step, instance)
        if details:
            fact["details"] = details
        self._frame(fact, relationship, number, day, actor)
        if type_name == DESIGNATION:
            fact["details"] = relationship.designated
            relationship.designation = fact_id
        elif type_name == "obligation-imposed" and relationship.designation and self.draw() < 0.5:
            fact["caused_by"] = relationship.designation
        fact["sources"] = self._sources(relationship, number, told, published)
        if self.draw() < 0.25:
            fact["note"] = relationship.notes[int(self.draw() * len(relationship.notes))]
        fact["id"] = fact_id
        if not number & 3:
            relationship.targets[(number >> 2) % TARGETS] = (fact_id, day, adds)
        return fact

    def _frame(
        self, fact: Document, relationship: Relationship, number: int, day: int, actor: int
    ) -> None:
        """Add the law and the case, where one is told."""
        if actor > COURT:
            return
        drawn = self.draw()
        if drawn < 0.3 and actor != PLATFORM:
            fact["legal_basis"] = relationship.law
        if drawn < 0.1:
            fact["case"] = f"{relationship.jurisdiction}-{YEARS[day]}-{number % 97}"

    def _when(self, told: int) -> tuple[int, int]:
        """Return on which day it happened, and on which the source was published."""
        drawn = self.draw()
        if drawn >= VERY_LATE + LATE:
            return told - int(drawn * 1000) % 3, told
        spread = self.draw()
        if drawn < VERY_LATE:
            day = told - 1_000 - int(spread * 5_000)
        else:
            day = told - 3 - int(spread * spread * 360)
        return day, (told if spread < 0.5 else day + 1)

    def _details(
        self, relationship: Relationship, day: int, step: Step, instance: str | None
    ) -> Mapping[str, Any]:
        adds = step.adds
        if adds & FIGURE:
            return self._figure(relationship, day)
        details = dict(step.details)
        if instance:
            details["instance"] = instance
        if adds & DUE:
            details["due"] = due(self.draw, day)
        elif adds & UNTIL:
            if (drawn := self.draw()) < 0.7:
                details["until"] = DAYS[day + 30 + int(drawn * 700)]
        elif adds & AMOUNT:
            details["amount"] = 1_000 * int(1 + 3_000 * self.draw() ** 4)
            details["currency"] = relationship.currency
        elif adds & PERIOD:
            details["period"] = PERIODS[day]
        return details

    def _figure(self, relationship: Relationship, day: int) -> Document:
        drawn = self.draw()
        scaled = int(drawn * 1_000_000)
        return {
            "count": int(2 + 10 ** (drawn * 7)),
            "qualifier": QUALIFIERS[scaled % len(QUALIFIERS)],
            "unit": UNITS[scaled // 7 % len(UNITS)],
            "period": PERIODS[day],
            "basis": BASES[scaled // 35 % len(BASES)],
            "category": CATEGORIES[scaled // 70 % len(CATEGORIES)],
            "reported_by": relationship.platform,
        }

    def _sources(
        self, relationship: Relationship, number: int, told: int, published: int
    ) -> list[Document]:
        drawn = self.draw()
        outlets = relationship.outlets
        place = int(drawn * 1_000)
        sources = [self._source(outlets[place % 4], number, published)]
        if drawn < 0.16:
            sources.append(self._source(outlets[(place + 1) % 4], number, told))
        if drawn < 0.05:
            sources.append(self._source(outlets[(place + 2) % 4], number, told))
        return sources

    def _source(self, outlet: Outlet, number: int, day: int) -> Document:
        publisher, language, address, titles = outlet
        drawn = self.draw()
        source: Document = {
            "url": f"{address}{DAYS[day]}/{number}",
            "title": titles[int(self.draw() * len(titles))],
            "publisher": publisher,
            "language": language,
        }
        if drawn < 0.85:
            source["published"] = DAYS[day]
        elif drawn < 0.93:
            source["published"] = MONTHS[day]
        if drawn < 0.1:
            source["retrieved"] = DAYS[day]
            if drawn < 0.05:
                source["reliability"] = "ABCDEF"[int(drawn * 120)]
                source["credibility"] = 1 + int(drawn * 120)
            if drawn < 0.02:
                source["announces"] = True
            elif drawn < 0.08:
                source["quote"] = titles[int(drawn * 100) % len(titles)]
        return source

    def _claim(self, relationship: Relationship, number: int, told: int) -> Document:
        """Return a claim about an earlier fact; in one retraction of three, about a claim."""
        places = tuple(relationship.targets)
        target, day, adds = relationship.targets[places[int(self.draw() * len(places))]]
        drawn = self.draw()
        details: Document | None = None
        if drawn < 0.4:
            name, actor = "fact-confirmed", int(drawn * 1_000) % 7
        elif drawn < 0.62:
            name, actor = "fact-denied", int(drawn * 1_000) % 3
            if drawn < 0.5:
                details = {"reason": "The other side gives another account."}
        elif drawn < 0.87:
            name, actor = "fact-corrected", -1
            details = {"replacement": self._replacement(relationship, day, adds)}
        else:
            name, actor = "fact-retracted", -1
            details = {"reason": "Recorded by mistake: the source speaks of another platform."}
            if drawn > 0.957 and relationship.claim:
                target, relationship.claim = relationship.claim, None
        fact_id = self.id_of(number)
        claim: Document = {
            "type": name,
            "platform": relationship.platform,
            "jurisdiction": relationship.jurisdiction,
            "occurred": occurred(self.draw, told),
        }
        if actor >= 0:
            claim["actor"] = relationship.actors[actor]
        if details:
            claim["details"] = details
        claim["refers_to"] = target
        claim["sources"] = self._sources(relationship, number, told, told)
        claim["id"] = fact_id
        relationship.claim = fact_id
        return claim

    def _replacement(self, relationship: Relationship, day: int, adds: int) -> Document:
        """Return a correction of the day of the fact, or of what its details add."""
        if self.draw() < 0.4:
            return {"occurred": occurred(self.draw, day - 1 - int(self.draw() * 20))}
        if adds & DUE:
            return {"details": {"due": due(self.draw, day)}}
        if adds & UNTIL:
            return {"details": {"until": DAYS[day + 90]}}
        if adds & FIGURE:
            return {"details": {"count": int(10 ** (self.draw() * 6)), "qualifier": "about"}}
        if self.draw() < 0.3:
            return {"occurred": DAYS[day], "actor": relationship.actors[0]}
        return {"note": relationship.notes[int(self.draw() * len(relationship.notes))]}
