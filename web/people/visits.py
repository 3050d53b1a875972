"""From a request to a visit, and from what came of it to a response."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from litestar import Response
from litestar.exceptions import NotFoundException, PermissionDeniedException
from markupsafe import Markup

from register.accounts.accounts import HANDLE
from reports.words.language import language
from web.accounts.cookies import kept
from web.accounts.entry import Visit
from web.accounts.origin import network
from web.accounts.passwords import LONGEST, SHORTEST, is_common
from web.accounts.roles import May
from web.asking.asked import in_language
from web.guard import peer_of
from web.shell.page import environment
from web.shell.refusals import language_of
from web.shell.responding import HTML, Asking
from web.shell.static import address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from register.errors import TooManyTries
    from web.accounts.entry import SignedIn
    from web.accounts.principal import Principal
    from web.site import Site

    Tr = Callable[..., str]

NOT_KEPT = {"Cache-Control": "no-store"}


def visit_of(request: Asking) -> Visit:
    """Return the visit that a request is part of; a site without accounts has no such pages."""
    site: Site = request.app.state.site
    if site.visitor is not None:
        raise NotFoundException("there are no accounts here: the register is served with --demo")
    headers = request.headers
    return Visit(
        site=site,
        passwords=request.app.state.passwords,
        principal=request.state.principal,
        network=network(site, headers, peer_of(request)),
        browser=headers.get("user-agent", ""),
    )


def own_visit_of(request: Asking) -> Visit:
    """Return the visit of somebody who signed in with this browser; a token is not enough."""
    visit = visit_of(request)
    if visit.principal.session is None:
        raise PermissionDeniedException("this is for people who sign in, not for tokens")
    return visit


def handle_of(visit: Visit) -> str:
    """Return the handle of somebody who is known."""
    if visit.principal.handle is None:
        raise PermissionDeniedException("sign in first")
    return visit.principal.handle


def text(fields: Mapping[str, Any], name: str) -> str:
    """Return what was typed into a field; nothing: empty."""
    found = fields.get(name, "")
    return str(found[-1] if isinstance(found, list) else found)


def several(fields: Mapping[str, Any], name: str) -> list[str]:
    """Return all that was chosen under a name."""
    found = fields.get(name, [])
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


def door(request: Asking, template: str, status: int = 200, **values: Any) -> Response[bytes]:
    """Answer with a page in front of the register: it shows nothing of what is in it."""
    site: Site = request.app.state.site
    said = language(language_of(request, site))
    content = (
        environment()
        .get_template(template)
        .render(
            language=said,
            tr=said.tr,
            prefix=site.prefix,
            static=lambda name: site.prefix + address(name),
            **values,
        )
    )
    return Response(content.encode(), media_type=HTML, status_code=status, headers=NOT_KEPT)


def tr_of(request: Asking) -> Tr:
    """Return what translates into the language of a request."""
    return language(language_of(request, request.app.state.site)).tr


def too_many(request: Asking, wait: TooManyTries) -> str:
    """Return in how many seconds a password may be tried again, in the language of a request."""
    said = language(language_of(request, request.app.state.site))
    return said.trn(
        "Too many tries. Wait {count} second, then try again.",
        "Too many tries. Wait {count} seconds, then try again.",
        wait.seconds,
    )


def part(template: str, **values: Any) -> Markup:
    """Return a part of a page."""
    return Markup(environment().get_template(template).render(values))  # noqa: S704  # escaped


def led(request: Asking, path: str, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """Lead on to a page after something was done, in the language of the request's address."""
    site: Site = request.app.state.site
    address = in_language(path, request.query_params.get("lang"))
    sent = {"Location": site.prefix + address, **NOT_KEPT, **(headers or {})}
    return Response(b"", status_code=HTTPStatus.SEE_OTHER, headers=sent)


def let_in(request: Asking, came: SignedIn, path: str) -> Response[bytes]:
    """Lead on to a page, and let the browser keep the session."""
    return led(request, path, {"Set-Cookie": kept(request.app.state.site, came.secret)})


def home_of(principal: Principal) -> str:
    """Return the page that somebody begins with."""
    return "/" if principal.has(May.READ) else "/people"


def handle_errors(tr: Tr, handle: str) -> dict[str, str]:
    """Return what is wrong with a handle, by the field."""
    if HANDLE.fullmatch(handle) is not None:
        return {}
    wrong = tr(
        "A handle has 1 to 40 of a to z, 0 to 9, dot, dash and underscore, "
        "and begins and ends with a letter or digit."
    )
    return {"handle": wrong}


def password_errors(tr: Tr, password: str, handle: str) -> dict[str, str]:
    """Return what is wrong with a new password, by the field."""
    if len(password) < SHORTEST:
        wrong = tr("A password has at least {count} characters.", count=str(SHORTEST))
    elif len(password) > LONGEST:
        wrong = tr("A password has at most {count} characters.", count=str(LONGEST))
    elif is_common(password, handle):
        wrong = tr("This password is one of those that are tried first; choose another one.")
    else:
        return {}
    return {"password": wrong}
