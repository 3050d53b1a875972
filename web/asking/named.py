"""Whether a reader sees persons by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.accounts.roles import May

if TYPE_CHECKING:
    from register.persons.keys import Persons
    from web.accounts.principal import Principal
    from web.site import Site


def persons_for(site: Site, principal: Principal) -> Persons | None:
    """Return the keys to persons for who may see them by name; None: names stay sealed."""
    return site.register.persons if principal.has(May.NAME) else None
