"""The page of everybody who has an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from register.accounts import accounts
from register.accounts.roles import AccountRole
from register.clock import iso
from web.people.own import STYLES
from web.people.role_words import called, offered
from web.people.visits import part
from web.shell.page import Page

if TYPE_CHECKING:
    from web.asking.view import View
    from web.people.own import Once


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was chosen in the form of an invitation."""

    roles: frozenset[str] = frozenset({AccountRole.RECORDER})


@dataclass(frozen=True, slots=True)
class PeopleState:
    """What the page says besides: what is wrong, what was chosen, a new link."""

    errors: dict[str, str] = field(default_factory=dict)
    typed: Invitation = Invitation()
    once: Once | None = None


def people_page(view: View, state: PeopleState) -> Page:
    """Show everybody with their roles, and how to invite more."""
    body = part(
        "people.html",
        tr=view.tr,
        link=view.asked.link,
        people=accounts.every(view.connection),
        told=lambda roles: called(view.tr, roles),
        offered=offered(view.tr, AccountRole),
        moment=lambda stored: view.language.moment(iso(stored)),
        errors=state.errors,
        typed=state.typed,
        once=state.once,
    )
    status = 422 if state.errors else 200
    return Page(view.tr("People"), body, timed=False, styles=STYLES, status=status)
