"""What a person can be in a register."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from register.errors import AccountRefused

if TYPE_CHECKING:
    from collections.abc import Iterable


class AccountRole(StrEnum):
    """What a person is in a register; one person can be several."""

    READER = "reader"
    RECORDER = "recorder"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


Roles = frozenset[AccountRole]

FIRST: Roles = frozenset({AccountRole.ADMINISTRATOR, AccountRole.RECORDER, AccountRole.AUDITOR})
"""The roles of whoever comes first: all that one person alone needs."""


def roles_of(names: Iterable[str]) -> Roles:
    """Return the roles of these names; raise AccountRefused for one that there is not."""
    try:
        return frozenset(AccountRole(name) for name in names)
    except ValueError as error:
        known = ", ".join(AccountRole)
        raise AccountRefused(f"{error.args[0].split(' is not')[0]} is no role: {known}") from None


def joined(roles: Roles) -> str:
    """Return roles as one text, in their order."""
    return ",".join(role for role in AccountRole if role in roles)


def split(text: str) -> Roles:
    """Return the roles of such a text."""
    return roles_of(name for name in text.split(",") if name)
