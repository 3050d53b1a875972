"""Facts as reports tell them: when, what, who said it, what became of it, and where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.personal import CORRECTING, PERSONAL, named_in
from aggregates.vocabulary.shapes import DialogueFact
from reports.facts.own_notes import note, reason
from reports.model import (
    CardPlace,
    Code,
    Column,
    ColumnKind,
    Foreign,
    Lines,
    Link,
    Ref,
    Run,
    Tone,
    VagueDate,
    Word,
)
from reports.words import units, vocabulary
from reports.words.tongues import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from projections.queries.history import FactView
    from reports.model import Inline, Row
    from reports.words.language import Language

Json = dict[str, Any]

_APART = frozenset({"representative", "replacement", "count", "qualifier", "unit", "basis"})
"""Details that are told in a way of their own."""

_FREE = frozenset(name for name, kind in TYPES.items() if issubclass(kind, DialogueFact))
"""The types whose details may have any name, and under it anything."""


@dataclass(frozen=True, slots=True)
class FactText:
    """Tells facts in a language; ``about`` names facts that others refer to, by id."""

    language: Language
    about: Callable[[str], Ref | Code]

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of a table of facts; `row` makes what stands under them."""
        tr = self.language.tr
        return (
            Column("occurred", tr("When"), ColumnKind.WHEN, 18, CardPlace.HEAD),
            Column("type", tr("What"), width=24, place=CardPlace.HEAD),
            Column("marks", tr("What became of it"), ColumnKind.LIST, 18, CardPlace.MARKS),
            Column("actor", tr("Who"), width=24),
            Column("details", tr("Details"), ColumnKind.LIST, width=36),
            Column("note", tr("Note"), width=44),
            Column("sources", tr("Sources"), ColumnKind.LIST, width=50),
            Column("position", tr("Position"), ColumnKind.NUMBER, 9, CardPlace.FOOT),
            Column("recorded_at", tr("Recorded"), width=20, place=CardPlace.FOOT),
            Column("recorded_by", tr("Recorded by"), width=14, place=CardPlace.FOOT),
            Column("id", tr("Fact"), width=38, place=CardPlace.FOOT),
        )

    def row(self, told: FactView) -> Row:
        """Return a fact under `columns`."""
        document = told.document
        return (
            self.language.when(document["occurred"]),
            vocabulary.word(self.language, "type", document["type"]),
            Lines(tuple(self.marks(told))),
            self.actor(document),
            Lines(tuple(self.details(document))),
            note(self.language, document) if document.get("note") else None,
            Lines(tuple(self.source(one) for one in document["sources"])),
            self.language.number(document["position"]),
            VagueDate(document["recorded_at"], self.language.moment(document["recorded_at"])),
            Foreign(document["recorded_by"]) if document.get("recorded_by") else None,
            Code(document["id"]),
        )

    def ref(self, document: Json) -> Ref:
        """Return a fact by its type and its day, as a reference."""
        kind = vocabulary.word(self.language, "type", document["type"]).label
        return Ref(document["id"], f"{kind}, {self.language.when(document['occurred']).label}")

    def brief(self, document: Json) -> Run:
        """Return a fact in a line: what, when, and who."""
        kind = vocabulary.word(self.language, "type", document["type"])
        parts: list[Run] = [(kind,), (self.language.when(document["occurred"]),)]
        if actor := self.actor(document):
            parts.append(actor)
        return self.language.listed(parts)

    def actor(self, document: Mapping[str, Any]) -> Run:
        """Return who acted or said it, and who that is to the matter; empty if it isn't told."""
        told = document.get("actor", {})
        name: Run = (Foreign(told["name"]),) if told.get("name") else ()
        if "role" not in told:
            return name
        role = vocabulary.word(self.language, "role", told["role"])
        return self.language.aside(name, role) if name else (role,)

    def marks(self, told: FactView) -> Iterable[Run]:
        """Return what became of a fact: its claims, and whether it still has effect."""
        tr, run = self.language.tr, self.language.run
        if told.disputed:
            yield (Word("disputed", tr("disputed"), Tone.WARN),)
        for claim in told.corrected_by:
            yield run("corrected by {fact}", fact=self.about(claim))
        if told.retracted_by:
            yield run("retracted by {fact}", fact=self.about(told.retracted_by))
        elif not told.in_effect:
            yield (Word("void", tr("without effect, because its cause has none"), Tone.GONE),)

    def details(self, document: Json) -> Iterable[Run]:
        """Return what a fact says besides its type, date, actor and note, a run for each."""
        details = document.get("details", {})
        if (target := document.get("refers_to")) is not None:
            yield self.language.run("about {fact}", fact=self.about(target))
        if document["type"] in _FREE:
            for name, value in details.items():
                yield self._field(name, self.value(name, value))
        else:
            yield from self._known(document, details)
        for name in ("legal_basis", "case"):
            if document.get(name):
                yield self._field(name, (Foreign(str(document[name])),))

    def _known(self, document: Json, details: Json) -> Iterable[Run]:
        """Return details whose names have a meaning: those of a type's own."""
        if "count" in details:
            yield self.figure(details)
        if (named := named_in(document)) is not None and document["type"] not in CORRECTING:
            yield self._field("representative", self.person(named.told))
        for name, value in details.items():
            if name not in _APART:
                yield self._field(name, self.value(name, value))
        if "basis" in details and "count" not in details:
            yield self._field("basis", (Foreign(str(details["basis"])),))
        for name, value in details.get("replacement", {}).items():
            yield from self._replaced(name, value)

    def figure(self, details: Mapping[str, Any]) -> Run:
        """Return a reported figure: how many, of what, under what."""
        parts: list[Inline] = []
        if details.get("qualifier", "exact") != "exact":
            parts += [vocabulary.word(self.language, "qualifier", details["qualifier"]), " "]
        parts += units.counted(self.language, details["count"], details.get("unit"))
        if not details.get("basis"):
            return tuple(parts)
        basis = vocabulary.word(self.language, "figure basis", details["basis"])
        return self.language.listed([tuple(parts), (basis,)])

    def person(self, told: Mapping[str, Any]) -> Run:
        """Return whom a fact names: by name and contact, or why there is none."""
        tr = self.language.tr
        if said := [(Foreign(str(told[name])),) for name in PERSONAL if told.get(name)]:
            return self.language.listed(said)
        if told.get("forgotten"):
            return (tr("a person who was forgotten"),)
        if told.get("sealed"):
            return (tr("a person whose name is sealed"),)
        return (tr("a person who is not named here"),)

    def source(self, source: Json) -> Run:
        """Return a source: title, publisher, day, language, and its words where they are quoted."""
        language = source.get("language")
        title = marked(source.get("title") or source.get("url", ""), language)
        parts: list[Run] = [(Link(source["url"], title) if source.get("url") else title,)]
        parts += [(Foreign(source[name]),) for name in ("publisher", "author") if source.get(name)]
        if source.get("published"):
            parts.append((self.language.when(source["published"]),))
        told = self.language.listed(parts)
        if language and language.partition("-")[0] != self.language.code:
            told = self.language.aside(told, self.language.language(language))
        if source.get("announces"):
            told = self.language.series([told, (self.language.tr("told of it ahead"),)])
        return self._with_words(told, source)

    def _with_words(self, told: Run, source: Json) -> Run:
        """Return a source with its words, and with the licence that they are passed on under."""
        if not (quote := _quoted(source.get("quote"))):
            return told
        words = self.language.run("“{words}”", words=Foreign(quote, source.get("language")))
        if source.get("licence"):
            words = self.language.aside(words, Foreign(source["licence"]))
        return self.language.run("{source}: {words}", source=told, words=words)

    def value(self, name: str, value: Any) -> Run:
        """Return the value of a detail, with words of the vocabulary in the report's language."""
        if isinstance(value, list):
            return self._joined([self.value(name, one) for one in value])
        if isinstance(value, dict) and value:
            return self.language.listed(
                [self._field(key, self.value(key, one)) for key, one in value.items()]
            )
        if value is None or value == {}:
            return (self.language.tr("nothing"),)
        if name == "reason":
            return reason(self.language, str(value))
        return (self._word(name, value),)

    def _word(self, name: str, value: Any) -> Inline:
        match name:
            case "requirement" | "scope" | "unit":
                return vocabulary.named(self.language, name, str(value))
            case "qualifier" | "outcome" | "role" | "extent" | "of":
                return vocabulary.word(self.language, name, str(value))
            case "reported_by":
                return vocabulary.word(self.language, "role", str(value))
            case "period" if _is_date(value):
                return self.language.span(value)
            case "due" | "until" | "effective" | "occurred" | "published" | "retrieved" if _is_date(
                value
            ):
                return self.language.when(value)
            case "set_by" | "request":
                return self.about(str(value))
        if isinstance(value, bool):
            return self.language.tr("yes") if value else self.language.tr("no")
        return (
            self.language.number(value) if isinstance(value, int | float) else Foreign(str(value))
        )

    def _field(self, name: str, value: Run) -> Run:
        return self.language.labelled(vocabulary.field(self.language, name), value)

    def _joined(self, runs: Sequence[Run]) -> Run:
        return self.language.series(runs) if runs else ()

    def _replaced(self, name: str, value: Any) -> Iterable[Run]:
        """Return what a correction sets; of the details each by itself."""
        if name == "details" and isinstance(value, dict):
            for key, one in value.items():
                yield from self._replaced(key, one)
            return
        if name == "representative" and isinstance(value, dict):
            shown = self.person(value)
        elif name == "sources" and isinstance(value, list):
            shown = self._joined([self.source(one) for one in value])
        else:
            shown = self.value(name, value)
        yield self.language.run(
            "{field} is now {value}", field=vocabulary.field(self.language, name), value=shown
        )


def _quoted(quote: Any) -> str:
    exact = quote.get("exact", "") if isinstance(quote, dict) else quote
    return str(exact) if exact else ""


def _is_date(value: Any) -> bool:
    """Tell whether it is a date, as it need not be where details are free."""
    try:
        return isinstance(value, str) and bool(window(value))
    except InvalidDate:
        return False
