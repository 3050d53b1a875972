"""The types of fact that are recorded by a form of their own, by what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import (
    AnswerFact,
    ClaimFact,
    DocumentFact,
    FigureFact,
    InstrumentFact,
    PersonFact,
    PlatformFact,
)
from register.format.schemas import schema
from web.errors import NotByForm

if TYPE_CHECKING:
    from aggregates.vocabulary.shapes import Fact

NO_FORM = (ClaimFact, PersonFact, DocumentFact)
"""What is recorded otherwise: from the page of a fact, by `register forget`, by an upload."""

FORMS = {name: kind for name, kind in TYPES.items() if not issubclass(kind, NO_FORM)}
"""The types that a form is made for."""

_ON_ACCESS = frozenset(
    {
        Act.RAISE,
        Act.EASE,
        Act.LIFT,
        Act.WITHDRAW_THREAT,
        Act.WITHDRAW_SERVICE,
        Act.RESTORE_SERVICE,
        Act.OBSERVE_BLOCK,
        Act.OBSERVE_ACCESS,
    }
)
_ENFORCING = frozenset({Act.FIND, Act.CLEAR, Act.FINE, Act.PAY, Act.STAY, Act.RESUME})

GROUPS = ("requirements", "enforcement", "access", "dialogue", "figures", "platforms", "laws")
"""What types are about, in the order in which they are listed."""


def form_kind(type_name: str) -> type[Fact]:
    """Return the class of a type that a form is made for; raise NotByForm or UnknownType."""
    if type_name in TYPES and type_name not in FORMS:
        kind = TYPES[type_name]
        where = "the page of the fact that it is about"
        if issubclass(kind, PersonFact):
            where = "the command line, by 'register forget'"
        if issubclass(kind, DocumentFact):
            where = "the form of a fact that cites it: choose the file at its source"
        raise NotByForm(f"a {type_name} is recorded from {where}")
    if type_name not in FORMS:
        schema(type_name)
    return FORMS[type_name]


def group_of(kind: type[Fact]) -> str:
    """Return what a type is about: one of GROUPS."""
    if issubclass(kind, PlatformFact):
        return "platforms"
    if issubclass(kind, InstrumentFact):
        return "laws"
    if issubclass(kind, FigureFact | AnswerFact):
        return "figures"
    if kind.EFFECT is None:
        return "dialogue"
    if kind.EFFECT.act in _ON_ACCESS:
        return "access"
    return "enforcement" if kind.EFFECT.act in _ENFORCING else "requirements"
