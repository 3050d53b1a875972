"""From what was typed into the fields of a form to a fact's JSON, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aggregates.dates.everyday import edtf_of
from aggregates.dates.windows import window
from aggregates.errors import InvalidDate, Problem
from register import jurisdictions
from register.errors import UnknownJurisdiction
from register.format.lines import parse
from web.forms.fields import MORE, Group, Repeat, Several, SingleField, joined
from web.forms.form_values import form_values, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from web.forms.fields import FormField
    from web.forms.form_values import FormValues

NOTHING = object()
"""What a field without anything in it comes to."""

NAMELESS = "it has no name"


@dataclass(frozen=True)
class FormReader:
    """Reads fields; ``problems`` is what they can't be taken for, ``offers`` what a date may mean."""

    values: FormValues
    problems: list[Problem] = field(default_factory=list)
    offers: dict[str, list[str]] = field(default_factory=dict)

    def document(self, group: Group, path: str = "") -> dict[str, Any]:
        """Return what stands in a group; what is empty is left out."""
        found: dict[str, Any] = {}
        for one in group.fields:
            value = self._value(one, joined(path, one.name))
            if value is not NOTHING:
                found[one.name] = value
        return {**found, **self._free(path)} if group.is_free else found

    def _value(self, one: FormField, path: str) -> Any:
        match one:
            case SingleField():
                text = self.values.text(path)
                return self._read(one, path, text) if text else NOTHING
            case Several():
                return list(self.values.texts(path)) or NOTHING
            case Repeat():
                return self._rows(one, path)
            case Group():
                return self._group(one, path)

    def _rows(self, one: Repeat, path: str) -> Any:
        count = self.values.rows(path)
        if not count and one.alone:
            return self.values.text(path) or NOTHING
        found = [self._value(one.row, f"{path}[{place}]") for place in range(count)]
        return [value for value in found if value is not NOTHING] or NOTHING

    def _group(self, one: Group, path: str) -> Any:
        found = self.document(one, path)
        alone = self.values.text(path) if one.alone else ""
        if alone:
            return {one.alone: alone, **found} if found else alone
        return found or NOTHING

    def _read(self, one: SingleField, path: str, text: str) -> Any:
        match one.kind, one.form:
            case "string", "edtf":
                return self._date(path, text)
            case "string", "jurisdiction":
                return jurisdiction_code(text)
            case "boolean", _:
                return True
            case (("number" | "integer"), _):
                return _number(text)
        return text

    def _date(self, path: str, text: str) -> str:
        """Return a date as EDTF, if there is but one that it can mean."""
        try:
            window(text)
        except InvalidDate:
            meant = edtf_of(text)
            if len(meant) == 1:
                return meant[0]
            if meant:
                self.offers[path] = meant
        return text

    def _free(self, path: str) -> dict[str, Any]:
        found = {}
        rows = joined(path, MORE)
        for place in range(self.values.rows(rows)):
            name = self.values.text(f"{rows}[{place}].name")
            if not name:
                self.problems.append(Problem(f"$.{rows}[{place}].name", NAMELESS))
            found[name] = _json_or_text(self.values.text(f"{rows}[{place}].value"))
        return found


def jurisdiction_code(text: str) -> str:
    """Return the code of a jurisdiction; what is none stays for the schema to refuse."""
    try:
        return jurisdictions.resolve(text)
    except UnknownJurisdiction:
        return text


def _number(text: str) -> Any:
    """Return a number, however its digits are spaced; what is none stays for the schema to refuse."""
    found = _json_or_text("".join(text.split()))
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return found if is_number else text


def _json_or_text(text: str) -> Any:
    """Return what a text is as JSON, or else the text."""
    try:
        return parse(text.encode())
    except (ValueError, RecursionError):
        return text


def values_of(group: Group, document: Mapping[str, Any], path: str = "") -> FormValues:
    """Return what would have been typed for a fact's JSON."""
    return form_values(_pairs(group, document, path))


def _pairs(one: FormField, value: Any, path: str) -> Iterator[tuple[str, str]]:
    match one:
        case SingleField():
            yield path, value if isinstance(value, str) else json.dumps(value)
        case Several():
            yield from ((path, str(text)) for text in value)
        case Repeat() | Group() if isinstance(value, str):
            yield path, value
        case Repeat():
            for place, row in enumerate(value):
                yield from _pairs(one.row, row, f"{path}[{place}]")
        case Group():
            yield from _members(one, value, path)


def _members(group: Group, value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    own = {one.name for one in group.fields}
    for one in group.fields:
        if value.get(one.name) not in (None, False):
            yield from _pairs(one, value[one.name], joined(path, one.name))
    others = (name for name in value if name not in own and plain_text(name))
    further = others if group.is_free else ()
    for place, name in enumerate(further):
        row = f"{joined(path, MORE)}[{place}]"
        yield f"{row}.name", name
        yield f"{row}.value", _free_text(value[name])


def _free_text(value: Any) -> str:
    """Return what has to be typed for a value: as JSON where the text alone would be taken for that."""
    if isinstance(value, str) and value and plain_text(value) == _json_or_text(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)
