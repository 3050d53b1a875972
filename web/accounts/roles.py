"""What each role may do."""

from __future__ import annotations

from enum import StrEnum

from register.accounts.roles import AccountRole


class May(StrEnum):
    """What a route asks of whoever calls it."""

    ENTER = "enter"
    """Nothing: the doors, and what belongs to every page."""
    BE_KNOWN = "be known"
    """That somebody has signed in, whatever they are."""
    READ = "read"
    NAME = "name"
    """Persons by their names: others see that there is somebody, and not who."""
    RECORD = "record"
    PROVE = "prove"
    ADMINISTER = "administer"


ROLES: dict[AccountRole, frozenset[May]] = {
    AccountRole.READER: frozenset({May.ENTER, May.BE_KNOWN, May.READ}),
    AccountRole.RECORDER: frozenset({May.ENTER, May.BE_KNOWN, May.READ, May.NAME, May.RECORD}),
    AccountRole.REVIEWER: frozenset({May.ENTER, May.BE_KNOWN, May.READ, May.NAME, May.RECORD}),
    AccountRole.AUDITOR: frozenset({May.ENTER, May.BE_KNOWN, May.READ, May.NAME, May.PROVE}),
    AccountRole.ADMINISTRATOR: frozenset({May.ENTER, May.BE_KNOWN, May.ADMINISTER}),
}
"""What each role may do. An administrator who also reads gets both roles."""
