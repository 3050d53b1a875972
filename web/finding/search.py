"""The page of search: which facts have all words, where in them, and in which language."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import TYPES
from projections.queries.search import LONGEST_WORD, SearchAsked, latest_hits, marked, places
from register.errors import UnknownType
from register.log.points import day
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.formats.values import label
from reports.safe_text import safe
from reports.tables.names import names_for
from reports.words import vocabulary
from web.asking.narrowing import narrowing
from web.errors import InvalidFilter
from web.shell.narrowing_form import choice, narrowing_form, unheeded
from web.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from projections.queries.search import FoundText, SearchHits
    from reports.tables.names import ReportNames
    from web.asking.view import View

LIMIT = 50
"""How many hits a page has."""

MOST_PLACES = 4
"""In how many of its fields a hit is shown at most."""


def find(view: View) -> Page:
    """Return the facts that have every word, up to K, as far as they are not narrowed away."""
    asked = _asked(view)
    parts = [_form(view, asked), unheeded(view)]
    if not asked.words and not asked.is_narrow:
        parts.append(f'<p class="empty">{escape(_how(view))}</p>')
    else:
        found = latest_hits(
            view.connection, asked, through=view.question.known.position, limit=LIMIT
        )
        parts += _found(view, asked, found)
    return Page(
        title=view.tr("Search"),
        body="".join(parts),
        styles=("told.css",),
        json=view.asked.for_programs("/api/v1/search", ("known",), q=asked.words)
        if asked.words and not asked.is_narrow
        else None,
    )


def _asked(view: View) -> SearchAsked:
    """Return what an address searches for; raise InvalidFilter, UnknownType, InvalidMoment."""
    words = view.query.get("q", "").replace("\0", " ").strip()
    if any(len(word) > LONGEST_WORD for word in words.split()):
        raise InvalidFilter(f"a word to search for is at most {LONGEST_WORD} characters long")
    kind = view.query.get("type")
    if kind is not None and kind not in TYPES:
        raise UnknownType(f"there is no type of fact {kind!r}")
    times = _day(view, "from"), _day(view, "to"), _position(view)
    kept = narrowing(view)
    return SearchAsked(words, kept.platform, kept.jurisdiction, kind, *times, persons=False)


def _day(view: View, name: str) -> date | None:
    text = view.query.get(name)
    return None if text is None else day(text)


def _position(view: View) -> int | None:
    text = view.query.get("before")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise InvalidFilter(f"{text!r} is no position of the log")
    return int(text)


def _form(view: View, asked: SearchAsked) -> str:
    tr, language = view.tr, view.language
    kinds = {name: vocabulary.word(language, "type", name).label for name in TYPES}
    words = f'<label>{escape(tr("Words"))}<input type="search" name="q" value="{escape(asked.words)}"></label>'
    days = "".join(
        f'<label>{escape(title)}<input type="date" name="{name}" value="{shown}"></label>'
        for name, title, shown in (
            ("from", tr("Happened from"), asked.first or ""),
            ("to", tr("Happened until"), asked.last or ""),
        )
    )
    types = choice(view, "type", tr("Type of fact"), kinds, asked.type_name)
    return narrowing_form(view, narrowing(view), first=words, fields=f"{types}{days}")


def _how(view: View) -> str:
    return view.tr(
        "Write one or more words, in any script: facts that have all of them, in themselves, in "
        "their sources or in notes, stand here, the latest recorded first. A word of more than "
        "two letters is found at the beginning of longer ones; case and accents don’t count."
    )


def _found(view: View, asked: SearchAsked, found: SearchHits) -> Iterator[str]:
    count = len(found.documents)
    if not count and found.further is None:
        told = view.tr("No fact has all of these words. Try fewer words, or leave out a filter.")
        yield f'<p class="empty">{escape(told)}</p>'
    elif found.further is None and asked.before is None:
        yield f"<p>{escape(view.language.trn('{count} fact is found.', '{count} facts are found.', count))}</p>"
    making = view.context("dossier")
    names = names_for(making, {one["platform"] for one in found.documents if "platform" in one})
    teller = FactText(view.language, FactReferences(making).ref)
    yield '<ol class="hits">\n'
    for document in found.documents:
        yield _hit(view, names, teller, asked.words, document)
    yield "</ol>\n"
    if found.further is not None:
        href = escape(view.here(before=str(found.further)))
        yield f'<p><a class="button" rel="next" href="{href}">{escape(view.tr("Facts recorded earlier"))}</a></p>'


def _hit(
    view: View, names: ReportNames, teller: FactText, words: str, document: dict[str, Any]
) -> str:
    """Return a fact with where it belongs, and the places in it where the words stand."""
    href = escape(view.asked.link(f"/facts/{document['id']}"))
    title = escape(safe(label(teller.brief(document))))
    found = [*places(document, words)][:MOST_PLACES] if words else []
    lines = "".join(f"<p>{_line(view, one, words)}</p>" for one in found)
    return (
        f'<li><h2><a href="{href}"><bdi>{title}</bdi></a></h2>'
        f'<p class="quiet">{_about(view, names, document)}</p>{lines}</li>\n'
    )


def _about(view: View, names: ReportNames, document: dict[str, Any]) -> str:
    """Return what a fact is about, and where it stands in the log."""
    parts = []
    if "platform" in document:
        parts.append(f"<bdi>{escape(safe(names.platform(document['platform']).text))}</bdi>")
    parts += [
        f"<bdi>{escape(safe(str(document[name])))}</bdi>"
        for name in ("instrument", "document")
        if document.get(name)
    ]
    if document.get("jurisdiction"):
        parts.append(escape(names.jurisdiction(document["jurisdiction"])))
    position = view.language.number(document["position"]).label
    parts.append(escape(view.tr("position {position}", position=position)))
    return " · ".join(parts)


def _line(view: View, one: FoundText, words: str) -> str:
    """Return a text with the words marked, after its field and its language."""
    before, parts, behind = marked(one.text, words)
    told = " ".join(
        f"<mark>{escape(safe(part))}</mark>" if found else escape(safe(part))
        for part, found in parts
    )
    tag = f' lang="{escape(one.language)}"' if one.language else ' lang=""'
    shown = f'<bdi dir="auto"{tag}>{"… " if before else ""}{told}{" …" if behind else ""}</bdi>'
    return f'<span class="quiet">{escape(_field(view, one))}</span> {shown}'


def _field(view: View, one: FoundText) -> str:
    """Return in which field a text stands, and its language where that is told."""
    tr, language = view.tr, view.language
    match one.field:
        case "quote":
            name = tr("quote")
        case "actor":
            name = tr("who")
        case _ if one.of_source:
            name = tr("source")
        case _:
            name = label(vocabulary.field(language, one.field))
    if one.language is None:
        return f"{name}:"
    return f"{tr('{field} ({language})', field=name, language=language.language(one.language))}:"
