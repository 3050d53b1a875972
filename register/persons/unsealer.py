"""Showing facts in the clear to who has the keys; all else in the register is about sealed text."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.personal import NamedPerson, named_in, naming, without_texts
from aggregates.vocabulary.shapes import relationship_stream
from register.errors import DamagedFact, DamagedKey, KeysUnknown
from register.persons.seal import DoesNotOpen, SealLocation, unseal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from register.log.reader import LogReader
    from register.persons.keys import Persons


@dataclass(frozen=True, slots=True)
class Unsealer:
    """Opens what is sealed in recorded facts, unless the person was forgotten.

    Who is in ``forgotten``, by the log, counts as such even where the key is still there: then
    a process was killed before it could destroy it.
    """

    persons: Persons | None
    forgotten: Collection[str]

    def shown(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a recorded fact as it is shown: in the clear, or with a sign why it is not.

        The sign is ``"forgotten": true``, or ``"sealed": true`` where the key is not here, or
        opens nothing: `damage` tells why.
        """
        named = named_in(document)
        if named is None or named.person is None:
            return document
        if self.is_forgotten(named.person):
            return naming(without_texts(document), {**_bare(named), "forgotten": True})
        if not named.texts:
            return document
        texts = None
        with suppress(DamagedFact):
            texts = self._opened(document, named)
        told = {**_bare(named), "sealed": True} if texts is None else {**named.told, **texts}
        return naming(document, told)

    def exported(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a recorded fact as another register imports it: in the clear, or without.

        So it is also where the key opens nothing. Raises KeysUnknown if there is no key to
        somebody who was not forgotten.
        """
        named = named_in(document)
        if named is None or not named.texts or named.person is None:
            return document
        if self.is_forgotten(named.person) or self.damage(document):
            return without_texts(document)
        texts = self._opened(document, named)
        if texts is None:
            raise self._no_key(named.person)
        return naming(document, {**named.told, **texts})

    def require_key(self, person: str) -> None:
        """Raise KeysUnknown if there is no key to somebody who was not forgotten.

        A damaged one is no reason: who has no better one would never get at the rest.
        """
        if self.is_forgotten(person) or self._key(person) is not None:
            return
        if self.persons is None or not self.persons.holds_key(person):
            raise self._no_key(person)

    def _key(self, person: str) -> bytes | None:
        with suppress(PermissionError, DamagedKey):
            return None if self.persons is None else self.persons.key(person)
        return None

    def damage(self, document: Mapping[str, Any]) -> str | None:
        """Return why there is a key to what a recorded fact has sealed, and it opens nothing."""
        named = named_in(document)
        if named is None or not named.texts or named.person is None or self.persons is None:
            return None
        if self.is_forgotten(named.person):
            return None
        with suppress(PermissionError):
            try:
                self.persons.key(named.person)
                self._opened(document, named)
            except (DamagedKey, DamagedFact) as damaged:
                return str(damaged)
        return None

    def is_forgotten(self, person: str) -> bool:
        """Tell whether the log or the key store says that a person was forgotten."""
        if person in self.forgotten or self.persons is None:
            return person in self.forgotten
        with suppress(PermissionError):  # who may not look into the folder has no keys
            return self.persons.is_forgotten(person)
        return False

    def texts(self, document: Mapping[str, Any]) -> dict[str, str]:
        """Return the personal texts of a recorded fact in the clear, as far as they open."""
        named = named_in(document)
        if named is None or named.person is None or self.is_forgotten(named.person):
            return {}
        with suppress(DamagedFact):
            return self._opened(document, named) or {}
        return {}

    def _opened(self, document: Mapping[str, Any], named: NamedPerson) -> dict[str, str] | None:
        key = self._key(str(named.person))
        if key is None:
            return None
        stream = relationship_stream(document["platform"], document["jurisdiction"])
        place = SealLocation(stream, document["id"], named.path)
        try:
            return {
                name: unseal(text, key, place._replace(path=f"{place.path}.{name}"))
                for name, text in named.texts.items()
            }
        except DoesNotOpen as error:
            raise DamagedFact(
                f"of fact {document['id']} (position {document.get('position')}) {error}: it is "
                "not what was recorded, or the key is another one"
            ) from error

    def _no_key(self, person: str) -> KeysUnknown:
        where = "known" if self.persons is None else f"in {self.persons.folder}"
        return KeysUnknown(
            f"the key to {person} is not {where}: say by REGISTER_PERSONS where the keys are, or "
            "export with --sealed"
        )


def opener(persons: Persons | None, reader: LogReader) -> Unsealer:
    """Return what opens the facts of a log with these keys."""
    return Unsealer(persons, frozenset(reader.names("person")))


def _bare(named: NamedPerson) -> dict[str, Any]:
    return {key: value for key, value in named.told.items() if key not in named.texts}
