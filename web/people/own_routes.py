"""What somebody does about themselves: sessions, password, tokens, and first steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post
from litestar.params import FromPath

from exchange.example import load_example, refuse_foreign
from register.accounts import sessions, tokens
from register.accounts.roles import roles_of
from register.accounts.tokens import NewToken
from register.errors import AccountRefused, TooManyTries
from register.store.database import writing
from web.accounts.entry import Visit, change_password, confirm
from web.accounts.roles import May
from web.errors import SignInRefused
from web.guard import ROUTE
from web.people.doors import Fields
from web.people.own import Once, OwnState, TokenForm, begin_page, own_page
from web.people.visits import (
    handle_of,
    led,
    let_in,
    own_visit_of,
    password_errors,
    several,
    text,
    too_many,
    tr_of,
    visit_of,
)
from web.shell.responding import Asking, fresh_page, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = {ROUTE: May.BE_KNOWN}


@get("/begin", opt=KNOWN, sync_to_thread=True)
def beginning(request: Asking) -> Response[bytes]:
    """Offer what somebody may want to do first."""
    visit_of(request)
    with view_of(request) as view:
        return fresh_page(view, begin_page(view))


@post("/example", opt={ROUTE: May.RECORD}, sync_to_thread=True)
def loading_example(request: Asking) -> Response[bytes]:
    """Load the example into a register without facts of its own, and show it."""
    visit = visit_of(request)
    refuse_foreign(visit.site.register)
    load_example(visit.site.register, recorded_by=handle_of(visit))
    return led(request, "/")


@get("/me", opt=KNOWN, sync_to_thread=True)
def me(request: Asking) -> Response[bytes]:
    """Show oneself."""
    own_visit_of(request)
    return _me(request, OwnState())


@post("/me/password", opt=KNOWN, sync_to_thread=True)
def changing_password(request: Asking, data: Fields) -> Response[bytes]:
    """Change one's password, which takes the one until now; all other sessions end."""
    visit, tr = own_visit_of(request), tr_of(request)
    handle, password = handle_of(visit), text(data, "password")
    errors = password_errors(tr, password, handle)
    if not errors:
        try:
            confirm(visit, handle, text(data, "current"))
        except SignInRefused:
            errors = {"current": tr("This is not the password.")}
        except TooManyTries as wait:
            errors = {"current": too_many(request, wait)}
    if errors:
        return _me(request, OwnState(errors))
    return let_in(request, change_password(visit, handle, password), "/me")


@post("/me/sessions/{sha256:str}/end", opt=KNOWN, sync_to_thread=True)
def ending_session(request: Asking, sha256: FromPath[str]) -> Response[bytes]:
    """End another session of one's own."""
    visit = own_visit_of(request)
    with writing(visit.engine) as connection:
        sessions.end(connection, handle_of(visit), sha256)
    return led(request, "/me#sessions")


@post("/me/tokens", opt=KNOWN, sync_to_thread=True)
def making_token(request: Asking, data: Fields) -> Response[bytes]:
    """Make a token and show it, once."""
    visit, tr = own_visit_of(request), tr_of(request)
    typed = TokenForm(text(data, "name"), frozenset(several(data, "role")), text(data, "days"))
    if errors := _token_errors(tr, typed):
        return _me(request, OwnState(errors, typed))
    with writing(visit.engine) as connection:
        token = tokens.add(
            connection, handle_of(visit), _asked(visit, typed), visit.secret(), now=visit.now
        )
    told = tr("The new token. It is shown this once: keep it where the program finds it.")
    return _me(request, OwnState(once=Once(told, token)))


@post("/me/tokens/{sha256:str}/end", opt=KNOWN, sync_to_thread=True)
def ending_token(request: Asking, sha256: FromPath[str]) -> Response[bytes]:
    """End one of one's tokens."""
    visit = own_visit_of(request)
    with writing(visit.engine) as connection:
        tokens.end(connection, handle_of(visit), sha256)
    return led(request, "/me#tokens")


def _me(request: Asking, state: OwnState) -> Response[bytes]:
    with view_of(request, "/me") as view:
        return fresh_page(view, own_page(view, state))


def _token_errors(tr: Callable[..., str], typed: TokenForm) -> dict[str, str]:
    errors = {}
    if not typed.name.strip() or len(typed.name) > tokens.LONGEST_NAME:
        errors["name"] = tr("A token needs a name of at most 100 letters.")
    if not typed.roles:
        errors["roles"] = tr("Choose at least one role.")
    if not (typed.days.isascii() and typed.days.isdigit() and len(typed.days) < 5) or not (
        1 <= int(typed.days) <= tokens.LONGEST_DAYS
    ):
        errors["days"] = tr("A token is good for 1 to 366 days.")
    return errors


def _asked(visit: Visit, typed: TokenForm) -> NewToken:
    """Return the token that is asked for; raise AccountRefused for roles that its owner lacks."""
    roles = roles_of(typed.roles)
    if not roles <= visit.principal.roles:
        raise AccountRefused("a token can be no more than its owner")
    return NewToken(name=typed.name, roles=roles, days=int(typed.days))


ROUTES = [
    beginning,
    loading_example,
    me,
    changing_password,
    ending_session,
    making_token,
    ending_token,
]
