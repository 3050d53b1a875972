"""The form for people: a workbook or a CSV file to fill in, and the mapping that reads it back."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import REQUIREMENTS, TYPES
from aggregates.vocabulary.fields import Role
from aggregates.vocabulary.shapes import AnswerFact, RelationshipFact
from exchange.importers.fields import folded
from exchange.importers.mapping import TableMapping, mapping_of
from exchange.importers.tables.table import TableRefused
from register import jurisdictions
from register.errors import UnknownType
from register.format.schemas import detail_properties, schema
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

SHEET = "Facts"
LISTS, EXPLANATION = "Lists", "Explanation"
NAME = "form"
ROWS = 5_000
"""For how many rows the workbook offers its lists."""

_ALWAYS = {
    "type": "What happened, as a type of fact (register types).",
    "platform": "The platform, by its slug.",
    "jurisdiction": "Where: a code such as KZ or US-MT, EU, 001 for the world, or a country's name.",
    "occurred": "When it happened: 2024-03-15, 2024-03, 2024, 2024-03~ for about, 2024-01/2024-06 "
    "for a period.",
}
_AFTER = {
    "actor.name": "Who acted, said or measured it.",
    "actor.role": "What they are to the matter.",
    "legal_basis": "The id of a registered law that it rests on.",
    "case": "What several facts of one order or proceeding share.",
    "sources.title": "The title of the source. A title or an address is needed.",
    "sources.url": "The address of the source.",
    "sources.publisher": "Who published it.",
    "sources.published": "When: 2024-03-15, 2024-03 or 2024.",
    "sources.quote": "Its words that say so.",
    "note": "Anything else.",
}
_NEEDED = {*_ALWAYS, "sources.title"}
_OF_LAWS = frozenset({"duty", "set_by"})
"""Details that the register fills in by itself, where something follows from a law."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form: its name, what it takes, the choices it offers, and for which types."""

    name: str
    about: str
    choices: tuple[str, ...] = ()
    is_open: bool = False
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormLists:
    """What the register has to choose from."""

    platforms: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()


def form_columns(types: Sequence[str], lists: FormLists) -> list[FormColumn]:
    """Return the columns for some types of fact; raise UnknownType for what has no form."""
    for name in types:
        _refuse_formless(name)
    choices: dict[str, tuple[str, ...]] = {
        "type": tuple(types),
        "platform": lists.platforms,
        "jurisdiction": tuple(sorted(jurisdictions.country_codes())),
        "actor.role": tuple(Role),
        "legal_basis": lists.instruments,
    }
    first = [FormColumn(name, about, choices.get(name, ())) for name, about in _ALWAYS.items()]
    last = [FormColumn(name, about, choices.get(name, ())) for name, about in _AFTER.items()]
    return [*first, *_details(types), *last]


def _refuse_formless(name: str) -> None:
    schema(name)  # raises UnknownType with the nearest
    if not issubclass(TYPES[name], RelationshipFact | AnswerFact):
        raise UnknownType(
            f"{name} is not between a platform and a jurisdiction, and has no form: "
            "it is recorded by a command of its own (register --help)"
        )


def _details(types: Sequence[str]) -> Iterator[FormColumn]:
    having: dict[str, list[str]] = {}
    properties: dict[str, Any] = {}
    for kind in types:
        for name, body in detail_properties(kind).items():
            if _kind(body) is not None and name not in _OF_LAWS:
                having.setdefault(name, []).append(kind)
                properties[name] = _resolved(kind, body)
    for name, kinds in having.items():
        is_requirement = name == "requirement"
        found = REQUIREMENTS if is_requirement else tuple(properties[name].get("enum", ()))
        about = properties[name].get("description") or _said(_kind(properties[name]))
        about += "" if len(kinds) == len(types) else f" Of {', '.join(kinds)}."
        yield FormColumn(f"details.{name}", about, found, is_requirement, tuple(kinds))


def _said(kind: str | None) -> str:
    return {"number": "A number.", "list": "One or several, parted by semicolons."}.get(
        kind or "", "A text."
    )


def needed_details(type_name: str) -> list[str]:
    """Return the details that a type can't do without."""
    body = schema(type_name)
    reference: str = body["properties"].get("details", {}).get("$ref", "")
    wanted: dict[str, Any] = body.get("$defs", {}).get(reference.rpartition("/")[2], {})
    needed: list[str] = wanted.get("required", [])
    return needed


def _resolved(type_name: str, body: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in body:
        return body
    definition: dict[str, Any] = schema(type_name)["$defs"][body["$ref"].rpartition("/")[2]]
    return definition


def _kind(body: dict[str, Any]) -> str | None:
    """Return how a detail stands in a cell: as text, number or list; None: it does not."""
    parts = body.get("anyOf", [body])
    kinds = {str(part.get("type", "string" if "enum" in part else "")) for part in parts}
    if "$ref" in body:
        return None if "Person" in body["$ref"] else "text"
    if "array" in kinds:
        return "list"
    if kinds & {"integer", "number"}:
        return "number"
    return "text" if "string" in kinds else None


def write_csv(stream: TextIO, columns: Sequence[FormColumn]) -> None:
    """Write the head alone."""
    csv.writer(stream, lineterminator="\n").writerow([column.name for column in columns])


def write_workbook(path: Path, columns: Sequence[FormColumn]) -> None:
    """Write a workbook with a head, lists to choose from, and a page of explanation."""
    from xlsxwriter import Workbook  # noqa: PLC0415  # only where one is written

    with Workbook(path, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#CFE0F0"})
        text = book.add_format({"num_format": "@"})
        facts = book.add_worksheet(SHEET)
        _explain(book.add_worksheet(EXPLANATION), columns, head, book.add_format({"text_wrap": 1}))
        lists = book.add_worksheet(LISTS)
        facts.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            facts.write_string(0, place, column.name, needed if column.name in _NEEDED else head)
            facts.set_column(place, place, max(14, len(column.name) + 2), text)
            if column.choices:
                _offer(facts, lists, place, column)
                lists.write_string(0, place, column.name, head)
                for row, choice in enumerate(column.choices, 1):
                    lists.write_string(row, place, choice)


def _offer(facts: Any, lists: Any, place: int, column: FormColumn) -> None:
    from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415

    choices = xl_range_abs(1, place, len(column.choices), place)
    facts.data_validation(
        1,
        place,
        ROWS,
        place,
        {
            "validate": "list",
            "source": f"={lists.name}!{choices}",
            "error_type": "warning" if column.is_open else "stop",
            "error_title": column.name,
            "error_message": f"Choose from the list (sheet {LISTS}).",
        },
    )


def _explain(sheet: Any, columns: Sequence[FormColumn], head: Any, wrapped: Any) -> None:
    lines = (
        f"Fill in the sheet {SHEET}: one fact a row. Then: register import this-file.xlsx",
        "Columns with a darker head are needed in every row; leave empty what is not known.",
        "Empty is not zero: write 0 for none. Values only: no formulas, no merged cells.",
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    for place, name in enumerate(("column", "needed", "what it takes")):
        sheet.write_string(len(lines) + 1, place, name, head)
    for row, column in enumerate(columns, len(lines) + 2):
        needed = "yes" if column.name in _NEEDED else ""
        for place, told in enumerate((column.name, needed, column.about)):
            sheet.write_string(row, place, told, wrapped)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 90)


def form_file() -> dict[str, Any]:
    """Return how a filled-in form is written: as CSV in UTF-8, or in the workbook's sheet."""
    return {"format": "csv", "head": list(_ALWAYS), "sheet": SHEET}


def form_mapping(head: Sequence[str], name: str) -> TableMapping:
    """Return the mapping of a filled-in form by its head; raise TableRefused for another head."""
    members = _known_members()
    spec: dict[str, Any] = {}
    for column in head:
        key = folded(column)
        if not key:
            continue
        if key not in members:
            hint = did_you_mean(key, members)
            raise TableRefused(
                f"{name}: the form has no column {column!r}{hint}; for a table of others, "
                "say which mapping reads it (--mapping)"
            )
        _put(spec, members[key], {"column": column, **_reading(members[key])})
    if missing := [column for column in _ALWAYS if column not in spec]:
        raise TableRefused(
            f"{name}: the form lacks the column {missing[0]!r}; for a table of others, say which "
            "mapping reads it (--mapping)"
        )
    sources = spec.pop("sources", {})
    document = {
        "mapping": 1,
        "name": NAME,
        "title": "The form of register mapping template",
        "file": {**form_file(), "head": list(head)},
        "source": sources or {"title": {"column": head[0]}},
        "fact": [spec],
    }
    return mapping_of(document, name)


def _known_members() -> dict[str, str]:
    """Return every column that a form may have, as it is compared, with the member it fills."""
    names = [*_ALWAYS, *_AFTER]
    for kind, shape in TYPES.items():
        if issubclass(shape, RelationshipFact | AnswerFact):
            names += [f"details.{name}" for name in detail_properties(kind)]
    return {folded(name): name for name in names}


def _reading(member: str) -> dict[str, Any]:
    """Return how a column is read."""
    optional = {"blank": "refuse" if member in _ALWAYS else "omit"}
    if member == "jurisdiction":
        return {**optional, "as": "country"}
    if not member.startswith("details."):
        return optional
    name = member.removeprefix("details.")
    kinds = {
        _kind(properties[name]) for kind in TYPES if name in (properties := detail_properties(kind))
    }
    if "list" in kinds:
        return {**optional, "as": "list"}
    return {**optional, "as": "number"} if "number" in kinds else optional


def _put(spec: dict[str, Any], member: str, field: dict[str, Any]) -> None:
    outer, dot, inner = member.partition(".")
    if dot:
        spec.setdefault(outer, {})[inner] = field
    else:
        spec[outer] = field
