"""The article that is brought: a file, a record of a WARC, an archived document, standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from commands.shell.session import today
from intake.errors import ArticleUnusable
from intake.reading.article import Article, article_of
from intake.reading.language import LANGUAGES
from register.documents import archive
from register.documents.media_types import guessed
from register.documents.sources import resolved
from register.importing.documents import MAX_BYTES, Offer, read_file
from register.importing.documents import archive as keep
from register.importing.warc import LeftOut, is_warc, responses
from register.log.points import known_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.embedded import EmbeddedRegister

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtArticle:
    """An article, the document that it is in, and what is said of it as a source."""

    offer: Offer
    media_type: str
    sha256: str
    article: Article
    said: dict[str, Any]
    is_archived: bool

    @property
    def language(self) -> str:
        """The language of the article; one that has tables."""
        return str(self.article.language)

    def source(self) -> dict[str, Any]:
        """Return the article as the source of facts, without a quote."""
        told = {
            "title": self.article.title or self.offer.name or self.sha256,
            "published": self.article.published,
            "language": self.article.language,
            "sha256": self.sha256,
            **self.said,
        }
        return {name: value for name, value in told.items() if value is not None}

    def keep(self, register: EmbeddedRegister, recorded_by: str) -> None:
        """Archive the document, if it isn't yet: before the first fact that quotes it."""
        if not self.is_archived:
            keep(register.register, [self.offer], recorded_by=recorded_by, today=today())
            register.catch_up()


def bring(connection: Connection, name: str, said: dict[str, Any]) -> BroughtArticle:
    """Return the article in a file, in standard input, or in a document archived under a hash.

    ``said`` is what the person says of it: it goes before what the page says. Raises
    ArticleUnusable, NoText, BadDocument or UnknownDocument.
    """
    path = Path(name)
    if name == STANDARD_INPUT:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        return _read(connection, Offer(content=content, name="standard input"), said)
    if path.exists():
        return _read(connection, _offer(path, said), said)
    if not _is_hash(name):
        raise ArticleUnusable(f"there is no file {name}, and no archived document has such a hash")
    sha256 = resolved(connection, name, through=known_at(connection, None).position)
    content_ = archive.content(connection, sha256)
    if content_ is None:
        raise ArticleUnusable(f"document {sha256} is cited, and not archived")
    kind = archive.media_type(connection, sha256)
    told = archive.tellings(connection, sha256)
    url = told[-1].fact.details.url if told else None
    return _read(connection, Offer(content=content_, media_type=kind, url=url), said)


def _is_hash(name: str) -> bool:
    return len(name) >= 8 and set(name.lower()) <= set("0123456789abcdef")


def _offer(path: Path, said: dict[str, Any]) -> Offer:
    """Return a file as a document; of a WARC the one answer that is an article's page."""
    shared = {name: said.get(name) for name in ("url", "language", "title")}
    if not is_warc(path):
        return Offer(content=read_file(path), name=path.name, **shared)
    left_out: list[LeftOut] = []
    of = {name: said.get(name) for name in ("language", "title")}
    found = [
        one
        for one in responses(path, url=said.get("url"), on_left_out=left_out.append, said=of)
        if (one.media_type or guessed(one.content, "")).startswith("text/html")
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ArticleUnusable(f"{path} has no page that can be read")
    pages = ", ".join(str(one.url) for one in found[:3])
    raise ArticleUnusable(f"{path} has {len(found)} pages ({pages} …): say which by --url")


def _read(connection: Connection, offer: Offer, said: dict[str, Any]) -> BroughtArticle:
    kind = offer.media_type or guessed(offer.content, offer.name or "")
    sha256 = archive.sha256_of(offer.content)
    article = article_of(offer.content, kind, language=said.get("language"))
    if article.language not in LANGUAGES:
        raise ArticleUnusable(
            "the language of the article is not one of those that are read "
            f"({', '.join(LANGUAGES)}): say which by --language"
        )
    if (published := said.get("published")) is not None:
        window(published)
        article = replace(article, published=published)
    return BroughtArticle(
        offer=offer,
        media_type=kind,
        sha256=sha256,
        article=article,
        said={"url": offer.url, **{name: value for name, value in said.items() if value}},
        is_archived=bool(archive.archived_among(connection, [sha256])),
    )
