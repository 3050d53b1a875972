"""The article in a document: its text as the archive has it, and what of that stands outside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from intake.errors import ArticleUnusable
from intake.reading.language import language_of
from intake.reading.outside import outside
from register.documents.text import HTML, text_of

if TYPE_CHECKING:
    from intake.reading.sentences import Span

LONGEST_PAGE = 10 * 2**20
"""How many bytes a page may have in which the article is looked for; it takes seconds for each MiB."""

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A document's text, and what is known of it as an article.

    ``outside`` are the parts that are not of the article; ``published`` and ``title`` are what
    the page says, for a person to confirm.
    """

    text: str
    language: str | None
    title: str | None = None
    published: str | None = None
    outside: tuple[Span, ...] = ()


def reads_pages() -> bool:
    """Tell whether trafilatura is here, which finds the article in a page: the extra ``intake``."""
    return find_spec("trafilatura") is not None


def article_of(
    content: bytes, media_type: str, *, language: str | None = None, longest: int | None = None
) -> Article:
    """Return the article of a document; raise NoText, with the reason, if it has no text.

    Raises ArticleUnusable for more than ``longest`` characters, before they are looked at.
    """
    text = text_of(content, media_type)
    if longest is not None and len(text) > longest:
        raise ArticleUnusable(f"the document has more than {longest:,} characters")
    is_page = media_type.partition(";")[0].strip().lower() in HTML
    page = _page(content) if is_page and reads_pages() and len(content) <= LONGEST_PAGE else None
    body = f"{page['title'] or ''} {page['text']}" if page else None
    left_out = outside(text, body=body)
    return Article(
        text=text,
        language=language or language_of(_inside(text, left_out)),
        title=(page["title"] if page else None) or _first_line(text),
        published=_day(page["date"]) if page else None,
        outside=left_out,
    )


def _page(content: bytes) -> dict[str, Any] | None:
    """Return what trafilatura makes of a page; None: it finds no article in it."""
    from trafilatura import bare_extraction  # noqa: PLC0415  # of an extra

    found: Any = bare_extraction(
        content, with_metadata=True, include_comments=False, favor_recall=True
    )
    told: dict[str, Any] | None = None if found is None else found.as_dict()
    return told if told and told.get("text") else None


def _day(text: str | None) -> str | None:
    """Return the day that a page names, if it is one."""
    found = _ISO_DAY.match(text or "")
    try:
        return None if found is None or window(found.group()).first is None else found.group()
    except InvalidDate:
        return None


def _inside(text: str, left_out: tuple[Span, ...]) -> str:
    """Return the text without what stands outside; all of it where nothing else is left."""
    parts, place = [], 0
    for one in left_out:
        parts.append(text[place : one.start])
        place = one.end
    kept = "".join([*parts, text[place:]])
    return kept if kept.strip() else text


def _first_line(text: str) -> str | None:
    found = next((line.strip() for line in text.splitlines() if len(line.strip()) > 20), None)
    return found[:500] if found else None
