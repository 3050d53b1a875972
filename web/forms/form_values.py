"""What a form sent, by the names of its fields: ``occurred``, ``sources[0].title``, ``details.of``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SEGMENT = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,6})\]", re.ASCII)
_DEEPEST = 20
"""How many parts the name of a field may have; those that are asked for have six at most."""

_Key = str | int
_Tree = dict[_Key, "_Tree | list[str]"]


@dataclass(frozen=True, slots=True)
class FormValues:
    """Texts by the name of their field; what is empty is not there, and rows have no gaps."""

    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    """The names of all fields and groups that have something in them."""

    def text(self, name: str) -> str:
        """Return what was typed into a field; empty: nothing."""
        return self.texts(name)[0] if name in self.said else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all that was chosen in a field of several."""
        return self.said.get(name, ())

    def rows(self, name: str) -> int:
        """Return how many rows of a repeated field have something in them."""
        count = 0
        while self.has(f"{name}[{count}]"):
            count += 1
        return count

    def has(self, name: str) -> bool:
        """Tell whether anything stands in a field or in what belongs to it."""
        return name in self.parts

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give each text with its name, as a form sends them."""
        for name, texts in self.said.items():
            yield from ((name, text) for text in texts)

    def with_text(self, name: str, text: str) -> FormValues:
        """Return the same with one field as if this had been typed into it."""
        kept = ((one, told) for one, told in self.pairs() if one != name)
        return form_values((*kept, (name, text)))

    def without(self, name: str) -> FormValues:
        """Return the same without a field and all that belongs to it."""
        return form_values((one, text) for one, text in self.pairs() if not _belongs(one, name))

    def beginning(self, *names: str) -> FormValues:
        """Return only some fields, with what belongs to them."""
        return form_values(
            (one, text) for one, text in self.pairs() if any(_belongs(one, name) for name in names)
        )


def form_values(pairs: Iterable[tuple[str, str]]) -> FormValues:
    """Return what a form sent: without space around it, without empty fields and rows.

    A line ends as in the log, whatever a browser makes of it. What has a name that no field has
    stays: whoever reads the fields never asks for it.
    """
    tree: _Tree = {}
    for name, text in pairs:
        if (plain := plain_text(text)) and (keys := _keys(name)):
            _put(tree, keys, plain)
    said = {name: tuple(texts) for name, texts in _flat(tree, "")}
    return FormValues(said, frozenset(part for name in said for part in _parts(name)))


def plain_text(text: str) -> str:
    """Return a text as it is taken from a field."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _belongs(one: str, name: str) -> bool:
    return one == name or (one.startswith(name) and one[len(name)] in ".[")


def _parts(name: str) -> Iterator[str]:
    """Give a name and those of all that it belongs to."""
    yield name
    for place, char in enumerate(name):
        if char in ".[":
            yield name[:place]


def _keys(name: str) -> list[_Key]:
    """Return the parts of a field's name; empty: it is no such name."""
    found: list[_Key] = []
    place = 0
    while place < len(name):
        segment = _SEGMENT.match(name, place)
        if segment is None or len(found) == _DEEPEST:
            return []
        word, number = segment.groups()
        found.append(word if number is None else int(number))
        place = segment.end()
    return found


def _put(tree: _Tree, keys: list[_Key], text: str) -> None:
    """Put a text where it belongs; one that is both a text and has parts keeps the text under ''."""
    for key in keys:
        below = tree.setdefault(key, {})
        if isinstance(below, list):
            return
        tree = below
    own = tree.setdefault("", [])
    if isinstance(own, list):
        own.append(text)


def _flat(tree: _Tree, name: str) -> Iterator[tuple[str, list[str]]]:
    """Give texts by name; rows are numbered anew, in the order of their numbers."""
    numbers = {key: place for place, key in enumerate(sorted(_numbers(tree)))}
    keys: list[_Key] = [*(key for key in tree if isinstance(key, str)), *numbers]
    for key in keys:
        below = tree[key]
        if isinstance(below, list):
            yield name, below
        elif isinstance(key, int):
            yield from _flat(below, f"{name}[{numbers[key]}]")
        else:
            yield from _flat(below, f"{name}.{key}" if name else key)


def _numbers(tree: _Tree) -> Iterator[int]:
    return (key for key in tree if isinstance(key, int))
