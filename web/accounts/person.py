"""Who a request is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.accounts.roles import ROLES, May, Role

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by a handle, which is what facts are recorded by; None: nobody who signed in."""

    handle: str | None
    may: frozenset[May]

    def has(self, may: May) -> bool:
        """Tell whether this is allowed to them."""
        return may in self.may


NOBODY = Person(None, frozenset({May.ENTER}))


def person(handle: str, roles: Iterable[Role]) -> Person:
    """Return a person with all that their roles may do."""
    return Person(handle, frozenset().union(*(ROLES[role] for role in roles)))


def visitor(handle: str) -> Person:
    """Return who comes to a site without accounts."""
    return person(handle, (Role.RECORDER, Role.AUDITOR))
