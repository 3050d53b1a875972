"""A fact's JSON from options: ``key=value`` pairs, read as the type's schema wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from register.format.lines import parse
from register.format.schemas import detail_properties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

SOURCE_FIELDS = (
    "url",
    "title",
    "publisher",
    "author",
    "published",
    "language",
    "retrieved",
    "sha256",
    "locator",
    "quote",
    "licence",
)


def with_source(command: Decorated) -> Decorated:
    """Add --source-url, --source-title … and --source JSON to a command."""
    command = click.option(
        "--source",
        "more_sources",
        multiple=True,
        metavar="JSON",
        help="A further source, as JSON; may be repeated.",
    )(command)
    command = click.option(
        "--source-announces", is_flag=True, help="The source told of it before it happened."
    )(command)
    for field in reversed(SOURCE_FIELDS):
        if field == "quote":
            command = _with_context(command)
        command = click.option(f"--source-{field}", metavar="TEXT", help=_HELP.get(field))(command)
    return command


def _with_context(command: Decorated) -> Decorated:
    """Add what tells a quote that stands several times in its source from the others."""
    for side, where in (("suffix", "after"), ("prefix", "before")):
        command = click.option(
            f"--source-quote-{side}", metavar="TEXT", help=f"The words right {where} the quote."
        )(command)
    return command


_HELP = {
    "url": "Where the source is to be read; a title or a url is needed.",
    "title": "Its title.",
    "publisher": "Who published it.",
    "author": "Who wrote it.",
    "locator": "Where in it: a page, an article, a minute.",
    "quote": "Its words, where they matter.",
    "sha256": "The hash of what was read; if it is archived, the quote is looked up in it.",
    "licence": "Under what it may be passed on.",
    "published": "When it was published (EDTF).",
    "language": "Its language (BCP 47).",
    "retrieved": "When it was read (EDTF).",
}


def sources(options: dict[str, Any]) -> list[Any]:
    """Return the sources that the options of `with_source` give, and take them out."""
    first = {
        field: value
        for field in SOURCE_FIELDS
        if (value := options.pop(f"source_{field}", None)) is not None
    }
    context = {
        side: words
        for side in ("prefix", "suffix")
        if (words := options.pop(f"source_quote_{side}", None)) is not None
    }
    if context:
        if "quote" not in first:
            raise click.UsageError("--source-quote-prefix and -suffix are of a --source-quote")
        first["quote"] = {"exact": first["quote"], **context}
    if options.pop("source_announces", False):
        first["announces"] = True
    further = [_json(text, "--source") for text in options.pop("more_sources", ())]
    return ([first] if first else []) + further


def _json(text: str, option: str) -> Any:
    try:
        return parse(text.encode())
    except (ValueError, RecursionError):
        raise click.UsageError(f"{option} takes JSON, and {text!r} is not") from None


def pairs(given: Iterable[str], option: str) -> list[tuple[str, str]]:
    """Return ``key=value`` texts split at the first equals sign; raise click.UsageError."""
    found = []
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise click.UsageError(f"{option} takes key=value, and {text!r} is not that")
        found.append((key, value))
    return found


def details(type_name: str, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return details of a type; a key that comes several times makes a list."""
    properties = detail_properties(type_name)
    found: dict[str, Any] = {}
    for key, text in given:
        value = typed(text, properties.get(key))
        if key in found:
            before = found[key] if isinstance(found[key], list) else [found[key]]
            found[key] = [*before, *(value if isinstance(value, list) else [value])]
        else:
            found[key] = value
    return found


def typed(text: str, wanted: dict[str, Any] | None) -> Any:
    """Return an option's text as the schema wants it: as text, or read as JSON.

    What fits neither stays text, for the schema to refuse with its reason.
    """
    if wanted is not None and _takes(wanted, "array") and not text.startswith("["):
        return [text]
    if wanted is not None and _takes(wanted, "string"):
        return text
    try:
        return parse(text.encode())
    except (ValueError, RecursionError):
        return text


def _takes(wanted: dict[str, Any], kind: str) -> bool:
    alternatives = wanted.get("anyOf", [wanted])
    return any(part.get("type") == kind or "enum" in part for part in alternatives)
