"""`register platform`: the platforms, their names and services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.record.fact_options import sources, with_source
from commands.record.outcome import record_and_print
from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_user
from commands.shell.printing import as_json, say
from commands.shell.session import opened, platform_slug, today
from commands.shell.tables import table
from projections.read_models.platform_names import (
    PLATFORM_COLUMNS,
    platform_document,
    platforms,
)
from register.log.reader import LogReader

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group(epilog="Example: register platform show ТикТок")
def platform() -> None:
    """List, show and add platforms; further facts of theirs go through `register record`."""


@platform.command("list", epilog="Example: register platform list --format json")
@with_format("table", "json", "jsonl", "csv")
@with_database
def list_platforms(form: str, database: str | None) -> None:
    """List the registered platforms."""
    with opened(database) as register, register.reading() as connection:
        found = [platform_document(one) for one in platforms(connection)]
    nothing = "No platform is registered yet: register platform add --help"
    answer(form, found, _print, columns=PLATFORM_COLUMNS, nothing=nothing)


def _print(found: Sequence[dict[str, Any]]) -> None:
    table(
        ("platform", "name", "operator", "also known as"),
        [
            (one["platform"], one["name"], one["operator"] or "", ", ".join(one["names"]))
            for one in found
        ],
    )


@platform.command("show", epilog="Example: register platform show تيك توك")
@click.argument("name")
@with_format("table", "json")
@with_database
def show(name: str, form: str, database: str | None) -> None:
    """Show one platform, found by slug, name or alias in any script."""
    with opened(database) as register, register.reading() as connection:
        slug = str(platform_slug(connection, name))
        document = platform_document(LogReader(connection).platform(slug))
    if form == "json":
        as_json(document)
        return
    for field, value in document.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown:
            say(f"{field}: {shown}")


@platform.command(
    "add",
    epilog="Example: register platform add vk --name VK --alias ВКонтакте --operator VK "
    "--source-url https://vk.com",
)
@click.argument("slug")
@click.option("--name", required=True, help="Its name.")
@click.option("--operator", help="Who runs it.")
@click.option("--alias", "aliases", multiple=True, help="A further name, in any script.")
@click.option("--service", "services", multiple=True, help="A service of it.")
@click.option("--occurred", metavar="EDTF", help="Since when; default: today.")
@with_source
@with_user
@with_format("table", "json")
@with_database
def add(slug: str, form: str, by: str | None, database: str | None, **options: Any) -> None:
    """Register the platform SLUG, so that facts about it can be recorded."""
    document = {
        "type": "platform-registered",
        "platform": slug,
        "occurred": options["occurred"] or today().isoformat(),
        "sources": sources(options),
        "details": {
            "name": options["name"],
            "operator": options["operator"],
            "aliases": list(options["aliases"]) or None,
            "services": list(options["services"]) or None,
        },
    }
    with opened(database) as register:
        record_and_print(register, [document], by, form)
