"""Who a request is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from register.accounts.roles import AccountRole
from web.accounts.roles import ROLES, May

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody by a handle, which is what facts are recorded by; None: nobody who signed in.

    ``session`` names the session of who comes with a browser, and opens nothing.
    """

    handle: str | None
    may: frozenset[May]
    roles: frozenset[AccountRole] = frozenset()
    session: str | None = None

    def has(self, may: May) -> bool:
        """Tell whether this is allowed to them."""
        return may in self.may


NOBODY = Principal(None, frozenset({May.ENTER}))


def principal(
    handle: str, roles: Iterable[AccountRole], *, session: str | None = None
) -> Principal:
    """Return a person with all that their roles may do; without a role they may only enter."""
    held = frozenset(roles)
    may = NOBODY.may.union(*(ROLES[role] for role in held))
    return Principal(handle, may, held, session)


def visitor(handle: str) -> Principal:
    """Return who comes to a site without accounts."""
    return principal(handle, (AccountRole.RECORDER, AccountRole.AUDITOR))
