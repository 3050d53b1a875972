"""The page with the form of one type of fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.words import vocabulary
from web.forms.choices import FormChoices, place_name
from web.forms.elements import button, element, foreign, hidden, text
from web.forms.faults import Faults, anchor_of, faults_of
from web.forms.field_words import item_of, label_of
from web.forms.field_writer import reason_html
from web.forms.fields import Group, Repeat
from web.forms.form_values import FormValues, form_values
from web.forms.form_writer import FormWriter
from web.recording.form_entry import PLATFORM, form_entry, key_of_form, record_fields
from web.recording.types import form_kind
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aggregates.errors import Problem
    from web.asking.view import View
    from web.forms.fields import FormField
    from web.recording.form_entry import FormEntry

FIRST = (PLATFORM, "instrument", "jurisdiction", "occurred")
LAST = ("legal_basis", "caused_by", "case", "note")
STYLES = ("record.css",)
NO_FAULTS = Faults()
NOTHING: frozenset[str] = frozenset()


def type_label(view: View, type_name: str) -> str:
    """Return what a type is called."""
    return vocabulary.word(view.language, "type", type_name).label


def asked_values(view: View) -> FormValues:
    """Return what an address says already: fields by name, and one platform or jurisdiction."""
    said = dict(view.query)
    if slug := said.pop(PLATFORM, ""):
        said[f"{PLATFORM}[0]"] = FormChoices(view, None).platform(slug)
    if code := said.pop("jurisdiction", ""):
        said["jurisdiction"] = place_name(view.language.code, code)
    return form_values(said.items())


@dataclass(frozen=True, slots=True)
class TypeForm:
    """The form of one type of fact."""

    type_name: str

    @property
    def path(self) -> str:
        """Where it stands, and where it is sent."""
        return f"/record/{self.type_name}"

    def page(
        self,
        view: View,
        values: FormValues,
        faults: Faults = NO_FAULTS,
        opened: frozenset[str] = NOTHING,
    ) -> Page:
        """Return its page, with what was typed and what is wrong with it."""
        kind = form_kind(self.type_name)
        choices = FormChoices(view, key_of_form(view.connection, values))
        writer = FormWriter(view, values, faults, choices, self.path, opened)
        fields = _fields(writer, record_fields(self.type_name))
        if draft := values.text("draft"):
            fields = hidden("draft", draft) + fields
        meaning = foreign((kind.__doc__ or "").strip(), "en")
        return Page(
            title=type_label(view, self.type_name),
            lead=element("p", {"class": "quiet"}, meaning),
            body=errors(view, faults, fields) + form(view, self.path, fields, below(view)),
            crumbs=(PageLink(view.asked.link("/record"), view.tr("Record a fact")),),
            styles=STYLES,
            timed=False,
            status=422 if faults.all else 200,
        )

    def entry(self, view: View, values: FormValues) -> FormEntry:
        """Return what it says."""
        return form_entry(view.connection, self.type_name, values)

    def faults(self, problems: Sequence[Problem], offers: Mapping[str, list[str]]) -> Faults:
        """Return problems at its fields."""
        return faults_of(record_fields(self.type_name), problems, offers)


def _fields(writer: FormWriter, group: Group) -> str:
    view, by_name = writer.view, {one.name: one for one in group.fields}
    details = by_name.pop("details", None)
    told = section(view.tr("What and when"), writer.fields(_taken(by_name, FIRST)))
    if isinstance(details, Group):
        ordered = sorted(details.fields, key=lambda one: (not one.needed, isinstance(one, Repeat)))
        inner = writer.fields(ordered, "details") + writer.free(details, "details")
        told += section(label_of(view.language, "details"), inner, "f-details") if inner else ""
    last = writer.fields(_taken(by_name, LAST))
    return told + writer.fields(by_name.values()) + section(view.tr("More about it"), last)


def _taken(by_name: dict[str, FormField], names: Iterable[str]) -> list[FormField]:
    return [by_name.pop(name) for name in names if name in by_name]


def section(title: str, inner: str, anchor: str | None = None) -> str:
    """Return fields under a heading."""
    return element(
        "section",
        {"id": anchor, "tabindex": "-1" if anchor else None},
        element("h2", {}, text(title)),
        inner,
    )


def form(view: View, path: str, fields: str, below: str, *, first: str = "preview") -> str:
    """Return a form that leads to a path; Enter in a field is the same as the button ``first``."""
    attributes: Mapping[str, str | bool] = {
        "method": "post",
        "action": view.asked.link(path),
        "enctype": "multipart/form-data",
        "class": "record",
        "novalidate": True,
    }
    default: Mapping[str, str] = {
        "type": "submit",
        "name": "do",
        "value": first,
        "class": "hidden",
        "tabindex": "-1",
        "aria-hidden": "true",
    }
    return element("form", attributes, element("button", default), fields, below)


def below(view: View) -> str:
    """Return what stands below the fields: the buttons to the preview, and to keep a draft."""
    told = text(view.tr("Nothing is recorded before you have seen what would follow."))
    see = button(view.tr("See what would follow"), "preview", kind="main")
    keep = button(view.tr("Keep it as a draft"), "draft")
    return element("p", {"class": "quiet"}, told) + element("div", {"class": "actions"}, see, keep)


def errors(view: View, faults: Faults, fields: str) -> str:
    """Return all that is wrong in the order of the fields, each with a link; empty: nothing is."""
    if not faults.all:
        return ""
    ordered = sorted(faults.all, key=lambda one: fields.find(f'id="{anchor_of(one.name)}"'))
    told = (
        element(
            "li",
            {},
            element(
                "a",
                {"href": f"#{anchor_of(one.name)}"},
                text(_called(view, one.name)),
                ": ",
                reason_html(view, one.reason),
            ),
        )
        for one in ordered
    )
    count = len(faults.all)
    heading = view.language.trn(
        "Not recorded: {count} thing to put right",
        "Not recorded: {count} things to put right",
        count,
    )
    attributes = {"class": "errors bad", "role": "alert", "id": "f", "tabindex": "-1"}
    return element("div", attributes, element("h2", {}, text(heading)), element("ul", {}, *told))


def _called(view: View, name: str) -> str:
    """Return what a field is called, with the group that it is in."""
    parts = [one for one in name.replace("]", "").replace("[", ".").split(".") if one]
    told: list[str] = []
    last = ""
    for one in parts:
        if one.isdigit():
            told[-1] = item_of(view.language, last, int(one) + 1)
        elif one != "details":
            told.append(label_of(view.language, one))
            last = one
    return " – ".join(told) or view.tr("The form")
