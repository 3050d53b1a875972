"""Types of fact by the families that a sentence has stems of: `types.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

MOST = 5
"""How many types are offered for a sentence."""


class TypeRule(NamedTuple):
    """Which families a type needs, and how further ones speak for it or against it."""

    type_name: str
    needs: tuple[frozenset[str], ...]
    points: float
    adds: dict[str, float]

    def points_for(self, found: Container[str]) -> float | None:
        """Return how much families speak for the type; None: not at all."""
        if not all(any(one in found for one in some) for some in self.needs):
            return None
        return self.points + sum(more for family, more in self.adds.items() if family in found)


class RankedType(NamedTuple):
    """A type of fact, and how much speaks for it."""

    type_name: str
    points: float


@cache
def rules() -> tuple[TypeRule, ...]:
    """Return the rules, in the order that breaks ties."""
    path = files("intake.types").joinpath("types.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        TypeRule(
            name,
            tuple(frozenset(some.split("|")) for some in told["needs"]),
            told["points"],
            told.get("adds", {}),
        )
        for name, told in table.items()
    )


def ranked(found: Container[str]) -> list[RankedType]:
    """Return the likeliest types for the families of a sentence, the likeliest first."""
    points = [
        RankedType(rule.type_name, told)
        for rule in rules()
        if (told := rule.points_for(found)) is not None
    ]
    return sorted(points, key=lambda one: -one.points)[:MOST]
