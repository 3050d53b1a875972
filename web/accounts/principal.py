"""Who a request is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.accounts.roles import ROLES, AccountRole, May

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody by a handle, which is what facts are recorded by; None: nobody who signed in."""

    handle: str | None
    may: frozenset[May]

    def has(self, may: May) -> bool:
        """Tell whether this is allowed to them."""
        return may in self.may


NOBODY = Principal(None, frozenset({May.ENTER}))


def principal(handle: str, roles: Iterable[AccountRole]) -> Principal:
    """Return a person with all that their roles may do."""
    return Principal(handle, frozenset().union(*(ROLES[role] for role in roles)))


def visitor(handle: str) -> Principal:
    """Return who comes to a site without accounts."""
    return principal(handle, (AccountRole.RECORDER, AccountRole.AUDITOR))
