"""Single fields as HTML: each with its label, its help, what is wrong with it, and what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from web.forms.elements import button, element, foreign, hidden, text
from web.forms.faults import MISSING, anchor_of
from web.forms.field_words import choice_of, help_of, item_of, label_of
from web.forms.fields import LONG, Several, SingleField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from web.asking.view import View
    from web.forms.choices import FormChoices, Option
    from web.forms.faults import Faults
    from web.forms.fields import Group
    from web.forms.form_values import FormValues

RADIOS = 5
"""Up to how many choices are shown at once."""


@dataclass(frozen=True)
class FieldWriter:
    """Writes single fields of one form; ``path`` is where the form leads.

    A button's answer shows the place where it stood.
    """

    view: View
    values: FormValues
    faults: Faults
    choices: FormChoices
    path: str

    def leaf(self, leaf: SingleField, name: str) -> str:
        """Return one field, as its kind asks for."""
        if leaf.form == "sha256":
            return self._document(name)
        if leaf.kind == "boolean":
            return self._mark(leaf, name)
        if leaf.kind == "choice":
            if len(leaf.choices) <= RADIOS:
                return self.chosen_of(leaf, name, "radio", self.values.texts(name))
            told = [(code, choice_of(self.view.language, leaf.name, code)) for code in leaf.choices]
            return self.labelled(leaf, name, self._select(leaf, name, told))
        if (options := self.choices.to_choose(leaf)) is not None:
            more = self._facts_shown(name) if leaf.form == "uuid" else ""
            return self.labelled(leaf, name, self._select(leaf, name, options) + more)
        return self.labelled(leaf, name, self.typed(leaf, name))

    def labelled(self, leaf: SingleField, name: str, control: str) -> str:
        """Return a field to type into or choose from, under its label."""
        label = self.label(leaf.name) if leaf.name else self.row_label(name)
        needed = self.needed(leaf.needed and bool(leaf.name))
        head = element("label", {"for": anchor_of(name)}, text(label), needed)
        aside = "".join((self.help(leaf, name), self.wrong(name), self._offers(name)))
        kind = "field bad" if self.faults.at(name) else "field"
        return element("div", {"class": kind}, head, aside, control)

    def typed(self, leaf: SingleField, name: str) -> str:
        """Return a field to type into; of several lines where the text is long, or has them."""
        typed = self.values.text(name)
        attributes = self._attributes(leaf, name)
        if (leaf.longest or 0) > LONG or "\n" in typed:
            rows = str(min(12, max(3, typed.count("\n") + 1, len(typed) // 70)))
            return element("textarea", {**attributes, "rows": rows}, text(f"\n{typed}"))
        suggested = self._suggested(leaf, name)
        listed = {"list": f"{anchor_of(name)}-list"} if suggested else {}
        mode = "decimal" if leaf.kind in ("number", "integer") else None
        kind = {"type": "text", "value": typed, "inputmode": mode, "autocomplete": "off"}
        return element("input", {**attributes, **kind, **listed}) + suggested

    def _suggested(self, leaf: SingleField, name: str) -> str:
        options = self.choices.to_suggest(leaf.name or last_of(name))
        if not options:
            return ""
        told = (element("option", {"value": one.value}, text(one.label)) for one in options)
        return element("datalist", {"id": f"{anchor_of(name)}-list"}, *told)

    def _select(
        self, leaf: SingleField, name: str, options: Iterable[Option | tuple[str, str]]
    ) -> str:
        chosen = self.values.text(name)
        told = [("", self.view.tr("not said")), *options]
        if chosen not in {value for value, _ in told}:
            told.append((chosen, chosen))
        listed = (
            element("option", {"value": value, "selected": value == chosen}, text(label))
            for value, label in told
        )
        return element("select", self._attributes(leaf, name), *listed)

    def _facts_shown(self, name: str) -> str:
        """Return the button that fills in the facts to choose from, once it is said of what."""
        label = self.view.tr("Show the facts of this platform and jurisdiction")
        return button(label, "facts", kind="quietly", to=self.to(name))

    def chosen_of(
        self, one: SingleField | Several, name: str, kind: str, chosen: tuple[str, ...]
    ) -> str:
        """Return a few choices, all of them to be seen."""
        told = [(code, choice_of(self.view.language, one.name, code)) for code in one.choices]
        if kind == "radio" and not one.needed:
            told.append(("", self.view.tr("not said")))
            chosen = chosen or ("",)
        boxes = (
            element(
                "label",
                {},
                element(
                    "input", {"type": kind, "name": name, "value": code, "checked": code in chosen}
                ),
                text(label),
            )
            for code, label in told
        )
        legend = element("legend", {}, text(self.label(one.name)), self.needed(one.needed))
        attributes = {"id": anchor_of(name), "class": "field choices", "tabindex": "-1"}
        return element("fieldset", attributes, legend, self.wrong(name), *boxes)

    def _mark(self, leaf: SingleField, name: str) -> str:
        attributes: Mapping[str, str | bool] = {
            "type": "checkbox",
            "id": anchor_of(name),
            "name": name,
            "value": "true",
            "checked": bool(self.values.text(name)),
        }
        label = element("label", {}, element("input", attributes), text(self.label(leaf.name)))
        return element("div", {"class": "field choices"}, self.wrong(name), label)

    def _document(self, name: str) -> str:
        """Return the file of a source: the one that is archived, and a field to choose one."""
        found, file = self.values.text(name), name.removesuffix("sha256") + "file"
        kept = ""
        if found:
            address = self.view.asked.link(f"/sources/{found}")
            told = element(
                "a", {"href": address}, element("code", {"dir": "ltr"}, text(found[:16]))
            )
            kept = element("p", {}, text(self.label("sha256")), ": ", told) + hidden(name, found)
        leaf = SingleField("file", needed=False, kind="file")
        attributes = {**self._attributes(leaf, file), "type": "file"}
        wrong = self.wrong(name)
        return wrong + kept + self.labelled(leaf, file, element("input", attributes))

    def _attributes(self, leaf: SingleField, name: str) -> dict[str, Any]:
        """Return what every field has: its name, and what is said of it to who can't see it."""
        wrong = bool(self.faults.at(name))
        told = [f"{anchor_of(name)}-help"] if self.help(leaf, name) else []
        told += [f"{anchor_of(name)}-wrong"] if wrong else []
        return {
            "id": anchor_of(name),
            "name": name,
            "aria-describedby": " ".join(told) or None,
            "aria-invalid": "true" if wrong else None,
            "aria-required": "true" if leaf.needed and leaf.name else None,
            "dir": "auto" if leaf.kind == "string" else None,
        }

    def help(self, one: SingleField | Group, name: str) -> str:
        """Return what helps to fill a field in."""
        form = one.form if isinstance(one, SingleField) and one.name != "requirement" else ""
        told = help_of(self.view.language, one.name or last_of(name), form)
        attributes: Mapping[str, str] = {"class": "help", "id": f"{anchor_of(name)}-help"}
        return element("p", attributes, text(told)) if told else ""

    def wrong(self, name: str) -> str:
        """Return why what stands in a field can't be taken."""
        reasons = self.faults.at(name)
        if not reasons:
            return ""
        told = (element("span", {}, reason_html(self.view, one)) for one in reasons)
        return element("p", {"class": "wrong", "id": f"{anchor_of(name)}-wrong"}, *told)

    def _offers(self, name: str) -> str:
        """Return the dates that were perhaps meant, each a button that takes it."""
        told = "".join(
            button(self.view.language.when(one).label, f"set:{name}={one}", to=self.to(name))
            for one in self.faults.offers.get(name, ())
        )
        return element("p", {"class": "offers"}, told) if told else ""

    def row_label(self, name: str) -> str:
        """Return what a row is called; its name ends in its number, from 0 on."""
        number = int(name.rpartition("[")[2].rstrip("]")) + 1
        return item_of(self.view.language, last_of(name), number)

    def label(self, name: str) -> str:
        """Return what a field is called."""
        return label_of(self.view.language, name)

    def needed(self, needed: bool) -> str:  # noqa: FBT001
        """Return the mark of what can't be left out."""
        told = text(f" ({self.view.tr('needed')})")
        return element("span", {"class": "needed"}, told) if needed else ""

    def to(self, name: str) -> str:
        """Return where a button leads whose answer shows a field."""
        return f"{self.view.asked.link(self.path)}#{anchor_of(name)}"


def reason_html(view: View, reason: str) -> str:
    """Return why something can't be taken; most reasons are told in English only."""
    return text(view.tr("This is needed.")) if reason == MISSING else foreign(reason, "en")


def last_of(name: str) -> str:
    """Return the name of the repeated field that a row is of."""
    return name.rpartition("[")[0].rpartition(".")[2] or name.rpartition(".")[2]
