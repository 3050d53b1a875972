"""What begins on a day: periods, and what a part comes to; and what a fact changes of it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import msgspec

from projections.standing.weights import Summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.standing.track import Point


class PeriodStart(msgspec.Struct, frozen=True, gc=False):
    """A period without its parts: since when, how it began, what holds until the next one."""

    since: date
    began: str
    summary: Summary


class PartValue(msgspec.Struct, frozen=True, gc=False):
    """What a part comes to since a day, until it comes to something else; empty: not listed."""

    part: str
    since: date
    content: bytes


class Delta(msgspec.Struct, frozen=True, gc=False):
    """What a fact changed: beginnings of periods, and of what parts come to, before and after."""

    closed: list[PeriodStart]
    opened: list[PeriodStart]
    parts_closed: list[PartValue]
    parts_opened: list[PartValue]


UNCHANGED = Delta([], [], [], [])


def shown(name: str, points: Sequence[Point]) -> list[PartValue]:
    """Return the points from which on a part comes to something else to the eye.

    The first of them is one only if nothing can come before it.
    """
    day, value = points[0]
    found = [PartValue(name, day, value.content)] if day == date.min and value.content else []
    for (_, before), (day, value) in pairwise(points):
        if value.content != before.content:
            found.append(PartValue(name, day, value.content))
    return found


_FEW = 6
"""Fewer are compared one with another faster than as sets."""

_Held = TypeVar("_Held", PeriodStart, PartValue)


def parted(before: list[_Held], after: list[_Held]) -> tuple[list[_Held], list[_Held]]:
    """Return what is only in the first list, and what is only in the second."""
    if before == after:
        return [], []
    if len(before) < _FEW and len(after) < _FEW:
        gone = [one for one in before if one not in after]
        return gone, [one for one in after if one not in before]
    old, new = set(before), set(after)
    return [one for one in before if one not in new], [one for one in after if one not in old]
