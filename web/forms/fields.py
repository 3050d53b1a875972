"""The fields of a form, from the JSON Schema of a type of fact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from register.format.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]

LONG = 500
"""From how many characters on a text gets a field of several lines."""

NEVER_TYPED = ("id", "type")
"""What a form does not ask for: the type is chosen before, and the id follows from the content."""

MORE = "more"
"""Under which name the rows of free details stand."""


@dataclass(frozen=True, slots=True)
class SingleField:
    """One text, number, choice or mark; ``form`` is the format that its schema names."""

    name: str
    needed: bool
    kind: str
    form: str = ""
    longest: int | None = None
    choices: tuple[str, ...] = ()
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Some of a few choices."""

    name: str
    needed: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together; ``alone`` is the one that may stand for all of them.

    With ``is_free`` there may be any others besides, each with a name and a value.
    """

    name: str
    needed: bool
    fields: tuple[FormField, ...]
    alone: str = ""
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """Rows of the same fields; ``alone``: a text may stand for them."""

    name: str
    needed: bool
    row: FormField
    alone: bool = False


FormField = SingleField | Several | Group | Repeat


@cache
def fields_of(type_name: str) -> Group:
    """Return the fields of a type, as a group of no name; raise UnknownType."""
    whole = schema(type_name)
    found = _Fields(whole.get("$defs", {})).group("", whole, needed=True)
    kept = tuple(one for one in found.fields if one.name not in NEVER_TYPED)
    return Group("", needed=True, fields=kept)


@dataclass(frozen=True, slots=True)
class _Fields:
    """Makes fields from the nodes of one schema."""

    parts: Node

    def group(self, name: str, node: Node, *, needed: bool) -> Group:
        wanted = node.get("required", ())
        fields = tuple(
            self.field(one, part, needed=one in wanted)
            for one, part in node.get("properties", {}).items()
        )
        is_free = node.get("additionalProperties") is not False
        return Group(name, needed, fields, is_free=is_free)

    def field(self, name: str, node: Node, *, needed: bool) -> FormField:
        node = self._resolved(node)
        if "anyOf" in node and "properties" not in node:
            return self._either(name, [self._resolved(part) for part in node["anyOf"]], needed)
        if "enum" in node:
            return SingleField(name, needed, "choice", choices=tuple(map(str, node["enum"])))
        match node["type"]:
            case "object":
                return self.group(name, node, needed=needed)
            case "array":
                return self._rows(name, self._resolved(node["items"]), needed)
            case kind:
                return _leaf(name, node, str(kind), needed)

    def _rows(self, name: str, node: Node, needed: bool) -> FormField:  # noqa: FBT001
        if "enum" in node:
            return Several(name, needed, tuple(map(str, node["enum"])))
        return Repeat(name, needed, self.field("", node, needed=True))

    def _either(self, name: str, nodes: list[Node], needed: bool) -> FormField:  # noqa: FBT001
        """Return the larger of two forms, which a text may stand for; none can be typed."""
        larger = (node for node in nodes if node["type"] not in ("string", "null"))
        found = self.field(name, next(larger, nodes[0]), needed=needed)
        if all(node["type"] != "string" for node in nodes):
            return found
        if isinstance(found, Repeat):
            return Repeat(name, needed, found.row, alone=True)
        if isinstance(found, Group):
            first = next(one.name for one in found.fields if one.needed)
            return Group(name, needed, found.fields, alone=first)
        return found

    def _resolved(self, node: Node) -> Node:
        if "$ref" not in node:
            return node
        found: Node = self.parts[node["$ref"].rpartition("/")[2]]
        return found


def _leaf(name: str, node: Node, kind: str, needed: bool) -> SingleField:  # noqa: FBT001
    return SingleField(
        name,
        needed,
        kind,
        form=node.get("format", ""),
        longest=node.get("maxLength"),
        is_personal=bool(node.get("x-personal")),
    )


def joined(path: str, name: str) -> str:
    """Return the name under which a field is sent, within another."""
    if not name:
        return path
    return f"{path}.{name}" if path else name


def each_name(one: FormField, path: str = "") -> Iterator[str]:
    """Give the names of all fields of one row each, as problems name them."""
    here = joined(path, one.name)
    yield here
    if isinstance(one, Group):
        for below in one.fields:
            yield from each_name(below, here)
    elif isinstance(one, Repeat):
        yield from each_name(one.row, f"{here}[0]")
