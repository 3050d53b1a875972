"""The page of the format of mappings, written from its JSON Schema by generate.py."""

from __future__ import annotations

import json
from typing import Any

from exchange.importers.mapping import mapping_schema

MAPPINGS = """A mapping says how the rows of a table become facts. It is a TOML file; `register mapping show google-removals` prints one that comes with the program, and [import a spreadsheet](../how-to/import-a-spreadsheet.md) shows how to write one. A *field* is a constant, a text with columns in braces (`"{country}, {year}"`), a `column`, a `table`, the `same` as a common field, or members or a list of such. There are no expressions, and no code."""

MAPPING_PARTS = {
    "The file": "file",
    "The rows": "row",
    "Whose names": "platforms",
    "The source": "source",
    "A column": "column",
    "A table of values": "values",
    "Looking up a table": "table",
    "A row for several": "repeat",
    "What is common": "common",
    "A fact": "fact",
}
"""The sections of the page of mappings, with the parts of the schema that they tell of."""

READERS = {
    "text": "any text, without outer blanks | the text",
    "integer": "a whole number: `28`, `28.0`; with `thousands`, `20,800,000` | a number",
    "number": "a number, with `thousands` and `decimal` | a number",
    "country": "a country by name or code: ISO 3166, CLDR, old and short names, then the "
    "mapping's own `names`; never the nearest | a code",
    "country-code": "a code of ISO 3166-1 | the code",
    "date": "a day in the one `form`; in a workbook also a real date, and a serial number | a day",
    "excel-date": "the serial number of a day | a day",
    "half-year": "a half-year in the one `form`: `2025-H1`, `2025 H1`, `H1 2025`, "
    "`January - June 2025`, `Jan-Jun 2025`, `2025-01-01/2025-06-30` | `2025-01/2025-06`",
    "quarter": "a quarter in the one `form`: `2025-Q3`, `2025Q3`, `2025 Q3`, `Q3 2025` "
    "| `2025-07/2025-09`",
    "month": "a month in the one `form`: `2025-07`, `07/2025`, `07.2025`, `July 2025`, `Jul 2025` "
    "| `2025-07`",
    "year": "four digits | the year",
    "interval": "a date in EDTF, or an interval | the same",
    "flag": "yes, true, 1; no, false, 0 | true or false",
    "list": "texts with the `separator` between them | a list",
    "platform": "what `platforms` or the register calls a platform | its slug",
    "service": "the same name | a list of the service that it is, if it is one",
    "json": "JSON | what it says",
}

IDS = """## Which facts are the same

The id of a fact is made (uuid5) of the mapping's name, its `definition`, the row's key, and the number of the fact in the mapping. Neither the line, nor the file, nor the source is part of it. So what a later release says again is known; what it says otherwise becomes a `fact-corrected` with the new source; a figure that is zero now is corrected to zero, though zeros make no fact by themselves. A fact of which its row says nothing any more is kept, and counted. What people corrected stays as they left it, until the publisher says something else. A key that stands in one table twice refuses both rows."""


def mapping_format(generated: str) -> str:
    """Return the page of the format of mappings, by its JSON Schema."""
    body = mapping_schema()
    parts = ["# The format of a mapping", generated, MAPPINGS, _fields(body)]
    for title, name in MAPPING_PARTS.items():
        part = body["$defs"].get(name) or body["properties"][name]
        parts += [f"## {title}", *([part["description"]] if name not in body["$defs"] else [])]
        parts += [_fields(part)] if "properties" in part else []
    readers = body["$defs"]["column"]["properties"]["as"]["enum"]
    parts += ["## How a cell is read", "`as` is one of these:", _readers(readers), IDS]
    return "\n\n".join(parts) + "\n"


def _fields(body: dict[str, Any]) -> str:
    lines = ["| field | needed | what it says |", "| --- | --- | --- |"]
    for name, told in body["properties"].items():
        needed = "yes" if name in body.get("required", ()) else "no"
        default = f" Default: `{json.dumps(told['default'])}`." if "default" in told else ""
        about = told.get("description") or _choices(told)
        lines.append(f"| `{name}` | {needed} | {about}{default} |")
    return "\n".join(lines)


def _choices(told: dict[str, Any]) -> str:
    if "enum" in told:
        return f"One of {', '.join(f'`{value}`' for value in told['enum'])}."
    return {"integer": "A number.", "boolean": "Yes or no."}.get(told.get("type", ""), "A text.")


def _readers(names: list[str]) -> str:
    lines = ["| `as` | reads | gives |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| `{name}` | {READERS[name]} |" for name in names)])
