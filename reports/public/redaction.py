"""Facts as outsiders get them: without what may not be passed on, and without personal data.

What a source says is its publisher's: a quote, and a document as archived, are passed on only
under a licence that is known to allow it (`reports.public.licences`). Its title, publisher, author,
date and address always stay: anybody may cite. Names and contacts of persons, their
pseudonyms, and who recorded a fact are nobody's business outside. ``name`` and ``contact`` of
a step are for firms and functions, but nothing keeps people out of them, so they go too.

What recorders say in their own words (a note, a reason) stays, whomever it names: no program
can tell, and who passes a report on has to look.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.personal import CORRECTING
from aggregates.vocabulary.shapes import DocumentFact, InstrumentFact, PlatformFact
from reports.public.licences import may_be_passed_on
from reports.words.vocabulary import FIELD

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = dict[str, Any]


@cache
def _of_nobody() -> frozenset[str]:
    """Return the details that are known by name, and name nobody.

    Some types take any others, too: those may be anybody's telephone, and stay inside.
    """
    return (frozenset(FIELD) | _detail_names()) - _ABOUT_PERSONS


def _detail_names() -> frozenset[str]:
    """Return the names of all details that a type of fact knows."""
    kinds = (msgspec.inspect.type_info(kind) for kind in TYPES.values())
    details = (
        field.type
        for kind in kinds
        if isinstance(kind, msgspec.inspect.StructType)
        for field in kind.fields
        if field.name == "details"
    )
    return frozenset(
        field.name
        for told in details
        if isinstance(told, msgspec.inspect.StructType)
        for field in told.fields
    )


_ABOUT_PERSONS = frozenset({"name", "contact", "person", "representative"})
_OF_A_SOURCE = frozenset({"quote", "sha256"})
_OF_NO_PERSON = frozenset(
    name for name, kind in TYPES.items() if issubclass(kind, PlatformFact | InstrumentFact)
)
"""Types of fact whose details name platforms, laws and their parts, and no persons."""

_OF_DOCUMENTS = frozenset(name for name, kind in TYPES.items() if issubclass(kind, DocumentFact))


def for_outsiders(document: Mapping[str, Any]) -> Json:
    """Return a recorded fact's JSON without what outsiders must not get.

    It takes any recorded fact, and what a correction sets with it. A representative who was
    named is ``{}`` then: that there was one is no secret.
    """
    told = {key: value for key, value in document.items() if key not in ("recorded_by", "person")}
    if told["type"] in _OF_DOCUMENTS and not all(map(_is_open, told["sources"])):
        told.pop("document", None)
    if told["type"] in _OF_NO_PERSON:
        return told | {"sources": _sources(told["sources"])}
    shown = _without(told)
    if told["type"] in CORRECTING:
        shown["details"]["replacement"] = _without(told["details"]["replacement"])
    return shown


def _without(told: Json) -> Json:
    """Return a fact, or what a correction sets of one, without what it must not say."""
    found = dict(told)
    if "sources" in told:
        found["sources"] = _sources(told["sources"])
    if "details" in told:
        found["details"] = _impersonal(told["details"])
    return found


def _sources(sources: list[Json]) -> list[Json]:
    return [
        one if _is_open(one) else {key: it for key, it in one.items() if key not in _OF_A_SOURCE}
        for one in sources
    ]


def _is_open(source: Json) -> bool:
    return may_be_passed_on(source.get("licence"))


def _impersonal(node: Any) -> Any:
    """Return details without persons, at any depth: those of some types are free."""
    match node:
        case {"representative": dict(), **others}:
            return {**_impersonal(others), "representative": {}}
        case {"representative": str() | list(), **others}:
            return _impersonal(others)
        case dict():
            return {key: _impersonal(it) for key, it in node.items() if key in _of_nobody()}
        case list():
            return [_impersonal(one) for one in node]
        case _:
            return node
