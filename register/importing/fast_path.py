"""The good path of a line: straight from its bytes to what the log keeps, or not at all.

It takes only lines of which it is sure that the whole way (`register.format.lines`, then
`register.format.schemas`, then `register.format.codec`) would make the same bytes of them. It says nothing
about any other line, be it good or bad. A property test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid5

import msgspec
from msgspec import UNSET

from aggregates.errors import InvalidCode, InvalidDate
from aggregates.vocabulary.effects import EVERY_SCOPE
from aggregates.vocabulary.fields import (
    CHECKED,
    Edtf,
    FactId,
    Jurisdiction,
    LanguageTag,
    Sha256,
    Url,
)
from aggregates.vocabulary.refusals import ends_before
from register import jurisdictions
from register.format.codec import NAMESPACE, is_plain
from register.format.fast_types import Shape, decoder, shapes
from register.format.lines import MAX_DEPTH, MAX_LINE_BYTES

if TYPE_CHECKING:
    from register.importing.row import Row

_REMEMBERED = 16_384
"""How many good texts of a kind are remembered."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_ADDED_QUOTES = (("position", 2), ("recorded_at", 4), ("recorded_by", 4))
_WHOLE_ID = FactId.PATTERN.fullmatch
_good: dict[type[Any], set[str]] = {kind: set() for kind in CHECKED}


def quick_row(line: int, raw: bytes) -> Row | None:
    """Return what the log keeps of a line; None: see for yourself."""
    if len(raw) > MAX_LINE_BYTES or raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        return None
    try:
        fact = decoder().decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    added = _without_added(fact)
    payload = _ENCODER.encode(fact)
    quotes = _quotes(raw)
    if quotes < 0 or quotes != _quotes(payload) + added or b"{}" in payload:
        return None  # a name stands twice, or something says nothing and is left out
    shape = shapes()[fact.__struct_config__.tag]
    if not _holds_all(fact, shape) or _names_person(fact):
        return None
    if fact.id is None:
        fact.id = str(uuid5(NAMESPACE, payload.decode()))
        payload = _ENCODER.encode(fact)
    return line, fact.id, shape.topic, _stream(fact, shape), _cited(fact, shape), payload


def _without_added(fact: Any) -> int:
    """Take away what another register added; return how many quotes that had."""
    quotes = 0
    for name, added in _ADDED_QUOTES:
        if getattr(fact, name) is not UNSET:
            setattr(fact, name, UNSET)
            quotes += added
    return quotes


def _quotes(text: bytes) -> int:
    """Return how many quotes stand around names and texts; below 0: it can't be told.

    A name that stood twice, or was dropped, had two. Escapes of what is no character, or of
    one that no text may have, are not for us either.
    """
    if b"\\" not in text:
        return text.count(b'"')
    bare = text.replace(b"\\\\", b"")
    if b"\\u0000" in bare or b"\\ud" in bare.lower():
        return -1
    return bare.count(b'"') - bare.count(b'\\"')


def _holds_all(fact: Any, shape: Shape) -> bool:
    """Tell whether each checked text is of its form, and all else has one canonical form."""
    if fact.id is not None and not _WHOLE_ID(fact.id):
        return False
    for name, kind in shape.fields:
        value = getattr(fact, name)
        if value is not None and value not in _good[kind] and not _holds(kind, value):
            return False
    details: Any = getattr(fact, "details", None)
    for name, kind in shape.details:
        value = getattr(details, name)
        if value is not None and value not in _good[kind] and not _holds(kind, value):
            return False
    if not shape.free and _is_refused(fact.occurred, details):
        return False
    for name in shape.numbers:
        if isinstance(getattr(details, name, None), float):
            return False
    return not (shape.free and not _is_settled(details, shape)) and _sources_hold(fact.sources)


def _is_refused(occurred: str, details: Any) -> bool:
    """Tell whether a fact may be refused for what it says together; the whole way says why."""
    if getattr(details, "scope", None) == EVERY_SCOPE or getattr(details, "services", None) == []:
        return True
    until = getattr(details, "until", None)
    return until is not None and ends_before(occurred, until)


def _is_settled(details: dict[str, Any], shape: Shape) -> bool:
    """Tell whether free details have one form, and no member whose meaning wants a check."""
    return None not in details.values() and shape.known.isdisjoint(details) and is_plain(details)


def _names_person(fact: Any) -> bool:
    """Tell whether there may be something to seal, which is done on the whole way alone."""
    return getattr(getattr(fact, "details", None), "representative", None) is not None


def _sources_hold(sources: list[Any]) -> bool:
    for source in sources:
        if source.title is None and source.url is None:
            return False
        for value, kind in (
            (source.published, Edtf),
            (source.language, LanguageTag),
            (source.retrieved, Edtf),
            (source.sha256, Sha256),
            (source.url, Url),
        ):
            if value is not None and value not in _good[kind] and not _holds(kind, value):
                return False
    return True


def _holds(kind: Any, text: str) -> bool:
    """Check a text that is not known to be good, and remember it if it is."""
    try:
        kind.checked(text)
    except (InvalidCode, InvalidDate):
        return False
    if kind is Jurisdiction and not jurisdictions.is_code(text):
        return False
    known = _good[kind]
    if len(known) >= _REMEMBERED:
        known.clear()
    known.add(text)
    return True


def _stream(fact: Any, shape: Shape) -> str:
    match shape.kind:
        case "platform":
            return f"platform/{fact.platform}"
        case "instrument":
            return f"instrument/{fact.instrument}"
        case "document":
            return f"document/{fact.document}"
        case _:
            return f"relationship/{fact.platform}/{fact.jurisdiction}"


def _cited(fact: Any, shape: Shape) -> str | None:
    holder = fact.details if shape.cites == "request" else fact
    found: str | None = getattr(holder, shape.cites, None)
    return found
