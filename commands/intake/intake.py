"""`register intake`: what an article may tell of, each decided by a person."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from commands.intake.brought import STANDARD_INPUT, BroughtArticle, bring
from commands.intake.decisions import Decisions
from commands.intake.evaluate import evaluate
from commands.intake.shown import document, show
from commands.shell.language_model import endpoint_of, with_endpoint
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import as_json, as_jsonl, note, safe, say
from commands.shell.session import opened
from intake.candidates import candidates
from intake.errors import EndpointProblem
from intake.model.answers import Answers, merged, proposed
from intake.reading.article import reads_pages
from intake.reading.language import LANGUAGES
from intake.registered import platform_names, platform_slugs
from register.documents.text import HTML

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.candidate import Candidate
    from intake.mentions.platforms import PlatformNames
    from intake.model.endpoint import Endpoint

SAID = ("url", "title", "publisher", "published", "language", "retrieved")
"""What the person may say of the article, which goes before what its page says."""


class _WithFile(click.Group):
    """A group whose first argument may be a file, which is what `read` takes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `read` before what names no command of the group."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["read", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_WithFile, epilog="Example: register intake article.html --published 2024-05-03")
def intake() -> None:
    """Read an article, and decide on each sentence that may tell of a fact.

    `register intake FILE` is short for `register intake read FILE`.
    """


intake.add_command(evaluate)


@intake.command(epilog="Example: register intake read article.html --published 2024-05-03")
@click.argument("file", metavar="FILE")
@click.option("--url", metavar="URL", help="Where it is to be read; of a WARC: only this page.")
@click.option("--title", metavar="TEXT", help="Its title; default: as the page has it.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--published", metavar="EDTF", help="When; what it calls yesterday hangs on it.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Its language; default: as it looks."
)
@click.option("--retrieved", metavar="EDTF", help="When it was retrieved.")
@click.option(
    "--ask/--no-ask",
    default=None,
    help="Decide on each candidate; default: on a terminal, with the format table.",
)
@with_endpoint
@with_user
@with_format("table", "json", "jsonl")
@with_database
def read(file: str, form: str, by: str | None, database: str | None, **options: Any) -> None:
    """Show which sentences of FILE may tell of a fact, with the form behind each filled in.

    FILE is a page, a PDF, a plain text, a WARC, a document archived under its SHA-256 (8 digits
    are enough), or - for standard input. On a terminal each candidate is decided by a key, and
    nothing is recorded without; the article is archived with the first. The types come from word
    stems: one fact in ten is not shown, and half of what is shown is none. Read the article.
    """
    said = {name: options[name] for name in SAID}
    endpoint = endpoint_of(options["endpoint"], options["model"], agrees=options["agree"])
    with opened(database) as register:
        with register.reading() as connection:
            brought = bring(connection, file, said)
            names, slugs = platform_names(connection), platform_slugs(connection)
        _say_what_is_missing(brought)
        found, dropped = _found(brought, names, slugs, endpoint)
        if _asks(options["ask"], file, form):
            decisions = Decisions(register, brought, by)
            decisions.ask(found)
            say(f"{decisions.recorded} recorded.")
            return
    _print(brought, found, dropped, form)


def _asks(given: bool | None, file: str, form: str) -> bool:  # noqa: FBT001  # click has it so
    """Tell whether a person decides here: on a terminal, unless the text itself comes from it."""
    if file == STANDARD_INPUT or form != "table":
        return False
    return sys.stdin.isatty() if given is None else given


def _say_what_is_missing(brought: BroughtArticle) -> None:
    article = brought.article
    if brought.media_type.partition(";")[0] in HTML and not reads_pages():
        note("The page is read as a whole: the extra `intake` finds the article in it.")
    if article.published is None:
        note("The day of publication is not known: --published says it, and dates hang on it.")
    if article.outside:
        count = len(article.outside)
        lines = "1 line stands" if count == 1 else f"{count} lines stand"
        note(f"{lines} outside of the article: not read, and shown by --format json.")


def _found(
    brought: BroughtArticle, names: PlatformNames, slugs: Sequence[str], endpoint: Endpoint | None
) -> tuple[list[Candidate], dict[str, int]]:
    """Return the candidates of the rules, with those of a model where one is asked."""
    article = brought.article
    own = candidates(
        article.text,
        language=brought.language,
        published=article.published,
        names=names,
        outside=article.outside,
        title=article.title,
    )
    answers = _asked(brought, slugs, endpoint) if endpoint else None
    if answers is None:
        return own, {}
    for reason, count in answers.dropped.items():
        note(f"{count} {'candidate' if count == 1 else 'candidates'} {reason}: dropped.")
    return merged(own, answers.candidates), answers.dropped


def _asked(brought: BroughtArticle, slugs: Sequence[str], endpoint: Endpoint) -> Answers | None:
    """Return what a model proposes; None: it gave no usable answer, which is said."""
    article = brought.article
    try:
        return proposed(article.text, endpoint, published=article.published, platforms=slugs)
    except EndpointProblem as error:
        note(safe(f"{error}: the candidates are those of the rules alone."))
        return None


def _print(
    brought: BroughtArticle, found: Sequence[Candidate], dropped: dict[str, int], form: str
) -> None:
    if form == "json":
        as_json(document(brought, found, dropped))
    elif form == "jsonl":
        as_jsonl(one.to_json() for one in found)
    else:
        for number, one in enumerate(found, start=1):
            show(one, brought.article.text, number=number, of=len(found))
        if not found:
            note("No sentence looks like a fact of the register.")
