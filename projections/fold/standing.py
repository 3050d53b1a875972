"""The standing of a relationship: its words, its parts, and their JSON (contract.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  # msgspec decodes by annotations
from typing import Any

ACCESS = (
    "open",
    "limited",
    "proposed",
    "threatened",
    "stayed",
    "ordered",
    "restricted",
    "withdrawn",
    "blocked",
)
"""Access from the freest to the hardest."""

COMPLIANCE = (
    "inactive",
    "non-compliant",
    "slipping",
    "pending",
    "compliant",
    "cooperating",
    "unassessed",
)
"""Compliance; the first that holds counts."""

STATES = (
    "breached",
    "met",
    "refused",
    "lapsed",
    "overdue",
    "late",
    "pledged",
    "required",
    "stayed",
    "abandoned",
)
"""States of a requirement; the first that holds counts."""


@dataclass(frozen=True, slots=True)
class RequirementStanding:
    """One requirement on a day; ``because`` has fact ids in fold order."""

    requirement: str
    state: str
    basis: str
    due: date | None
    disputed: bool = False
    because: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            "requirement": self.requirement,
            "state": self.state,
            "basis": self.basis,
            "due": None if self.due is None else self.due.isoformat(),
            "disputed": self.disputed,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """One measure on a day; ``side`` is ``state`` or ``platform``."""

    scope: str
    side: str
    order: str | None
    level: str
    disputed: bool = False
    because: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, bool, str]:
        """What tells measures apart, and their order: scope, side, order (none first)."""
        return (self.scope, self.side, self.order is not None, self.order or "")

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON."""
        return {
            "scope": self.scope,
            "side": self.side,
            "order": self.order,
            "level": self.level,
            "disputed": self.disputed,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class Situation:
    """What one fold comes to on a day, before it is compared with the counterfactual ones."""

    compliance: str
    access: str
    requirements: tuple[RequirementStanding, ...]
    measures: tuple[MeasureStanding, ...]

    def outline(self) -> tuple[Any, ...]:
        """Return what counts when two folds are compared: absent differs from any state."""
        return (
            self.compliance,
            self.access,
            tuple((item.requirement, item.state) for item in self.requirements),
            tuple((item.key, item.level) for item in self.measures),
        )


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Compliance and access if the denied facts were not."""

    compliance: str
    access: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a relationship, as it is through one period."""

    compliance: str
    access: str
    certainty: str
    disputed: bool
    otherwise: Otherwise | None
    requirements: tuple[RequirementStanding, ...]
    measures: tuple[MeasureStanding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON, without the period."""
        other = self.otherwise
        return {
            "compliance": self.compliance,
            "access": self.access,
            "certainty": self.certainty,
            "disputed": self.disputed,
            "otherwise": other and {"compliance": other.compliance, "access": other.access},
            "requirements": [item.to_json() for item in self.requirements],
            "measures": [item.to_json() for item in self.measures],
        }

    def because(self) -> tuple[str, ...]:
        """Return the ids of all facts that the standing rests on, each once."""
        grounds = [item.because for item in self.requirements]
        grounds += [item.because for item in self.measures]
        return tuple(dict.fromkeys(fact for ground in grounds for fact in ground))
