"""Details that are free, but for members with a meaning: what those take, and how they are read.

A type whose details were free keeps them so, and the facts of its past; its class names the
members that mean something (`Fact.KNOWN`). They are checked where a fact comes in. In the log
an older fact may have anything under their names, and there what doesn't fit says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.errors import Problem
from aggregates.vocabulary.fields import decode_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregates.vocabulary.fields import Value
    from aggregates.vocabulary.shapes import Fact


def check_known(known: type[Value], details: Mapping[str, Any]) -> Problem | None:
    """Return what is wrong with the form of a member with a meaning; None: nothing."""
    try:
        _taken(known, details)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        return Problem(f"$.details{path.rstrip('`')}", reason)
    return None


def details_of(fact: Fact) -> Any:
    """Return the details of a fact for those who read fields: of free ones the known members.

    None: the fact has no details, or free ones of which none has a meaning.
    """
    details = getattr(fact, "details", None)
    if not isinstance(details, dict):
        return details
    return None if fact.KNOWN is None else _read(fact.KNOWN, details)


def _taken(known: type[Value], details: Mapping[str, Any]) -> Value:
    told = {name: details[name] for name in known.__struct_fields__ if name in details}
    return msgspec.convert(told, known, dec_hook=decode_text)


def _read(known: type[Value], details: Mapping[str, Any]) -> Value:
    try:
        return _taken(known, details)
    except msgspec.ValidationError:
        return _taken(known, {name: it for name, it in details.items() if _fits(known, name, it)})


def _fits(known: type[Value], name: str, value: Any) -> bool:
    try:
        _taken(known, {name: value})
    except msgspec.ValidationError:
        return False
    return True
