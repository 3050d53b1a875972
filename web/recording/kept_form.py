"""A form that could not be recorded now: all that was typed, to be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.forms.elements import button, element, text
from web.forms.form_writer import each_hidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.forms.form_values import FormValues


def kept_form(path: str, values: FormValues) -> Callable[[Callable[[str], str]], str]:
    """Return what writes the form in a language, without asking the database anything."""

    def written(tr: Callable[[str], str]) -> str:
        told = text(
            tr(
                "Nothing was recorded, and nothing that you typed is lost. A file may have to be chosen again."
            )
        )
        fields = "".join(each_hidden(values))
        again = button(tr("Try again"), "preview"), button(tr("Back to the form"), "edit")
        attributes = {"method": "post", "action": path}
        return element("p", {}, told) + element("form", attributes, fields, *again)

    return written
