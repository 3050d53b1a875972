"""What an administrator does about others: invite them, give them roles, end their accounts."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath

from register.accounts import accounts, links
from register.accounts.roles import roles_of
from register.errors import AccountRefused
from register.store.database import writing
from web.accounts.entry import begin
from web.accounts.roles import May
from web.guard import ROUTE
from web.people.doors import Fields
from web.people.everybody import Invitation, PeopleState, people_page
from web.people.own import Once
from web.people.visits import handle_of, led, let_in, several, tr_of, visit_of
from web.shell.responding import Asking, fresh_page, view_of

ADMINISTER = {ROUTE: May.ADMINISTER}


@get("/people", opt=ADMINISTER, sync_to_thread=True)
def people(request: Asking) -> Response[bytes]:
    """Show everybody who has an account."""
    visit_of(request)
    return _people(request, PeopleState())


@post("/people/invitations", opt=ADMINISTER, sync_to_thread=True)
def inviting(request: Asking, data: Fields) -> Response[bytes]:
    """Make a link to a new account and show it, once."""
    visit, tr = visit_of(request), tr_of(request)
    chosen = several(data, "role")
    if not chosen:
        errors = {"roles": tr("Choose at least one role.")}
        return _people(request, PeopleState(errors, Invitation(frozenset())))
    secret = visit.secret()
    with writing(visit.engine) as connection:
        links.invite(connection, roles_of(chosen), secret, by=handle_of(visit), now=visit.now)
    told = tr("Give this link to whom you invite. It is shown this once.")
    site = visit.site
    once = Once(told, f"{site.url}{site.prefix}/welcome/{secret}")
    return _people(request, PeopleState(once=once))


@post("/people/{handle:str}/roles", opt=ADMINISTER, sync_to_thread=True)
def changing_roles(request: Asking, handle: FromPath[str], data: Fields) -> Response[bytes]:
    """Give somebody these roles and no others; their sessions end, one's own begins anew."""
    visit = visit_of(request)
    try:
        with writing(visit.engine) as connection:
            accounts.set_roles(connection, handle, roles_of(several(data, "role")))
            own = visit.principal.session is not None and handle == visit.principal.handle
            came = begin(connection, visit, handle) if own else None
    except AccountRefused as refused:
        return _people(request, PeopleState({"roles": str(refused)}))
    return led(request, "/people") if came is None else let_in(request, came, "/me")


@post("/people/{handle:str}/end", opt=ADMINISTER, sync_to_thread=True)
def ending_account(request: Asking, handle: FromPath[str]) -> Response[bytes]:
    """End somebody's account with its sessions and tokens."""
    visit = visit_of(request)
    try:
        with writing(visit.engine) as connection:
            accounts.end(connection, handle, now=visit.now)
    except AccountRefused as refused:
        return _people(request, PeopleState({"roles": str(refused)}))
    return led(request, "/people")


def _people(request: Asking, state: PeopleState) -> Response[bytes]:
    with view_of(request, "/people") as view:
        return fresh_page(view, people_page(view, state))


ROUTES = [people, inviting, changing_roles, ending_account]
