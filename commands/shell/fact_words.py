"""Facts in words: what they say, what corrections set, where they are known from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.personal import CORRECTING, PERSONAL, named_in
from commands.shell.printing import say

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE_FIELDS = ("title", "publisher", "published", "url")


def what(document: Mapping[str, Any]) -> str:
    """Return what a fact's JSON says besides type and date: who, details, and the note."""
    details = dict(document.get("details", {}))
    patch = details.pop("replacement", None) if document["type"] in CORRECTING else None
    if (named := named_in(document)) is not None and patch is None:
        details["representative"] = person(named.told)
    told = [f"{name.replace('_', ' ')} {plain(value)}" for name, value in details.items()]
    if patch is not None:
        told.insert(0, f"sets {replaced(patch)}")
    body = " — ".join(part for part in ("; ".join(told), document.get("note")) if part)
    actor = document.get("actor", {}).get("name")
    return ": ".join(part for part in (actor, body) if part)


def person(told: Mapping[str, Any]) -> str:
    """Return whom a fact names: by name and contact, or why there is none; and the pseudonym."""
    said = [str(told[name]) for name in PERSONAL if told.get(name)]
    signs = [sign for sign in ("forgotten", "sealed") if told.get(sign)]
    pseudonym = str(told.get("person", ""))
    return f"{', '.join(said)} ({pseudonym})" if said else ", ".join((pseudonym, *signs))


def replaced(patch: Mapping[str, Any]) -> str:
    """Return what a correction sets, with the details among the other fields."""
    fields = {name: value for name, value in patch.items() if name != "details"}
    fields |= patch.get("details") or {}
    if isinstance(told := fields.get("representative"), dict):
        fields["representative"] = person(told)
    return ", ".join(f"{name} {plain(value)}" for name, value in fields.items())


def plain(value: Any) -> str:
    """Return a JSON value in words."""
    if isinstance(value, list):
        return ", ".join(
            f"({plain(one)})" if isinstance(one, dict) else plain(one) for one in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{name} {plain(item)}" for name, item in value.items())
    return "nothing" if value is None else str(value)


def say_sources(document: Mapping[str, Any], indent: str) -> None:
    """Print the sources of a fact, one a line."""
    for source in document["sources"]:
        told = ", ".join(str(source[name]) for name in SOURCE_FIELDS if source.get(name))
        say(f"{indent}source: {told}")
