"""The fields of a form as HTML: groups, rows that are added and taken away, and what is folded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from web.forms.elements import button, element, hidden, text
from web.forms.faults import anchor_of, each_row
from web.forms.field_words import add_of, item_of
from web.forms.field_writer import FieldWriter, last_of
from web.forms.fields import LONG, MORE, Group, Repeat, Several, SingleField, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from web.forms.fields import FormField
    from web.forms.form_values import FormValues

SELDOM = {
    "sources": (
        "author",
        "retrieved",
        "locator",
        "announces",
        "licence",
        "reliability",
        "credibility",
    ),
}
"""By the name of a repeated group: fields that are folded away until somebody wants them."""


@dataclass(frozen=True)
class FormWriter(FieldWriter):
    """Writes all fields; ``opened`` are the repeated ones that somebody asked a further row for."""

    opened: frozenset[str] = frozenset()

    def field(self, one: FormField, within: str = "") -> str:
        """Return a field with all that belongs to it; ``within`` is the name of its group."""
        name = joined(within, one.name)
        match one:
            case SingleField():
                return self.leaf(one, name)
            case Several():
                chosen = self.values.texts(name)
                return self.chosen_of(one, name, "checkbox", chosen)
            case Repeat():
                return self._rows(one, name)
            case Group():
                return self._group(one, name)

    def fields(self, some: Iterable[FormField], within: str = "") -> str:
        """Return fields one after another."""
        return "".join(self.field(one, within) for one in some)

    def _rows(self, one: Repeat, name: str) -> str:
        """Return rows, each to be taken away again, and a button that adds one."""
        rows = self.values.rows(name)
        shown = rows + (1 if name in self.opened else 0)
        if one.alone and not rows and self.values.text(name):
            return self.field(
                replace(_as_single(one.row), name=one.name, needed=one.needed), _parent(name)
            )
        least = 1 if one.needed else 0
        told = [
            self._row(one, row, place)
            for place, row in zip(count(1), each_row(name, max(least, shown)))
        ]
        add = button(add_of(self.view.language, one.name), f"add:{name}", to=self.to(name))
        legend = element("legend", {}, text(self.label(one.name)), self.needed(one.needed))
        attributes = {"id": anchor_of(name), "class": "rows", "tabindex": "-1"}
        return element("fieldset", attributes, legend, self.wrong(name), *told, add)

    def _row(self, one: Repeat, name: str, place: int) -> str:
        drop = ""
        if self.values.has(name):
            label = self.view.tr(
                "Take away: {name}", name=item_of(self.view.language, one.name, place)
            )
            drop = button(label, f"drop:{name}", kind="quietly", to=self.to(_parent(name)))
        if isinstance(one.row, Group):
            heading = element("legend", {}, text(item_of(self.view.language, one.name, place)))
            inner = self.wrong(name) + self._members(one.row, name)
            return element(
                "fieldset",
                {"id": anchor_of(name), "class": "row", "tabindex": "-1"},
                heading,
                inner,
                drop,
            )
        return element("div", {"class": "row"}, self.field(one.row, name), drop)

    def _group(self, group: Group, name: str) -> str:
        if group.alone:
            return self._standing_alone(group, name)
        legend = element("legend", {}, text(self.label(group.name)), self.needed(group.needed))
        told = self.help(group, name) + self.wrong(name)
        attributes = {"id": anchor_of(name), "class": "group", "tabindex": "-1"}
        return element("fieldset", attributes, legend, told, self._members(group, name))

    def _standing_alone(self, group: Group, name: str) -> str:
        """Return a field that may stand for its group, and the others folded."""
        alone = next(one for one in group.fields if one.name == group.alone)
        others = [one for one in group.fields if one is not alone]
        own = joined(name, group.alone)
        here = own if self.values.has(own) else name
        first = replace(_as_single(alone), name=group.name, needed=group.needed)
        return self.labelled(first, here, self.typed(first, here)) + self._folded(
            others, name, self.view.tr("If these words stand there several times")
        )

    def _members(self, group: Group, name: str) -> str:
        seldom = SELDOM.get(last_of(name), ())
        often = [one for one in group.fields if one.name not in seldom]
        others = [one for one in group.fields if one.name in seldom]
        return self.fields(often, name) + self._folded(others, name) + self.free(group, name)

    def free(self, group: Group, name: str) -> str:
        """Return rows for details of any name; empty where a group has none."""
        if not group.is_free:
            return ""
        rows = joined(name, MORE)
        given = SingleField("name", needed=True, kind="string", longest=LONG)
        value = SingleField("value", needed=False, kind="string", longest=LONG)
        row = Group("", needed=True, fields=(given, value))
        return self._rows(Repeat(MORE, needed=False, row=row), rows)

    def _folded(self, some: list[FormField], name: str, title: str = "") -> str:
        if not some:
            return ""
        names = [joined(name, one.name) for one in some]
        opened = any(self.values.has(one) or self.faults.within(one) for one in names)
        summary = element("summary", {}, text(title or self.view.tr("More about it")))
        return element("details", {"open": opened}, summary, self.fields(some, name))


def each_hidden(values: FormValues) -> Iterator[str]:
    """Give all that was typed as fields that only carry it."""
    return (hidden(name, told) for name, told in values.pairs())


def _as_single(one: FormField) -> SingleField:
    if not isinstance(one, SingleField):
        raise TypeError(f"{one.name} is no text")
    return one


def _parent(name: str) -> str:
    return name.rpartition("[")[0] if name.endswith("]") else name.rpartition(".")[0]
