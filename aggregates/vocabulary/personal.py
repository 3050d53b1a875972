"""Where a fact names a person, and its JSON with and without what can be forgotten of them.

One fact names one person at most: in ``details.representative`` of the types that have it, or
in the same place of what a correction sets.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.fields import SEALED, Person
from aggregates.vocabulary.shapes import (
    CorrectionFact,
    RepresentationFact,
    RepresentationPledgeFact,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOT_PERSONAL = "it is empty, longer than 500 characters, or begins with 'sealed:'"
"""Why a text can't be a name or contact (`aggregates.vocabulary.fields.PersonalText`)."""

SHORT = 5
"""Of how many characters a text is too short to be looked for within longer words."""


def _is_personal(kind: msgspec.inspect.Type) -> bool:
    match kind:
        case msgspec.inspect.Metadata(extra=dict(extra)):
            return bool(extra.get("personal"))
        case msgspec.inspect.UnionType(types=parts):
            return any(map(_is_personal, parts))
        case _:
            return False


def _personal_fields() -> tuple[str, ...]:
    told = msgspec.inspect.type_info(Person)
    assert isinstance(told, msgspec.inspect.StructType)  # noqa: S101  # it is one
    return tuple(field.name for field in told.fields if _is_personal(field.type))


PERSONAL = _personal_fields()
"""The fields of a person that can be forgotten, as the class marks them: name and contact."""


_KINDS = (RepresentationFact, RepresentationPledgeFact)

NAMING = frozenset(name for name, kind in TYPES.items() if issubclass(kind, _KINDS))
"""The types of fact that may name a person."""

CORRECTING = frozenset(name for name, kind in TYPES.items() if issubclass(kind, CorrectionFact))
"""The types of fact whose replacement may name one."""


class NamedPerson(NamedTuple):
    """The object of a fact's JSON that names a person, and where it stands (a JSON path)."""

    path: str
    told: dict[str, Any]

    @property
    def person(self) -> str | None:
        """The pseudonym; None: it has none."""
        found = self.told.get("person")
        return found if isinstance(found, str) else None

    @property
    def texts(self) -> dict[str, str]:
        """The personal texts, in the clear or sealed, by field."""
        return {name: text for name in PERSONAL if isinstance(text := self.told.get(name), str)}


def named_in(document: Mapping[str, Any]) -> NamedPerson | None:
    """Return where a fact's JSON names a person; None: nowhere."""
    keys = _keys(document.get("type"))
    node: Any = document
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return NamedPerson(".".join(("$", *keys)), node) if keys and isinstance(node, dict) else None


def names_person(document: Mapping[str, Any]) -> bool:
    """Tell whether it is of a type of fact that may name a person; the type may be anything."""
    kind = document.get("type")
    return isinstance(kind, str) and kind in NAMING


def _keys(type_name: Any) -> tuple[str, ...]:
    if not isinstance(type_name, str):
        return ()
    if type_name in NAMING:
        return "details", "representative"
    if type_name in CORRECTING:
        return "details", "replacement", "details", "representative"
    return ()


def naming(document: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fact's JSON with this in the place of what names the person."""
    return _replaced(document, _keys(document.get("type")), told)


def _replaced(node: Mapping[str, Any], keys: tuple[str, ...], told: Any) -> dict[str, Any]:
    first, *rest = keys
    return {**node, first: _replaced(node[first], tuple(rest), told) if rest else dict(told)}


def without_texts(document: dict[str, Any]) -> dict[str, Any]:
    """Return a fact's JSON without the personal texts; the pseudonym stays.

    What a correction takes away (null) stays too: it says nothing of the person.
    """
    named = named_in(document)
    if named is None or not named.texts:
        return document
    return naming(document, {key: it for key, it in named.told.items() if key not in named.texts})


def is_sealed(text: str) -> bool:
    """Tell whether a personal text is as the log keeps it."""
    return text.startswith(SEALED)


def said_elsewhere(document: dict[str, Any], text: str) -> Iterator[str]:
    """Give the JSON paths where a fact says a text besides its personal fields.

    Case, accents and width don't count. A text of fewer than SHORT characters is found as a
    word of its own only, so that Ob is not found in jobs; in scripts without capitals, which
    may not part their words, it is found anywhere.
    """
    for path, said in _texts(without_texts(document), "$"):
        if says(said, text):
            yield path


def says(said: str, text: str) -> bool:
    """Tell whether one text says another, as `said_elsewhere` does."""
    return bool(wanted := _folded(text)) and _says(_folded(said), wanted)


def words_of(text: str) -> set[str]:
    """Return the words of a text as a pseudonym might have them."""
    return {word for word in re.findall(r"[a-z0-9]+", _folded(text)) if len(word) > 1}


def _texts(node: Any, path: str) -> Iterator[tuple[str, str]]:
    match node:
        case str():
            yield path, node
        case dict():
            for key, value in node.items():
                yield f"{path}.{key}", key
                yield from _texts(value, f"{path}.{key}")
        case list():
            for place, value in enumerate(node):
                yield from _texts(value, f"{path}[{place}]")


def _says(said: str, wanted: str) -> bool:
    place = said.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        if len(wanted) >= SHORT or not (_joins(said[place - 1 : place]) or _joins(said[end:][:1])):
            return True
        place = said.find(wanted, place + 1)
    return False


def _joins(char: str) -> bool:
    """Tell whether a character beside a word makes it part of a longer one."""
    return char.isdigit() or char.lower() != char.upper()


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    unseen = ("Mn", "Me", "Cf")  # combining marks, and what shows nothing by itself
    plain = "".join(char for char in apart if unicodedata.category(char) not in unseen)
    return " ".join(plain.split())
