"""Which platform of the register a publisher's name is, and which service: a test, a domain, a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from register.jurisdictions import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EVERY, _WORLD_WIDE = "*.", "www."


class Named(NamedTuple):
    """What a name means: the slug of a platform, and of a service, if not the whole is meant."""

    platform: str
    service: str | None = None


class Platforms:
    """What names mean: by a mapping's own table first, then by the names that the register has.

    A domain is a name too, without ``www.``; a part of it is another. ``registered`` gives the
    slug for a slug, a name or an alias; left out: no register is asked, and the table is believed.
    """

    def __init__(
        self, table: Mapping[str, str], registered: Callable[[str], str | None] | None = None
    ) -> None:
        self._table = {_bare(name): _named(told) for name, told in table.items()}
        self._registered = registered
        self._known: dict[str, Named | None] = {}

    def find(self, text: str) -> Named | None:
        """Return what a name means; None: no platform that is registered."""
        if text not in self._known:
            self._known[text] = self._looked_up(_bare(text))
        return self._known[text]

    def find_address(self, address: str) -> Named | None:
        """Return whose an address is, by its domain alone."""
        try:
            domain = urlsplit(address).hostname
        except ValueError:
            return None
        return None if domain is None else self.find(domain)

    def _looked_up(self, name: str) -> Named | None:
        found = self._table.get(name)
        if self._registered is None:
            return found
        slug = self._registered(name if found is None else found.platform)
        if slug is None:
            return None
        return Named(slug) if found is None else found._replace(platform=slug)


def _named(told: str) -> Named:
    slug, _, service = told.partition("/")
    return Named(slug, service or None)


def _bare(name: str) -> str:
    return folded(name).removeprefix(_EVERY).removeprefix(_WORLD_WIDE)
