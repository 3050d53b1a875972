"""What is wrong with what was typed, each at the field that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from web.forms.fields import MORE, Group, Repeat, SingleField, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aggregates.errors import Problem
    from web.forms.fields import FormField

MISSING = "it is missing"
_STEPS = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the field at which it is said; empty: the form as a whole."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Faults:
    """All that is wrong with a form; ``offers`` are the dates that a text may mean, by field."""

    all: tuple[Fault, ...] = ()
    offers: Mapping[str, list[str]] = field(default_factory=dict)

    def at(self, name: str) -> list[str]:
        """Return why what stands in a field can't be taken."""
        return [one.reason for one in self.all if one.name == name]

    def within(self, name: str) -> bool:
        """Tell whether anything is wrong in a field or in what belongs to it."""
        return any(
            one.name == name or one.name.startswith((f"{name}.", f"{name}[")) for one in self.all
        )


def faults_of(
    group: Group,
    problems: Iterable[Problem],
    offers: Mapping[str, list[str]],
    moved: tuple[str, str] = ("", ""),
) -> Faults:
    """Return problems (by JSON path) at the fields of a form; each but once.

    ``moved`` says what stands elsewhere in the form than in the fact: where there, and where here.
    """
    there, here = moved
    found: list[Fault] = []
    for one in problems:
        path = one.path.removeprefix("$").removeprefix(".")
        if there and path.startswith(there):
            path = here + path.removeprefix(there)
        name, at = _nearest(group, path)
        names = _needed_in(at, name) if one.reason == MISSING else []
        found += [Fault(it, one.reason) for it in names or [name]]
    return Faults(tuple(dict.fromkeys(found)), offers)


def _nearest(group: Group, path: str) -> tuple[str, FormField]:
    """Return the field that a path leads to, or the one in which it ends before that."""
    at: FormField = group
    name = ""
    for word, number in _STEPS.findall(path):
        below = _below(at, word, number)
        if below is None:
            break
        at = below
        name = f"{name}[{number}]" if number else joined(name, word)
    return name, at


def _needed_in(at: FormField, name: str) -> list[str]:
    """Return the fields for want of which a whole group is missing; empty: it is no group."""
    fields = at.fields if isinstance(at, Group) and not at.alone and name else ()
    return [joined(name, one.name) for one in fields if one.needed]


def _below(at: FormField, word: str, number: str) -> FormField | None:
    if isinstance(at, Repeat):
        return at.row if number else None
    if not isinstance(at, Group):
        return None
    if at.is_free and word == MORE:
        return _ROWS
    if word == "file":
        return _FILE
    return next((one for one in at.fields if one.name == word), None)


_FILE = SingleField("file", needed=False, kind="file")
"""The field that a source's file is chosen in."""

_ROWS = Repeat(
    MORE,
    needed=False,
    row=Group(
        "",
        needed=True,
        fields=(
            SingleField("name", needed=True, kind="string"),
            SingleField("value", needed=False, kind="string"),
        ),
    ),
)
"""The rows of free details, as fields."""


def anchor_of(name: str) -> str:
    """Return the id of a field's element."""
    return "f-" + _UNSAFE.sub("-", name).strip("-")


def each_row(name: str, count: int) -> Iterator[str]:
    """Give the names of so many rows."""
    return (f"{name}[{place}]" for place in range(count))
