"""The page of an archived document: what is told of it, quotes in place, the facts that cite it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from register.clock import iso
from register.documents import archive
from register.documents.citations import citations
from register.documents.quote_selector import normalised, problem
from register.documents.sources import TELLS, resolved
from register.documents.text import text_of
from register.errors import NoText
from register.log.export import recorded_document
from register.log.reader import LogReader
from reports.facts.references import FactReferences
from reports.model import (
    Audience,
    Code,
    Column,
    ColumnKind,
    Foreign,
    Link,
    Paragraph,
    Section,
    Terms,
    Tone,
    Word,
)
from reports.safe_text import safe
from reports.tables.fields import lines, listed, tabled
from web.shell.narrowing_form import unheeded
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told
from web.subjects.passages import passages, places, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregates.vocabulary.fields import Quote
    from register.documents.archive import Telling
    from reports.model import Cell, Run
    from reports.tables.fields import Fields
    from web.asking.view import PageContext, View

LARGEST = 5 * 2**20
"""How many bytes of a document are looked into for a page; larger ones are only given as they are."""


@dataclass(frozen=True, slots=True)
class DocumentCitation:
    """Where a fact cites the document: the fact as recorded, and the source in it."""

    fact: dict[str, Any]
    source: dict[str, Any]

    @property
    def quote(self) -> str:
        """The words that are quoted; empty: none are."""
        quote = self.source.get("quote") or ""
        return str(quote.get("exact", "")) if isinstance(quote, dict) else str(quote)


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """What is known of a document; ``text`` is normalised, and ``no_text`` says why there is none."""

    sha256: str
    size: int | None
    tellings: Sequence[Telling]
    cited: Sequence[DocumentCitation]
    quotes: Sequence[str | Quote]
    text: str | None
    no_text: str | None

    @property
    def language(self) -> str | None:
        """The language that the document is said to be in."""
        return self.tellings[-1].fact.details.language if self.tellings else None


def document(view: View, name: str) -> Page:
    """Return a document by its hash, as known at K; raise UnknownDocument."""
    sha256 = resolved(view.connection, name, through=view.question.known.position)
    read = _read(view, sha256)
    making = view.context("dossier")
    title = read.tellings[-1].fact.sources[0].title if read.tellings else None
    actions = (
        PageLink(view.asked.link(f"/sources/{sha256}/content"), view.tr("Open the document")),
    )
    return Page(
        title=safe(title) if title else view.tr("Document {sha256}", sha256=sha256[:12]),
        body="".join(
            (
                unheeded(view),
                told(view, [Terms(tuple(((term,), value) for term, value in _terms(view, read)))]),
                _in_place(view, read),
                sections(view, [_cited(view, making, read)]),
            )
        ),
        actions=() if read.size is None else actions,
        styles=("told.css",),
    )


def _read(view: View, sha256: str) -> DocumentRead:
    """Read a document, and what cites it up to K; its text is extracted once."""
    connection, through = view.connection, view.question.known.position
    found = [
        one
        for one in citations(connection, through=through, having=sha256.encode())
        if one.cited.sha256 == sha256 and one.type != TELLS
    ]
    entries = LogReader(connection).by_ids(dict.fromkeys(one.fact_id for one in found))
    facts = [recorded_document(entry) for entry in entries.values()]
    content = archive.content(connection, sha256)
    text, why = (None, None) if content is None else _text(view, sha256, content)
    return DocumentRead(
        sha256,
        None if content is None else len(content),
        [one for one in archive.tellings(connection, sha256) if one.entry.position <= through],
        [*_citations(sorted(facts, key=lambda one: one["position"]), sha256)],
        [one.cited.quote for one in found if one.cited.quote is not None],
        text,
        why,
    )


def _text(view: View, sha256: str, content: bytes) -> tuple[str | None, str | None]:
    if len(content) > LARGEST:
        return None, view.tr("it is too large to be looked into for a page")
    try:
        return normalised(text_of(content, archive.media_type(view.connection, sha256))), None
    except NoText as none:
        return None, str(none)


def _citations(facts: Iterable[dict[str, Any]], sha256: str) -> Iterator[DocumentCitation]:
    for fact in facts:
        replacement = fact.get("details", {}).get("replacement") or {}
        for source in (*fact.get("sources", ()), *(replacement.get("sources") or ())):
            if source.get("sha256") == sha256:
                yield DocumentCitation(fact, source)


def _terms(view: View, read: DocumentRead) -> Iterator[tuple[str, Run]]:
    tr, language = view.tr, view.language
    yield "SHA-256", (Code(read.sha256),)
    if read.size is None:
        yield (
            tr("Archived"),
            (Word("missing", tr("no: nothing is kept under this hash"), Tone.WARN),),
        )
    else:
        yield tr("Size"), (language.run("{number} bytes", number=language.number(read.size)))
    for one in read.tellings[-1:]:
        details = one.fact.details
        yield tr("Kind of file"), (Code(details.media_type),)
        if details.language:
            yield tr("Language"), (language.language(details.language),)
        if details.url:
            yield tr("Address"), (Link(details.url, Foreign(details.url)),)
        if details.retrieved:
            yield tr("Retrieved"), (language.when(str(details.retrieved)),)
        by = Foreign(one.entry.recorded_by or "")
        moment = language.moment(iso(one.entry.recorded_at))
        yield tr("Archived"), language.run("{moment}, by {handle}", moment=moment, handle=by)
    if read.no_text:
        yield (
            tr("Text"),
            (language.run("quotes are not looked up: {why}", why=Foreign(read.no_text, "en"))),
        )


def _in_place(view: View, read: DocumentRead) -> str:
    """Return the passages of the text that are quoted, or its beginning."""
    if read.text is None:
        return ""
    spans = places(read.text, read.quotes)
    title = view.tr("Quotes in place") if spans else view.tr("How it begins")
    tag = f' lang="{escape(read.language)}"' if read.language else ' lang=""'
    shown = "".join(
        f'<blockquote class="passage" dir="auto"{tag}><p>{written(read.text, one)}</p></blockquote>\n'
        for one in passages(read.text, spans)
    )
    return f'<section id="text-section"><h2>{escape(title)}</h2>{shown}</section>\n'


def _cited(view: View, making: PageContext, read: DocumentRead) -> Section:
    """Return the facts that cite it, each with its quote, whether that is found, and the grading."""
    tr, known = view.tr, FactReferences(making)
    fields: Fields[DocumentCitation] = (
        (Column("fact", tr("Fact"), width=30), lambda one: known.ref(one.fact["id"])),
        (
            Column("quote", tr("Quote"), width=50),
            lambda one: Foreign(one.quote, one.source.get("language")) if one.quote else None,
        ),
        (Column("found", tr("Found"), width=24), lambda one: _found(view, read, one)),
        (
            Column("grading", tr("Grading"), ColumnKind.LIST, 24),
            lambda one: lines(_grading(view, one.source)),
        ),
        (
            Column("position", tr("Position"), ColumnKind.NUMBER, 9),
            lambda one: view.language.number(one.fact["position"]),
        ),
    )
    table = tabled("cited", tr("Facts that cite it"), fields, read.cited, Audience.READERS)
    nothing = tr("No fact cites it. A fact cites a document by its hash, in one of its sources.")
    blocks = listed(table, making, nothing) if read.cited else (Paragraph((nothing,)),)
    return Section("cited", tr("Cited by"), blocks)


def _found(view: View, read: DocumentRead, one: DocumentCitation) -> Cell:
    if not one.quote or read.text is None:
        return None
    quote = next(each for each in read.quotes if _exact(each) == one.quote)
    why = problem(quote, read.text)
    if why is None:
        return Word("found", view.tr("found once"), Tone.GOOD)
    return (Word("not-found", view.tr("not found"), Tone.WARN), " ", Foreign(why, "en"))


def _exact(quote: str | Quote) -> str:
    return quote if isinstance(quote, str) else quote.exact


def _grading(view: View, source: dict[str, Any]) -> Iterator[Run]:
    """Give how reliable the source is said to be, and how credible what it says (admiralty scale)."""
    run = view.language.run
    if source.get("reliability"):
        yield run("source: {grade} of A to F", grade=Code(str(source["reliability"])))
    if source.get("credibility"):
        yield run("statement: {grade} of 1 to 6", grade=Code(str(source["credibility"])))
