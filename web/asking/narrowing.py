"""What a page keeps to: one platform, one jurisdiction, so many days ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from projections.read_models import platform_names
from register import jurisdictions
from web.errors import InvalidFilter

if TYPE_CHECKING:
    from web.asking.view import PageContext, View

MOST_DAYS = 36_500
"""How many days ahead a page may be asked to look."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The platform (its slug) and the jurisdiction (its code) that a page keeps to; None: all."""

    platform: str | None = None
    jurisdiction: str | None = None

    @property
    def where(self) -> dict[str, str | None]:
        """The same as arguments of queries."""
        return {"platform": self.platform, "jurisdiction": self.jurisdiction}

    @property
    def is_narrow(self) -> bool:
        """Tell whether it leaves anything out."""
        return self != Narrowing()

    def context(self, view: View, kind: str, within: int | None = None) -> PageContext:
        """Return what the blocks of a kind of report are made from, kept to the same."""
        return view.context(
            kind, platform=self.platform, jurisdiction=self.jurisdiction, within=within
        )

    def has(self, platform: str, jurisdiction: str) -> bool:
        """Tell whether a relationship is kept."""
        return self.platform in (None, platform) and self.jurisdiction in (None, jurisdiction)


def narrowing(view: View) -> Narrowing:
    """Return what an address keeps to; raise UnknownPlatform, UnknownJurisdiction."""
    platform, jurisdiction = view.query.get("platform"), view.query.get("jurisdiction")
    return Narrowing(
        None if platform is None else platform_names.resolve(view.connection, platform),
        None if jurisdiction is None else jurisdictions.resolve(jurisdiction),
    )


def days_ahead(view: View) -> int | None:
    """Return how many days ahead an address asks for (``within=90``, ``90d``); None: all."""
    text = view.query.get("within")
    if text is None:
        return None
    digits = text.strip().lower().removesuffix("d")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7) or int(digits) > MOST_DAYS:
        raise InvalidFilter(f"{text!r} is no number of days; write 90, for instance")
    return int(digits)
