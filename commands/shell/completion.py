"""What the shell offers to complete: types, platforms, jurisdictions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from aggregates.errors import RegisterError
from aggregates.vocabulary.events import TYPES

if TYPE_CHECKING:
    import click


def complete_types(
    ctx: click.Context,  # noqa: ARG001  # click gives it by name
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    """Return the types of fact that begin so."""
    return [
        CompletionItem(name, help=(kind.__doc__ or "").strip())
        for name, kind in TYPES.items()
        if name.startswith(incomplete)
    ]


def complete_platforms(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    """Return the registered platforms that begin so; none where no register can be read."""
    from commands.shell.session import opened  # noqa: PLC0415  # it opens a database
    from projections.read_models.platform_names import display_names  # noqa: PLC0415

    try:
        with opened(_database(ctx)) as register, register.reading() as connection:
            names = display_names(connection)
    except RegisterError:
        return []
    return [
        CompletionItem(slug, help=name)
        for slug, name in names.items()
        if slug.startswith(incomplete.casefold())
    ]


def _database(ctx: click.Context) -> str:
    """Return where the register is; while completing, click leaves most defaults out."""
    given = [one.params.get("database") for one in (ctx, ctx.parent) if one is not None]
    named = next((url for url in given if url), None)
    return str(named or os.environ.get("REGISTER_DATABASE_URL") or "sqlite:///register.db")


def complete_jurisdictions(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    """Return the countries, EU and 001 whose code begins so, with their English names."""
    from register.jurisdictions import country_codes, name  # noqa: PLC0415

    return [
        CompletionItem(code, help=name(code))
        for code in sorted(country_codes())
        if code.startswith(incomplete.upper())
    ]
