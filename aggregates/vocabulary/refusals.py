"""What a fact is refused for, beyond the form of each of its fields, where it comes in.

The log may have such facts, from before there was the rule or by several corrections. It loads
them, and the fold gives them their meaning: none.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.dates.windows import deadline, window
from aggregates.errors import InvalidDate, Problem
from aggregates.vocabulary.effects import EVERY_SCOPE, Act
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.free_details import check_known
from aggregates.vocabulary.shapes import PlatformFact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregates.vocabulary.shapes import Fact

_SCOPED_ANEW = frozenset({Act.RAISE, Act.WITHDRAW_SERVICE, Act.OBSERVE_BLOCK, Act.OBSERVE_ACCESS})


def refusals(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Give what stands against a fact's JSON; fields that are not of their form are passed over."""
    details, kind = document.get("details"), TYPES[document["type"]]
    if not isinstance(details, dict):
        return
    if kind.KNOWN is not None and (problem := check_known(kind.KNOWN, details)):
        yield problem
    if details.get("services") == [] and "services" in _members(kind):
        yield Problem("$.details.services", "it is empty")
    if details.get("scope") == EVERY_SCOPE and _is_scoped_anew(kind):
        yield Problem(
            "$.details.scope",
            f"{EVERY_SCOPE!r} is for what ends measures; name the scope that is meant",
        )
    occurred, until = document.get("occurred"), details.get("until")
    if "until" in _members(kind) and isinstance(occurred, str) and isinstance(until, str):
        yield from _ends_before(occurred, until)


def _ends_before(occurred: str, until: str) -> Iterator[Problem]:
    if ends_before(occurred, until):
        yield Problem("$.details.until", f"{until} is before the fact itself, of {occurred}")


@lru_cache(maxsize=16_384)
def ends_before(occurred: str, until: str) -> bool:
    """Tell whether the last day of ``until`` is before any day on which it may have happened."""
    try:
        first, last = window(occurred).first, deadline(until)
    except InvalidDate:
        return False
    return first is not None and last is not None and last < first


def _is_scoped_anew(kind: type[Fact]) -> bool:
    return kind.EFFECT is not None and kind.EFFECT.act in _SCOPED_ANEW


@cache
def _members(kind: type[Fact]) -> frozenset[str]:
    """Return the details of a relationship's fact that have a meaning."""
    if issubclass(kind, PlatformFact):
        return frozenset()
    told = {field.name: field.type for field in msgspec.structs.fields(kind)}.get("details")
    return frozenset(getattr(kind.KNOWN or told, "__struct_fields__", ()))
