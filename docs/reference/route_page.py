"""The page of routes: which address is for whom, read from the application itself."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from register.accounts.roles import AccountRole
from web.accounts.principal import NOBODY
from web.accounts.roles import ROLES, May
from web.app import application
from web.guard import ROUTE
from web.site import Site

if TYPE_CHECKING:
    from litestar import Litestar

COLUMNS: tuple[AccountRole | None, ...] = (None, *AccountRole)
"""Nobody, and each role."""

MEANINGS = {
    May.ENTER: "the doors, and what belongs to every page",
    May.BE_KNOWN: "oneself: whoever has signed in",
    May.READ: "standings, facts, laws, reports",
    May.NAME: "persons by their names",
    May.RECORD: "facts, drafts, documents",
    May.PROVE: "verification, proofs, bundles, exports",
    May.ADMINISTER: "people, their roles, invitations",
}


@dataclass(frozen=True, slots=True)
class ServedRoute:
    """One method at one path; ``may`` is what it asks of who calls it."""

    path: str
    method: str
    may: May | None

    @property
    def example(self) -> str:
        """The path with something in the place of each parameter."""
        return re.sub(r"\{[^}]*\}", "x", self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def bare_application() -> Litestar:
    """Return the application, to be looked at: it has no register."""
    nothing = cast(Any, None)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return application(Site(nothing, lambda: now, now.date, os.urandom))


def routes(app: Litestar) -> list[ServedRoute]:
    """Return every route that isn't answered by the framework (OPTIONS)."""
    found = [
        ServedRoute(re.sub(r":\w+\}", "}", route.path), method, handler.opt.get(ROUTE))
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        if method != "OPTIONS"
    ]
    return sorted(found, key=lambda route: (route.path, route.method))


def page(generated: str) -> str:
    """Return the page."""
    return (
        "\n\n".join(
            [
                "# Addresses, and who may have them",
                generated,
                "What `register serve` answers. A person may have several roles, and then may what "
                "any of them may. A token may what those of its roles may that its owner has still. "
                "`OPTIONS` is answered everywhere, and says only which methods there are.",
                "## What roles may",
                _roles(),
                "## Addresses",
                _routes(),
            ]
        )
        + "\n"
    )


def _roles() -> str:
    names = ["nobody", *AccountRole]
    lines = [f"| may | what | {' | '.join(names)} |", "| --- " * (len(names) + 2) + "|"]
    for may in May:
        held = (NOBODY.may if role is None else ROLES[role] for role in COLUMNS)
        marks = " | ".join("✓" if may in found else "–" for found in held)
        lines.append(f"| {may} | {MEANINGS[may]} | {marks} |")
    return "\n".join(lines)


def _routes() -> str:
    lines = ["| address | method | may |", "| --- | --- | --- |"]
    lines += [
        f"| `{route.path}` | {route.method} | {route.may} |" for route in routes(bare_application())
    ]
    return "\n".join(lines)
