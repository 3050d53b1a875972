"""`register help`: of the program, of a command, and of the words that its answers use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.shell.options import with_format
from commands.shell.printing import as_json, say
from reports.words.glossary import glossary
from reports.words.language import LANGUAGES, language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS = "words"
"""The topic that is no command."""


@click.command(
    "help", epilog="Example: register help words --language ru", options_metavar="[OPTIONS]"
)
@click.argument("topic", nargs=-1, metavar="[words|COMMAND...]")
@click.option(
    "--language",
    "code",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="For words: what they are called in a report of this language; they are explained in "
    "English.",
)
@with_format("table", "json")
@click.pass_context
def help_(context: click.Context, topic: tuple[str, ...], code: str, form: str) -> None:
    """Explain every word that reports and pages use (words), or how to use a command."""
    if topic == (WORDS,):
        _words(code, form)
        return
    if form != "table" or code != "en":
        raise click.UsageError("--language and --format are for: register help words")
    for line in _help_of(context.find_root(), topic).splitlines():
        say(line)


def _help_of(root: click.Context, topic: Sequence[str]) -> str:
    """Return the help of a command, as its own --help prints it."""
    command, context = root.command, root
    for name in topic:
        found = command.get_command(context, name) if isinstance(command, click.Group) else None
        if found is None:
            raise click.UsageError(
                f"there is no help on {' '.join(topic)!r}: say words, or a command of register --help"
            )
        context = click.Context(found, info_name=name, parent=context)
        command = found
    return command.get_help(context)


def _words(code: str, form: str) -> None:
    if form == "json":
        as_json(list(_listed(code)))
        return
    formatter = click.HelpFormatter(width=92, max_width=92)
    told = language(code)
    for part in glossary():
        with formatter.section(part.title):
            formatter.write_dl(
                [(each.label(told), each.meaning) for each in part.entries], col_max=34
            )
    for line in formatter.getvalue().rstrip().splitlines():
        say(line)


def _listed(code: str) -> Iterator[dict[str, Any]]:
    told = language(code)
    for part in glossary():
        for each in part.entries:
            yield {
                "kind": part.title,
                "code": each.code,
                "word": each.label(told),
                "meaning": each.meaning,
            }
