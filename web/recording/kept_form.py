"""A form that could not be recorded now: all that was typed, to be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.errors import ClockDoubted
from web.forms.elements import button, element, text
from web.forms.form_writer import each_hidden
from web.site import CLOCK_IS_RIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregates.errors import RegisterError
    from web.forms.form_values import FormValues


def kept_form(
    path: str, values: FormValues, error: RegisterError
) -> Callable[[Callable[[str], str]], str]:
    """Return what writes the form in a language, without asking the database anything.

    Where the clock is doubted, a box to vouch for it stands there.
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
        again = button(tr("Try again"), "preview"), button(tr("Back to the form"), "edit")
        attributes = {"method": "post", "action": path}
        return element("p", {}, told) + element("form", attributes, fields, *again)

    return written
