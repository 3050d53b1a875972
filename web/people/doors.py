"""The doors: signing in and out, and the link to an account of one's own."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from register.accounts import sessions
from register.errors import AccountRefused, DatabaseProblem, TooManyTries
from register.store.database import writing
from web.accounts.cookies import forgotten
from web.accounts.entry import arrive, link_of, sign_in
from web.accounts.origin import way_on
from web.accounts.principal import principal
from web.accounts.roles import May
from web.errors import SignInRefused
from web.guard import ROUTE
from web.people.visits import (
    door,
    handle_errors,
    home_of,
    led,
    let_in,
    password_errors,
    text,
    too_many,
    tr_of,
    visit_of,
)
from web.shell.refusals import refused
from web.shell.responding import Asking

ENTER = {ROUTE: May.ENTER}
Fields = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
"""What a form sends."""


@get("/sign-in", opt=ENTER, sync_to_thread=True)
def sign_in_page(request: Asking) -> Response[bytes]:
    """Show the form to sign in by."""
    visit_of(request)
    way = way_on(request.query_params.get("next"))
    return door(request, "sign-in.html", way=way, handle="", errors={})


@post("/sign-in", opt=ENTER, sync_to_thread=True)
def signing_in(request: Asking, data: Fields) -> Response[bytes]:
    """Sign somebody in, and lead them to where they wanted to go."""
    visit = visit_of(request)
    handle, way = text(data, "handle").strip().lower(), way_on(text(data, "next"))
    try:
        came = sign_in(visit, handle, text(data, "password"))
    except SignInRefused:
        errors = {"handle": tr_of(request)("The handle or the password is not right.")}
        return door(request, "sign-in.html", 422, way=way, handle=handle, errors=errors)
    except TooManyTries as wait:
        errors = {"password": too_many(request, wait)}
        shown = door(request, "sign-in.html", 429, way=way, handle=handle, errors=errors)
        shown.headers["Retry-After"] = str(wait.seconds)
        return shown
    home = home_of(principal(came.account.handle, came.account.roles))
    return let_in(request, came, home if way == "/" else way)


@post("/sign-out", opt=ENTER, sync_to_thread=True)
def signing_out(request: Asking) -> Response[bytes]:
    """End the session of this browser, and let it forget the register's pages.

    It forgets its secret even where the database can't be written: who leaves it is out.
    """
    visit = visit_of(request)
    who = visit.principal
    headers = {"Set-Cookie": forgotten(visit.site), "Clear-Site-Data": '"cache", "storage"'}
    try:
        if who.handle is not None and who.session is not None:
            with writing(visit.engine) as connection:
                sessions.end(connection, who.handle, who.session)
    except DatabaseProblem as error:
        answer = refused(request, error)
        answer.headers.update(headers)
        return answer
    return led(request, "/sign-in", headers)


@get("/welcome/{secret:str}", opt=ENTER, sync_to_thread=True)
def welcome_page(request: Asking, secret: FromPath[str]) -> Response[bytes]:
    """Show the form behind a link; to look at it doesn't use it up."""
    link = link_of(visit_of(request), secret)
    return door(request, "welcome.html", link=link, handle="", errors={})


@post("/welcome/{secret:str}", opt=ENTER, sync_to_thread=True)
def arriving(request: Asking, secret: FromPath[str], data: Fields) -> Response[bytes]:
    """Make the account that a link is to, or give one a new password."""
    visit, tr = visit_of(request), tr_of(request)
    link = link_of(visit, secret)
    handle = link.handle or text(data, "handle").strip().lower()
    errors = {} if link.handle is not None else handle_errors(tr, handle)
    errors |= password_errors(tr, password := text(data, "password"), handle)
    if not errors:
        try:
            came = arrive(visit, secret, handle, password)
        except AccountRefused:
            taken = tr("{handle} is taken; no handle is given twice.", handle=handle)
            errors = {"handle": taken}
        else:
            return let_in(request, came, "/begin" if link.made_by is None else "/me")
    return door(request, "welcome.html", 422, link=link, handle=handle, errors=errors)


ROUTES = [sign_in_page, signing_in, signing_out, welcome_page, arriving]
