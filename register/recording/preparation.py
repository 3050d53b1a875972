"""How a fact becomes what the log keeps: identified, with what is personal sealed, as bytes.

Every way of recording goes through here before anything is written, be it to the log or to a
scratch file. What is personal leaves here sealed, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from aggregates.errors import FactRefused, InvalidCode, Problem, Problems
from aggregates.vocabulary.fields import PersonalText, Slug
from aggregates.vocabulary.personal import (
    NOT_PERSONAL,
    NamedPerson,
    is_sealed,
    named_in,
    naming,
    said_elsewhere,
    says,
    without_texts,
    words_of,
)
from aggregates.vocabulary.shapes import AnswerFact, ClaimFact, Fact, PersonFact, RelationshipFact
from register.errors import ForgottenPerson
from register.format.codec import canonical, decode, document_of, identified
from register.persons.seal import SealLocation, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from register.persons.keys import Persons

KEYS_UNKNOWN = (
    "it is about a person, and where the keys to persons are kept is not known: set "
    "REGISTER_PERSONS to a folder for them"
)
"""Why a register without a key store takes no personal text."""

_SEALED_TEXT = b'"sealed:1:'


class PreparedFact(NamedTuple):
    """A fact with its id, as the log keeps it; where it comes as bytes, it is decoded if need be.

    ``line`` is its place in the input. With ``unless_known`` it is fine only if the log has it
    already; else it is refused for that.
    """

    line: int
    id: str
    type: str
    stream: str
    cited: str | None
    payload: bytes
    unless_known: Problems = ()
    decoded: Fact | None = None

    def fact(self) -> Fact:
        """Return the fact."""
        return decode(self.type, self.payload) if self.decoded is None else self.decoded


@dataclass(frozen=True, slots=True)
class Preparation:
    """With whose keys facts are sealed, and who records them."""

    persons: Persons | None = None
    recorded_by: str = ""

    def storable(self, fact: Fact, line: int = 0) -> PreparedFact:
        """Return what the log keeps of a fact; raise FactRefused with all that is wrong.

        A text that is sealed already, and one about somebody who was forgotten, may be of a
        fact that is in the log: whoever knows the log decides. The latter is left out here.
        """
        unless: Problems = ()
        try:
            whole = identified(fact)
            decoded: Fact | None = whole
            document = document_of(whole)
            named = named_in(document)
            if named is not None and named.texts:
                document, unless = self._sealed(whole, document, named)
                decoded = None  # it has the texts in the clear
            payload = _without_nul(canonical(document))
        except (ValueError, RecursionError) as error:
            raise FactRefused((Problem("$", f"it can't be stored: {error}"),)) from error
        if isinstance(fact, PersonFact) and self.persons is None:
            raise FactRefused((Problem("$.person", KEYS_UNKNOWN),))
        place = (line, str(whole.id), whole.topic(), whole.stream(), cited_by(whole))
        return PreparedFact(*place, payload, unless, decoded)

    def _sealed(
        self, fact: Fact, document: dict[str, Any], named: NamedPerson
    ) -> tuple[dict[str, Any], Problems]:
        """Return the document with its texts sealed, and what is wrong unless it is known."""
        problems = tuple(self._refusals(document, named))
        if problems:
            raise FactRefused(problems)
        clear = {name: text for name, text in named.texts.items() if not is_sealed(text)}
        unless = tuple(_sealed_already(named)) if len(clear) < len(named.texts) else ()
        told, place = dict(named.told), SealLocation(fact.stream(), str(fact.id), named.path)
        try:
            told.update(self._sealed_texts(str(named.person), clear, place))
        except ForgottenPerson as forgotten:
            told = {name: it for name, it in told.items() if name not in clear}
            unless += (Problem(f"{named.path}.person", str(forgotten)),)
        return naming(document, told), unless

    def _sealed_texts(
        self, person: str, clear: dict[str, str], place: SealLocation
    ) -> dict[str, str]:
        if self.persons is None or not clear:
            return {}
        key = self.persons.key_made(person)
        return {
            name: seal(text, key, place._replace(path=f"{place.path}.{name}"))
            for name, text in clear.items()
        }

    def _refusals(self, document: dict[str, Any], named: NamedPerson) -> Iterator[Problem]:
        """Give all that stands against sealing; the texts themselves are never repeated."""
        yield from _ill_formed(named)
        for name, text in named.texts.items():
            if is_sealed(text):
                continue
            if self.persons is None:
                yield Problem(f"{named.path}.{name}", KEYS_UNKNOWN)
            for path in said_elsewhere(document, text):
                yield Problem(path, f"it says the {name} of a person, which could not be forgotten")
            if says(self.recorded_by, text):
                yield Problem("recorded_by", f"it is the {name} of a person, and would stay")
        yield from _telling_pseudonym(named)


def cited_by(fact: Fact) -> str | None:
    """Return the id of the fact that a fact refers to, answers, or follows from."""
    if isinstance(fact, ClaimFact):
        return str(fact.refers_to)
    if isinstance(fact, AnswerFact):
        return str(fact.details.request)
    if isinstance(fact, RelationshipFact) and fact.caused_by is not None:
        return str(fact.caused_by)
    return None


def _without_nul(payload: bytes) -> bytes:
    """Return stored bytes; raise FactRefused if a text in them has what PostgreSQL can't search."""
    if b"\\u0000" in payload.replace(b"\\\\", b""):  # not after an escaped backslash
        raise FactRefused((Problem("$", "a text has a NUL character"),))
    return payload


def _ill_formed(named: NamedPerson) -> Iterator[Problem]:
    """Say what is wrong with it where a correction sets it: there nothing was checked."""
    try:
        Slug.checked(named.person or "")
    except InvalidCode as error:
        missing = "a name or contact needs the person that it belongs to"
        yield Problem(f"{named.path}.person", str(error) if named.person else missing)
    for name, text in named.texts.items():
        if "\0" in text:
            yield Problem(f"{named.path}.{name}", "it has a NUL character")
        try:
            msgspec.convert(text, PersonalText)
        except msgspec.ValidationError:
            yield Problem(f"{named.path}.{name}", NOT_PERSONAL)


def _telling_pseudonym(named: NamedPerson) -> Iterator[Problem]:
    clear = [text.partition("@")[0] for text in named.texts.values() if not is_sealed(text)]
    told = words_of(str(named.person)) & {word for text in clear for word in words_of(text)}
    told = {word for word in told if not word.isdigit()}
    if told:
        yield Problem(
            f"{named.path}.person",
            f"a pseudonym stays when the person is forgotten, and {named.person!r} tells of the "
            "name or contact: take one such as representative-1",
        )


def _sealed_already(named: NamedPerson) -> Iterator[Problem]:
    for name, text in named.texts.items():
        if is_sealed(text):
            reason = "it is sealed, and this log has no such fact: give it in the clear"
            yield Problem(f"{named.path}.{name}", reason)


def person_sealed_in(payload: bytes) -> str | None:
    """Return about whom stored bytes have a sealed text; None: about nobody."""
    if _SEALED_TEXT not in payload:
        return None
    named = named_in(msgspec.json.decode(payload))
    return named.person if named is not None and named.texts else None


def is_same(stored: bytes, given: bytes, is_forgotten: Callable[[str], bool]) -> bool:
    """Tell whether bytes are those of a recorded fact, but for what was forgotten since."""
    if stored == given:
        return True
    if b'"representative"' not in given:
        return False
    told, known = msgspec.json.decode(given), msgspec.json.decode(stored)
    named = named_in(told)
    if named is None or named.person is None or not is_forgotten(named.person):
        return False
    return canonical(without_texts(known)) == canonical(without_texts(told))
