"""Plain twins of the event classes: the same fields, with checked texts as mere texts.

Typed decoding calls Python for each checked text. Without that a line is decoded ten times
as fast, and `register.importing.fast_path` checks the texts afterwards, each different one once.
"""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import UNSET, Struct, UnsetType

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.fields import CHECKED, Answer, Figure, Fine
from aggregates.vocabulary.shapes import (
    AnswerFact,
    ClaimFact,
    CorrectionFact,
    DocumentFact,
    Fact,
    InstrumentFact,
    PersonFact,
    PlatformFact,
)

Checks = tuple[tuple[str, type[Any]], ...]
"""The names of fields with checked texts, and what each has to be."""

RECORDED = (
    ("position", int | UnsetType, UNSET),
    ("recorded_at", str | UnsetType, UNSET),
    ("recorded_by", str | UnsetType, UNSET),
)
"""What a register adds on recording, and an import passes over."""


class Shape(NamedTuple):
    """What there is to check, after decoding, of one type of fact."""

    topic: str
    kind: str
    cites: str
    fields: Checks
    details: Checks
    numbers: tuple[str, ...]
    free: bool
    known: frozenset[str]


@cache
def decoder() -> msgspec.json.Decoder[Any]:
    """Return a decoder of lines to plain twins, of every type that has one.

    A correction has none: in its replacement null means something. Nor has what is about a
    person alone, or about a law, which is seldom, and nests.
    """
    none = (CorrectionFact, InstrumentFact, PersonFact)
    twins = tuple(_twin(kind, RECORDED) for kind in TYPES.values() if not issubclass(kind, none))
    return msgspec.json.Decoder(Union[twins])  # noqa: UP007  # made of a tuple


@cache
def shapes() -> dict[str, Shape]:
    """Return what there is to check, by the name of the type."""
    return {name: _shape(kind) for name, kind in TYPES.items()}


def _shape(kind: type[Fact]) -> Shape:
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    details: Any = fields.get("details")
    parts = msgspec.structs.fields(details) if _is_struct(details) else ()
    return Shape(
        topic=kind.topic(),
        kind=_kind(kind),
        cites=_cites(kind),
        fields=_checks((name, it) for name, it in fields.items() if name not in ("id", "sources")),
        details=_checks((part.name, part.type) for part in parts),
        numbers=_numbers(details),
        free=not _is_struct(details) and details is not None,
        known=frozenset(kind.KNOWN.__struct_fields__ if kind.KNOWN else ()),
    )


def _numbers(details: Any) -> tuple[str, ...]:
    counting = _is_struct(details) and issubclass(details, Fine | Figure | Answer)
    return ("amount", "count") if counting else ()


def _cites(kind: type[Fact]) -> str:
    """Return the field with the id of the fact that one of this type cites."""
    if issubclass(kind, AnswerFact):
        return "request"
    return "refers_to" if issubclass(kind, ClaimFact) else "caused_by"


def _kind(kind: type[Fact]) -> str:
    if issubclass(kind, PlatformFact):
        return "platform"
    if issubclass(kind, DocumentFact):
        return "document"
    return "instrument" if issubclass(kind, InstrumentFact) else "relationship"


def _checks(fields: Any) -> Checks:
    found = ((name, _checked(annotation)) for name, annotation in fields)
    return tuple((name, kind) for name, kind in found if kind is not None)


def _checked(annotation: Any) -> type[Any] | None:
    """Return the checked text that a field holds, if it does."""
    for part in (annotation, *get_args(annotation)):
        if part in CHECKED:
            return part  # type: ignore[no-any-return]  # one of CHECKED
    return None


def _is_struct(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Struct)


@cache
def _twin(kind: type[Struct], more: tuple[Any, ...] = ()) -> type[Struct]:
    config = kind.__struct_config__
    return msgspec.defstruct(
        kind.__name__,
        [*(_field(field) for field in msgspec.structs.fields(kind)), *more],
        kw_only=True,
        omit_defaults=config.omit_defaults,
        forbid_unknown_fields=config.forbid_unknown_fields,
        tag_field=config.tag_field,
        tag=config.tag,
        frozen=not more,
        gc=False,
    )


def _field(field: Any) -> tuple[Any, ...]:
    annotation = _plain(field.type)
    if field.required:
        return field.name, annotation
    if field.default_factory is not msgspec.NODEFAULT:
        return field.name, annotation, msgspec.field(default_factory=field.default_factory)
    if isinstance(field.default, Struct):
        return field.name, annotation, annotation()
    return field.name, annotation, field.default


def _plain(annotation: Any) -> Any:
    """Return a type with texts in the place of checked texts, and twins in that of structs."""
    if annotation in CHECKED:
        return str
    if _is_struct(annotation):
        return _twin(annotation)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(_plain(parts[0]), *parts[1:])]
    if origin in (Union, UnionType):
        return Union[tuple(_plain(part) for part in parts)]  # noqa: UP007  # made of a tuple
    return list[_plain(parts[0])] if origin is list else annotation  # type: ignore[misc]  # made here
