"""Reads in the source of reports and pages which messages it says, and what would hide one from translation."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from jinja2.ext import babel_extract

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ".html"
_TEXTS = {"tr": 1, "run": 1, "trn": 2, "P_": 2}
"""How many texts each function that translates or marks begins with."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call in the source that translates or marks a message; ``values``: what it fills in."""

    name: str
    path: str
    line: int
    texts: tuple[str, ...]
    values: frozenset[str] | None

    @property
    def context(self) -> str | None:
        """The context of a word of the vocabulary."""
        return self.texts[0] if self.name == "P_" else None

    @property
    def message(self) -> str | tuple[str, str]:
        """The message in English, or its singular and plural."""
        if self.name == "trn":
            return self.texts[0], self.texts[1]
        return self.texts[-1]


def sources() -> Iterator[tuple[str, str]]:
    """Give the path, from the root, and the text of each module of reports and pages, and each template."""
    for pattern in ("reports/**/*.py", "web/**/*.py", "web/**/*.html"):
        for path in sorted(ROOT.glob(pattern)):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def calls(path: str, source: str) -> Iterator[Call]:
    """Give the calls with literal messages; `refused` gives those without."""
    if path.endswith(TEMPLATE):
        yield from _of_template(path, source)
        return
    for name, node in _calls(ast.parse(source)):
        if (texts := _texts(name, node)) is not None:
            yield Call(name, path, node.lineno, texts, _values(name, node))


def _of_template(path: str, source: str) -> Iterator[Call]:
    """Give the messages of a template; what is filled in is known when it is rendered."""
    found = babel_extract(BytesIO(source.encode()), ("tr",), (), {})
    for line, name, message, _ in found:
        texts = [message] if isinstance(message, str) else [each for each in message or () if each]
        yield Call(name or "tr", path, line, (texts[0],), None)


def refused(path: str, source: str) -> Iterator[str]:
    """Give what hides a message from translation: what isn't literal, and other names."""
    if path.endswith(TEMPLATE):
        return
    tree = ast.parse(source)
    for name, node in _calls(tree):
        if _texts(name, node) is None:
            yield f"{path}:{node.lineno}: {name}() begins with a text that is not literal"
    seen = {id(node.func) for _, node in _calls(tree)} | {id(value) for value in _kept(tree)}
    seen |= {id(value) for value in _handed_on(tree)} | set(_passed_on(tree))
    for each in ast.walk(tree):
        match each:
            case ast.Attribute() if id(each) not in seen and _translates(each):
                yield f"{path}:{each.lineno}: a method that translates has to keep its name"
            case ast.arg(name, ast.Name("Language")) | ast.AnnAssign(
                ast.Name(name), ast.Name("Language")
            ) if name != "language":
                yield f"{path}:{each.lineno}: {name} is a Language, and has to be called language"


def wrong_values(call: Call) -> Iterator[str]:
    """Give what a call fills in that its message has no place for, or the other way round."""
    if call.values is None:
        return
    asked = placeholders(call.texts[-1])
    for name in sorted(call.values ^ asked):
        told = "is given nothing for" if name in asked else "has no place for"
        yield f"{call.path}:{call.line}: {call.texts[-1]!r} {told} {name}"


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    kept = {value.attr for value in _kept(tree)}
    passed_on = set(_passed_on(tree))
    for node in ast.walk(tree):
        if id(node) in passed_on:
            continue
        match node:
            case ast.Call(ast.Attribute(attr=name) as method) if _translates(method):
                yield name, node
            case ast.Call(ast.Attribute(ast.Name("self"), "run"), [ast.Constant(str())]):
                yield "run", node  # within Language itself
            case ast.Call(ast.Name(name)) if name in kept or (name in _TEXTS and name != "run"):
                yield name, node


def _handed_on(tree: ast.Module) -> Iterator[ast.expr]:
    """Give what a template, another function or a caller gets; they call it by the same name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name("map")):
                continue
            case ast.Dict(_, values) | ast.Call(_, values):
                yield from values
            case ast.keyword(_, value):
                yield value
            case ast.Return(ast.expr() as value):
                yield value


def _passed_on(tree: ast.Module) -> Iterator[int]:
    """Give the calls in a method that is itself called as they are, and passes its message on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in _TEXTS:
            yield from (id(below) for below in ast.walk(node))


def _translates(method: ast.Attribute) -> bool:
    """Tell whether this is a method of a Language; others have a `run`, too, and no `tr`."""
    match method:
        case ast.Attribute(attr="tr" | "trn"):
            return True
        case ast.Attribute(ast.Name("language") | ast.Attribute(attr="language"), "run"):
            return True
    return False


def _texts(name: str, node: ast.Call) -> tuple[str, ...] | None:
    """Return the literal texts that a call begins with; None if they are not."""
    found = []
    for argument in node.args[: _TEXTS[name]]:
        match argument:
            case ast.Constant(str(text)):
                found.append(text)
    return tuple(found) if len(found) == _TEXTS[name] else None


def _values(name: str, node: ast.Call) -> frozenset[str] | None:
    """Return the names of the values at placeholders; None where they can't be known here."""
    given = [keyword.arg for keyword in node.keywords]
    if name == "P_" or None in given:
        return None
    return frozenset(each for each in given if each) | ({"count"} if name == "trn" else set())


def _kept(tree: ast.Module) -> Iterator[ast.Attribute]:
    """Give the methods that assignments keep under their own names (``tr = language.tr``)."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)):
                pairs = list(zip(targets, values, strict=False))
            case ast.Assign([target], value):
                pairs = [(target, value)]
            case _:
                continue
        for target, value in pairs:
            match target, value:
                case ast.Name(name), ast.Attribute(attr=attr) if name == attr:
                    if _translates(value):
                        yield value


def placeholders(text: str) -> set[str]:
    """Return the names at a message's placeholders."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
