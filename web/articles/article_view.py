"""An archived document read as an article: its text, and what its sentences may tell of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from intake.candidates import candidates
from intake.errors import ArticleUnusable, EndpointProblem
from intake.model.answers import merged, proposed
from intake.reading.article import article_of
from intake.reading.language import LANGUAGES
from intake.registered import platform_names, platform_slugs
from register.documents import archive
from register.documents.sources import resolved
from register.errors import UnknownDocument

if TYPE_CHECKING:
    from intake.candidate import Candidate
    from intake.model.endpoint import Endpoint
    from intake.reading.article import Article
    from web.asking.view import View

LONGEST = 300_000
"""How many characters an article may have: reading takes a second for each hundred thousand."""

SAID = ("title", "url", "publisher", "published")
"""What a person says of an article as a source; it goes before what the page says."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article, and what it is as a source of facts."""

    sha256: str
    article: Article
    language: str
    published: str | None
    source: dict[str, Any]
    found: list[Candidate]
    asked: AskedModel | None = None


@dataclass(frozen=True, slots=True)
class AskedModel:
    """What a language model answered: what was dropped of it by reason, or why nothing is of use."""

    name: str
    dropped: dict[str, int]
    problem: str | None = None


def with_model(view: View, read: ArticleView, endpoint: Endpoint) -> ArticleView:
    """Return an article with what a language model proposes, too; the whole text is sent to it."""
    slugs = platform_slugs(view.connection)
    try:
        answers = proposed(read.article.text, endpoint, published=read.published, platforms=slugs)
    except EndpointProblem as error:
        return replace(read, asked=AskedModel(endpoint.model, {}, str(error)))
    found = merged(read.found, answers.candidates)
    return replace(read, found=found, asked=AskedModel(endpoint.model, answers.dropped))


def article_view(view: View, name: str) -> ArticleView:
    """Read a document; raise UnknownDocument, NoText or ArticleUnusable."""
    sha256 = resolved(view.connection, name, through=view.head)
    content = archive.content(view.connection, sha256)
    if content is None:
        raise UnknownDocument(f"document {sha256} is cited, and not archived")
    kind = archive.media_type(view.connection, sha256)
    article = article_of(content, kind, language=view.query.get("language"), longest=LONGEST)
    if article.language not in LANGUAGES:
        raise ArticleUnusable(
            f"the language of the article is none of those that are read: {', '.join(LANGUAGES)}"
        )
    source = _source(view, sha256, article)
    published = source.get("published")
    names = platform_names(view.connection)
    found = candidates(
        article.text,
        language=article.language,
        published=published,
        names=names,
        outside=article.outside,
        title=article.title,
    )
    return ArticleView(sha256, article, article.language, published, source, found)


def _source(view: View, sha256: str, article: Article) -> dict[str, Any]:
    told = archive.tellings(view.connection, sha256)
    url = told[-1].fact.details.url if told else None
    named = told[-1].fact.sources[0].title if told else None
    said = {name: view.query[name] for name in SAID if view.query.get(name)}
    whole = {
        "title": article.title or named or sha256,
        "url": url,
        "published": article.published,
        "language": article.language,
        "sha256": sha256,
        **said,
    }
    return {name: value for name, value in whole.items() if value is not None}
