"""What roles are called on pages, and what each may do, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.accounts.roles import AccountRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Tr = Callable[..., str]


def called(tr: Tr, roles: Iterable[AccountRole]) -> list[str]:
    """Return what roles are called, in their order."""
    names = {
        AccountRole.READER: tr("reader"),
        AccountRole.RECORDER: tr("recorder"),
        AccountRole.REVIEWER: tr("reviewer"),
        AccountRole.AUDITOR: tr("auditor"),
        AccountRole.ADMINISTRATOR: tr("administrator"),
    }
    held = set(roles)
    return [name for role, name in names.items() if role in held]


def offered(tr: Tr, roles: Iterable[AccountRole]) -> list[tuple[AccountRole, str]]:
    """Return roles to choose from, each with what it may do."""
    told = {
        AccountRole.READER: tr("reader: reads everything"),
        AccountRole.RECORDER: tr("recorder: reads and records facts"),
        AccountRole.REVIEWER: tr("reviewer: as a recorder; will approve what others propose"),
        AccountRole.AUDITOR: tr("auditor: reads, verifies, takes proofs and exports away"),
        AccountRole.ADMINISTRATOR: tr("administrator: invites people and gives roles, no more"),
    }
    held = set(roles)
    return [(role, text) for role, text in told.items() if role in held]
