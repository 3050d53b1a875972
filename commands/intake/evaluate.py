"""`register intake evaluate`: what the rules, or a model, reach on a gold set."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shell.language_model import endpoint_of, with_endpoint
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format
from commands.shell.printing import say
from commands.shell.session import database_url, opened
from intake.candidates import candidates
from intake.gold import gold_articles
from intake.measures import IntakeMeasures, by_language, measured
from intake.mentions.platforms import PlatformNames
from intake.model.answers import Answers, proposed
from intake.reading.article import article_of
from intake.registered import platform_names, platform_slugs
from register.errors import NotInitialised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from intake.gold import GoldArticle
    from intake.model.endpoint import Endpoint
    from intake.reading.article import Article

COLUMNS = (
    *("language", "articles", "facts", "shown", "precision", "type_first", "type_among_three"),
    *("platform", "jurisdiction", "date", "dropped", "seconds_per_article"),
)
_HEADS = (
    *("language", "articles", "facts", "shown", "precision", "first", "of three"),
    *("platform", "place", "date", "dropped", "s/article"),
)


@click.command(epilog="Example: register intake evaluate gold.jsonl --articles articles")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--articles",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with the articles, which are looked up by their SHA-256.",
)
@click.option("--split", metavar="NAME", help="Only the articles of this part: build, seen, blind.")
@with_endpoint
@with_format("table", "json", "jsonl", "csv")
@with_database
def evaluate(  # noqa: PLR0913  # an option each
    gold: Path,
    articles: Path,
    split: str | None,
    form: str,
    database: str | None,
    endpoint: str | None,
    model: str | None,
    *,
    agree: bool,
) -> None:
    """Measure against GOLD (JSON Lines, one line an article) which of its facts are shown, and how.

    shown: facts of which a sentence is shown. precision: sentences shown that hold a fact.
    first, of three: facts with the right type first, or among three. platform, place, date:
    of the facts shown; the date at the gold's precision. With --endpoint the same of a language
    model alone. Where there is no register, well known platforms are found.
    """
    chosen = [one for one in gold_articles(gold, articles) if split in (None, one.split)]
    asked = endpoint_of(endpoint, model, agrees=agree)
    names, slugs = _platforms(database)
    rows = by_language(_measures(one, names, slugs, asked) for one in chosen)
    found = [row.to_json() for row in rows]
    answer(form, found, _print, columns=COLUMNS, nothing="The gold set has no such article.")


def _platforms(database: str | None) -> tuple[PlatformNames, list[str]]:
    """Return the names of the register's platforms, and the slugs; of none where there is none."""
    try:
        with opened(database_url(database)) as register, register.reading() as connection:
            return platform_names(connection), platform_slugs(connection)
    except NotInitialised:
        return PlatformNames.of([]), []


def _measures(
    gold: GoldArticle, names: PlatformNames, slugs: list[str], endpoint: Endpoint | None
) -> IntakeMeasures:
    start = time.perf_counter()
    article = article_of(gold.content, gold.media_type, language=gold.language)
    answers = _answers(gold, article, names, slugs, endpoint)
    return measured(
        gold,
        article.text,
        answers.candidates,
        seconds=time.perf_counter() - start,
        dropped=sum(answers.dropped.values()),
    )


def _answers(
    gold: GoldArticle,
    article: Article,
    names: PlatformNames,
    slugs: list[str],
    endpoint: Endpoint | None,
) -> Answers:
    """Return the candidates of a model, if one is asked, else those of the rules."""
    if endpoint is not None:
        return proposed(article.text, endpoint, published=gold.published, platforms=slugs)
    found = candidates(
        article.text,
        language=gold.language,
        published=gold.published,
        names=names,
        outside=article.outside,
        title=article.title,
    )
    return Answers(tuple(found))


def _print(rows: Sequence[Mapping[str, Any]]) -> None:
    lines = [_HEADS, *(tuple(_cell(row[name]) for name in COLUMNS) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADS))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        say("  ".join(cells))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
