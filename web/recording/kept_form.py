"""A form that could not be recorded now: all that was typed, to be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.errors import (
    ClockDoubted,
    DatabaseBusy,
    DatabaseLost,
    DatabaseReadOnly,
    DiskFull,
    NoRoom,
    StreamMoved,
)
from web.asking.asked import in_language
from web.forms.elements import button, element, text
from web.forms.form_values import form_values
from web.forms.form_writer import each_hidden
from web.guard import KEPT_FORM
from web.recording.sent_form import ACTION
from web.shell.refusals import address_of, sign_in_first, unknown_keeping
from web.site import CLOCK_IS_RIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from litestar import Response

    from aggregates.errors import RegisterError
    from web.forms.form_values import FormValues
    from web.guard import SignInFirst
    from web.shell.responding import Asking
    from web.site import Site


FOR_NOW = (
    ClockDoubted,
    DatabaseBusy,
    DatabaseLost,
    DatabaseReadOnly,
    DiskFull,
    NoRoom,
    StreamMoved,
)
"""What keeps a form from being taken now, and perhaps not in a minute."""

VERBS = ("preview", "edit")
"""What the form of a fact can be sent again for."""


def kept_form(
    path: str,
    values: FormValues,
    verbs: Sequence[str] = VERBS,
    *,
    error: RegisterError | None = None,
) -> Callable[[Callable[[str], str]], str]:
    """Return what writes the form in a language, without asking the database anything.

    It has a button for each of the ``verbs`` that it can be sent for. Where the clock is doubted,
    a box to vouch for it stands there.
    """

    def written(tr: Callable[[str], str]) -> str:
        told = text(
            tr(
                "Nothing was recorded, and nothing that you typed is lost. A file may have to be chosen again."
            )
        )
        fields = "".join(each_hidden(values))
        if isinstance(error, ClockDoubted):
            box = element("input", {"type": "checkbox", "name": CLOCK_IS_RIGHT, "value": "yes"})
            vouch = text(tr("The clock of the register’s machine is right: record all the same"))
            fields += element("p", {}, element("label", {}, box, " ", vouch))
        labels = {"edit": tr("Back to the form")}
        again = [button(labels.get(verb, tr("Try again")), verb) for verb in verbs]
        attributes = {"method": "post", "action": path}
        return element("p", {}, told) + element("form", attributes, fields, *again)

    return written


def signed_out(request: Asking, error: SignInFirst) -> Response[bytes]:
    """Lead to where one signs in; whoever had typed for longer than a session lasts keeps the form."""
    if not error.typed:
        return sign_in_first(request, error)
    site: Site = request.app.state.site
    values = form_values(error.typed).without(ACTION)
    kept = kept_form(address_of(request), values, request.route_handler.opt[KEPT_FORM])

    door = in_language(f"{site.prefix}/sign-in", request.query_params.get("lang"))

    def written(tr: Callable[[str], str]) -> str:
        told = tr("Your session is over. Sign in on another page, then try again on this one.")
        attributes = {"href": door, "target": "_blank", "rel": "noopener"}
        link = element("a", attributes, text(tr("Sign in")))
        return element("p", {}, text(told), " ", link) + kept(tr)

    return unknown_keeping(request, error, written)
