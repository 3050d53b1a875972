"""What a form says: the facts, one for each platform, or everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused, Problem
from aggregates.vocabulary.events import PlatformRegistered
from projections.read_models import platform_names
from projections.read_models.relationships import RelationshipKey
from register.errors import UnknownPlatform
from register.format.codec import encode
from register.format.schemas import read_fact
from web.forms.fields import Group, Repeat, SingleField, fields_of
from web.forms.form_document import FormReader, jurisdiction_code
from web.recording.types import form_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from web.forms.form_values import FormValues

PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class FormEntry:
    """What a form comes to: facts to be recorded all or none, or problems (by JSON path)."""

    group: Group
    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    offers: Mapping[str, list[str]]

    @property
    def digest(self) -> str:
        """What tells these facts from any others, to the byte."""
        return digest_of(self.facts)


def digest_of(facts: Iterable[Fact]) -> str:
    """Return a hash over facts, in their order."""
    return sha256(b"\n".join(map(encode, facts))).hexdigest()


def record_fields(type_name: str) -> Group:
    """Return the fields of a type's form: with several platforms, where it is about one.

    Raises UnknownType, or NotByForm.
    """
    kind, found = form_kind(type_name), fields_of(type_name)
    if issubclass(kind, PlatformRegistered):
        return found
    row = SingleField("", needed=True, kind="string")
    several = Repeat(PLATFORM, needed=True, row=row)
    fields = tuple(several if one.name == PLATFORM else one for one in found.fields)
    return replace(found, fields=fields)


def form_entry(connection: Connection, type_name: str, values: FormValues) -> FormEntry:
    """Return what a form of a type says."""
    group = record_fields(type_name)
    reader = FormReader(values)
    document = {"type": type_name, **reader.document(group)}
    problems = list(reader.problems)
    slugs: list[Any] = [document.get(PLATFORM)]
    if isinstance(slugs[0], list):
        slugs = _slugs(connection, slugs[0], problems) or [None]
    facts = _facts(({**document, PLATFORM: slug} for slug in slugs), problems)
    return FormEntry(group, facts, tuple(dict.fromkeys(problems)), reader.offers)


def _slugs(connection: Connection, names: list[str], problems: list[Problem]) -> list[str]:
    """Return the platforms that are meant, each but once."""
    found = []
    for place, name in enumerate(names):
        try:
            found.append(platform_names.resolve(connection, name))
        except UnknownPlatform as unknown:
            problems.append(Problem(f"$.{PLATFORM}[{place}]", str(unknown)))
    return list(dict.fromkeys(found))


def _facts(documents: Iterable[Mapping[str, Any]], problems: list[Problem]) -> tuple[Fact, ...]:
    """Return typed facts; without any where something is wrong, which is added to the problems."""
    unknown = any(one.path.startswith(f"$.{PLATFORM}[") for one in problems)
    facts = []
    for document in documents:
        given = {name: value for name, value in document.items() if value is not None}
        try:
            facts.append(read_fact(given))
        except FactRefused as refused:
            problems += [
                one for one in refused.problems if not (unknown and one.path == f"$.{PLATFORM}")
            ]
    return () if problems else tuple(facts)


def key_of_form(connection: Connection, values: FormValues) -> RelationshipKey | None:
    """Return the relationship that a form is about so far; None: it isn't said, or it is several."""
    place = jurisdiction_code(values.text("jurisdiction"))
    if not place or values.rows(PLATFORM) != 1:
        return None
    try:
        slug = platform_names.resolve(connection, values.text(f"{PLATFORM}[0]"))
    except UnknownPlatform:
        return None
    return RelationshipKey(slug, place)
