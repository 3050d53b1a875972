"""Facts on the page of a bundle: each with its day, its details, its sources and its claims."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from projections.queries.history import FactView

Json = dict[str, Any]

SEALED = "sealed:"
"""How a text begins that is stored under a person's key."""

_ELSEWHERE = frozenset(
    {
        *("id", "type", "platform", "jurisdiction", "occurred", "actor", "details", "sources"),
        *("note", "refers_to", "position", "recorded_at", "recorded_by"),
    }
)


def text(value: object, language: object = None) -> str:
    """Return a text of a fact, escaped, in its own direction and, if known, its language."""
    shown = str(value)
    if shown.startswith(SEALED):
        return "<em>sealed: personal data</em>"
    lang = f' lang="{escape(str(language))}"' if language else ""
    return f'<bdi dir="auto"{lang}>{escape(shown)}</bdi>'


def link(told: FactView) -> str:
    """Return a link to a fact on the page, in a few words."""
    document = told.document
    return f'<a href="#f{document["position"]}">{escape(document["type"])}, {_day(told)}</a>'


def entry(told: FactView, by_id: Mapping[str, FactView], archived: frozenset[str]) -> str:
    """Return a fact as an item of a list."""
    document = told.document
    marks = "".join(f' <span class="mark">{mark}</span>' for mark in _marks(told))
    kind = "" if told.in_effect else ' class="gone"'
    body = "\n".join(part for part in _parts(told, by_id, archived) if part)
    return f"""<li id="f{document["position"]}"{kind}>
<h3><time>{_day(told)}</time> {escape(document["type"])}{marks}</h3>
{body}
</li>"""


def _day(told: FactView) -> str:
    return escape(told.document["occurred"])


def _marks(told: FactView) -> Iterable[str]:
    if not told.in_effect:
        yield "without effect"
    if told.disputed:
        yield "disputed"
    if told.corrected_by:
        yield "corrected"


def _parts(
    told: FactView, by_id: Mapping[str, FactView], archived: frozenset[str]
) -> Iterable[str]:
    document = told.document
    yield _about(document, by_id)
    if "note" in document:
        yield f"<p>{text(document['note'])}</p>"
    yield _fields(document)
    yield _claims(told, by_id)
    yield from (_source(source, archived) for source in document.get("sources", ()))
    yield _recorded(told)


def _about(document: Json, by_id: Mapping[str, FactView]) -> str:
    said = [actor(document)] if "actor" in document else []
    if document.get("refers_to") in by_id:
        said.append(f"about {link(by_id[document['refers_to']])}")
    return f"<p>{'; '.join(said)}</p>" if said else ""


def actor(document: Json) -> str:
    """Return who acted or said it, and who that is to the matter."""
    named = document.get("actor", {})
    role = f" ({escape(named['role'])})" if "role" in named else ""
    return f"{text(named['name'])}{role}" if "name" in named else role.strip()


def _fields(document: Json) -> str:
    rows = [*document.get("details", {}).items()]
    rows += [(name, document[name]) for name in sorted(document.keys() - _ELSEWHERE)]
    told = "".join(f"<dt>{escape(name)}</dt><dd>{_value(value)}</dd>" for name, value in rows)
    return f"<dl>{told}</dl>" if told else ""


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{escape(name)}: {_value(one)}" for name, one in value.items())
    return text(value if isinstance(value, str) else json.dumps(value))


def _claims(told: FactView, by_id: Mapping[str, FactView]) -> str:
    named = [*told.claims, *([told.retracted_by] if told.retracted_by else [])]
    found = [link(by_id[claim]) for claim in dict.fromkeys(named) if claim in by_id]
    return f"<p>Claims about it: {'; '.join(found)}.</p>" if found else ""


def _source(source: Json, archived: frozenset[str]) -> str:
    language = source.get("language")
    title = text(source.get("title", source.get("url", "")), language)
    if _is_web_address(url := source.get("url", "")):
        title = f'<a rel="noreferrer noopener" href="{escape(url)}">{title}</a>'
    more = [text(source[name]) for name in ("publisher", "author", "published") if name in source]
    if (digest := source.get("sha256")) in archived:
        # No link: a browser would run the scripts of an archived page, beside the other files.
        more.append(f"archived as <code>documents/{digest[:12]}…</code>")
    told = f'<p class="source">{", ".join([title, *more])}{_announces(source)}</p>'
    return told + _quote(source.get("quote"), language)


def _is_web_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _announces(source: Json) -> str:
    return " (told of it ahead)" if source.get("announces") else ""


def _quote(quote: Any, language: object) -> str:
    exact = quote.get("exact", "") if isinstance(quote, dict) else quote
    return f"<blockquote>{text(exact, language)}</blockquote>" if exact else ""


def _recorded(told: FactView) -> str:
    document = told.document
    window = f"{told.first or '…'} to {told.on}" if told.first != told.on else str(told.on)
    return (
        f'<p class="quiet">Happened {escape(window)}. Recorded {escape(document["recorded_at"][:10])} '
        f"by {text(document['recorded_by'])} at position {document['position']}; "
        f"<code>{escape(document['id'])}</code></p>"
    )
