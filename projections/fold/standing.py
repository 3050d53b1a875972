"""The standing of a relationship by rules 2: its words, its parts, and their JSON (contract.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

import msgspec

RULES = 2
"""The number of the rules (domain.md) by which a standing is made; statements name it."""

ACCESS = ("open", "stayed", "limited", "restricted", "withdrawn", "blocked")
"""What users meet, from the freest to the hardest."""

AHEAD = ("proposed", "threatened", "stayed", "ordered")
"""What hangs over access, from the least to the nearest; None (nothing) comes before them."""

COMPLIANCE = (
    "inactive",
    "non-compliant",
    "overdue",
    "slipping",
    "pending",
    "unconfirmed",
    "compliant",
    "cooperating",
    "unassessed",
)
"""Compliance, as it is listed. Which holds first is for law and for promises `judge`'s to say."""

STATES = (
    "breached",
    "met",
    "refused",
    "lapsed",
    "claimed",
    "overdue",
    "late",
    "pledged",
    "required",
    "stayed",
    "abandoned",
    "unconfirmed",
)
"""States of a requirement; the first that holds counts, and `unconfirmed` may take its place."""


class Documented(msgspec.Struct, frozen=True):
    """A part of a standing whose fields are the members of its JSON, in their order."""

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON; of a standing, without the period."""
        document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return document


RequirementKey: TypeAlias = tuple[str, bool, str]
MeasureKey: TypeAlias = tuple[str, str, bool, str, bool, str, str]


class RequirementStanding(Documented, frozen=True):
    """One requirement (with its instance, ``code@2024-H1``) under one ground, on a day.

    ``was`` is the state before silence made it unconfirmed; ``because`` has fact ids in fold
    order.
    """

    requirement: str
    ground: str | None
    state: str
    was: str | None
    basis: str
    stayed: bool
    due: date | None
    disputed: bool = False
    because: tuple[str, ...] = ()

    @property
    def key(self) -> RequirementKey:
        """What tells requirements apart, and their order: requirement, ground (none first)."""
        return (self.requirement, self.ground is not None, self.ground or "")


class MeasureStanding(Documented, frozen=True):
    """One record of a measure on a day.

    ``side`` is ``state`` or ``platform``, ``slot`` is ``ahead`` or ``in-force``, ``until`` the
    last day on which the record exists (None: for ever).
    """

    scope: str
    side: str
    service: str | None
    order: str | None
    slot: str
    level: str
    stayed: bool = False
    until: date | None = None
    effective: date | None = None
    disputed: bool = False
    because: tuple[str, ...] = ()

    @property
    def key(self) -> MeasureKey:
        """What tells measures apart but for the level: scope, side, service, order and slot."""
        service, order = self.service, self.order
        return (
            self.scope,
            self.side,
            service is not None,
            service or "",
            order is not None,
            order or "",
            self.slot,
        )

    @property
    def outline(self) -> tuple[MeasureKey, str, bool]:
        """What counts when two folds are compared."""
        return (self.key, self.level, self.stayed)


class ServiceStanding(Documented, frozen=True):
    """Access to one service of a platform, and what is ahead of it."""

    access: str
    ahead: str | None


class Observed(Documented, frozen=True):
    """What measurements see: ``blocked``, ``disturbed`` or ``reachable``, through ``until``.

    ``contradicts`` tells whether it is other than what is announced.
    """

    state: str
    since: date
    until: date
    contradicts: bool = False
    because: tuple[str, ...] = ()


class Otherwise(Documented, frozen=True):
    """What the standing would be if the denied facts were not."""

    compliance: str
    access: str
    ahead: str | None


class Standing(Documented, frozen=True):
    """The standing of a relationship, as it is through one period."""

    compliance: str
    access: str
    ahead: str | None
    certainty: str
    disputed: bool
    otherwise: Otherwise | None
    observed: Observed | None = None
    requirements: tuple[RequirementStanding, ...] = ()
    measures: tuple[MeasureStanding, ...] = ()
    services: dict[str, ServiceStanding] = {}

    def because(self) -> tuple[str, ...]:
        """Return the ids of all facts that the standing rests on, each once."""
        grounds = [item.because for item in self.requirements]
        grounds += [item.because for item in self.measures]
        if self.observed is not None:
            grounds.append(self.observed.because)
        return tuple(dict.fromkeys(fact for ground in grounds for fact in ground))
