"""The page of oneself, and the one after coming in for the first time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from register.accounts import sessions, tokens
from register.clock import iso, microseconds
from web.accounts.roles import May
from web.people.role_words import called, offered
from web.people.visits import part
from web.shell.page import Page

if TYPE_CHECKING:
    from web.asking.view import View

STYLES = ("people.css",)


@dataclass(frozen=True, slots=True)
class Once:
    """A secret that is shown once, and what it is."""

    told: str
    secret: str


@dataclass(frozen=True, slots=True)
class TokenForm:
    """What was typed into the form of a new token."""

    name: str = ""
    roles: frozenset[str] = frozenset()
    days: str = "90"


@dataclass(frozen=True, slots=True)
class OwnState:
    """What the page of oneself says besides: what is wrong, what was typed, a new token."""

    errors: dict[str, str] = field(default_factory=dict)
    typed: TokenForm = TokenForm()
    once: Once | None = None


def own_page(view: View, state: OwnState) -> Page:
    """Show where somebody is signed in, and with which tokens programs come."""
    who, connection = view.principal, view.connection
    handle, now = str(who.handle), microseconds(view.site.now())
    body = part(
        "me.html",
        tr=view.tr,
        link=view.asked.link,
        handle=handle,
        session=who.session,
        my_roles=called(view.tr, who.roles),
        told=lambda roles: called(view.tr, roles),
        offered=offered(view.tr, who.roles),
        sessions=sessions.of(connection, handle, now=now),
        tokens=tokens.of(connection, handle),
        moment=lambda stored: view.language.moment(iso(stored)),
        errors=state.errors,
        typed=state.typed,
        once=state.once,
    )
    status = 422 if state.errors else 200
    return Page(handle, body, timed=False, styles=STYLES, status=status)


def begin_page(view: View) -> Page:
    """Offer what somebody may want to do first."""
    body = part(
        "begin.html",
        tr=view.tr,
        link=view.asked.link,
        handle=view.principal.handle,
        is_empty=view.head == 0,
        may_record=view.principal.has(May.RECORD),
        may_administer=view.principal.has(May.ADMINISTER),
    )
    return Page(view.tr("Welcome to the register"), body, timed=False, styles=STYLES)
