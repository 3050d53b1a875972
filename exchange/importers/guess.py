"""A first mapping for a table that nobody has mapped: each guess is marked, for a person to judge."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from exchange.importers.fields import folded
from exchange.importers.periods import forms
from exchange.importers.readers import reader
from exchange.importers.tables.csv_table import CsvTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exchange.importers.tables.table import TableFile

SAMPLE_ROWS = 500
_SAMPLE_BYTES = 200_000
_DELIMITERS = ",;\t|"
_BLANKS = ("NA", "N/A", "n/a", "-", "null", "None", "#N/A")
_DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
_PERIODS = ("half-year", "quarter", "month")
_SHARE = 0.9
"""Of how many of a column's cells a reading must be right to be guessed."""


class Reading(NamedTuple):
    """How a column seems to be written, and why."""

    spec: dict[str, Any]
    why: str


def guessed_file(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """Return how a CSV file seems to be written, by its beginning, and a remark on each guess."""
    sample = content[:_SAMPLE_BYTES]
    encoding, why = _encoding(sample, cut=len(content) > len(sample))
    text = sample.decode(encoding, errors="ignore")
    lines = text.splitlines()[:50]
    delimiter, skip = _delimiter(lines)
    remarks = [why]
    if skip:
        remarks.append(f"{skip} lines before the head have other cells than the rest")
    file: dict[str, Any] = {"format": "csv", "encoding": encoding, "delimiter": delimiter}
    return {**file, **({"skip": skip} if skip else {})}, remarks


def _encoding(sample: bytes, *, cut: bool) -> tuple[str, str]:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "it begins with a byte order mark of UTF-16"
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        if cut and error.start > len(sample) - 4:
            return "utf-8", "all of its beginning is UTF-8"
        cyrillic = sum(byte >= 0xC0 for byte in sample) > len(sample) // 10
        found = "cp1251" if cyrillic else "cp1252"
        return found, f"it is not UTF-8; {found} is a guess: look at the names below"
    return "utf-8", "all of its beginning is UTF-8"


def _delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter with which most lines have the same many cells, and what to skip."""
    best = (0, 0, ",", 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        if widths:
            width, count = Counter(widths).most_common(1)[0]
            best = max(best, (count if width > 1 else 0, width, delimiter, widths.index(width)))
    return best[2], best[3]


def guessed_mapping(
    table: TableFile, file: Mapping[str, Any], name: str, remarks: list[str]
) -> str:
    """Return a mapping for a table as TOML, in which each guess has a comment."""
    cells = [row.cells for row in islice(table.rows(), SAMPLE_ROWS) if row.problem is None]
    columns = {
        column: [row[place] for row in cells] for place, column in enumerate(table.head) if column
    }
    found = {column: guessed_reading(values) for column, values in columns.items()}
    return "\n".join(_lines(file, name, remarks, columns, found)) + "\n"


def guessed_reading(values: Sequence[str]) -> Reading:
    """Return how a column's cells are read best: the narrowest reading that is nearly always right."""
    given = [value for value in values if value and value not in _BLANKS]
    if not given:
        return Reading({"as": "text"}, "it is blank in every row that was looked at")
    for spec in _candidates():
        read = reader(spec, {})
        right = sum(_reads(read, value) for value in given)
        if right >= _SHARE * len(given):
            return Reading(spec, f"so are {right} of {len(given)} cells")
    return Reading({"as": "text"}, f"{len(set(given))} different texts")


def _candidates() -> Iterator[dict[str, Any]]:
    for kind in _PERIODS:
        for form in forms(kind):
            yield {"as": kind, "form": form}
    yield from ({"as": "date", "form": form} for form in _DAY_FORMS)
    yield {"as": "country-code"}
    yield {"as": "integer"}
    yield {"as": "number"}
    yield {"as": "integer", "thousands": ","}
    yield {"as": "country"}


def _reads(read: Any, value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _lines(
    file: Mapping[str, Any],
    name: str,
    remarks: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    found: Mapping[str, Reading],
) -> Iterator[str]:
    yield "# A guess, by the first rows. Judge each line that says so, and look at the facts it makes."
    yield "mapping = 1"
    yield f"name = {_toml(name)}"
    yield f"title = {_toml(name)}  # guess: say what the table is"
    yield "\n[file]"
    yield from (f"# guess: {remark}" for remark in remarks)
    yield from (f"{key} = {_toml(value)}" for key, value in file.items() if key != "head")
    yield f"head = {_toml(list(columns))}"
    yield "\n[row]"
    yield "# guess: these tell each row from all others; take what never changes from release to release"
    yield f"key = {_toml(_key(columns, found))}"
    if blanks := sorted({cell for cells in columns.values() for cell in cells} & {*_BLANKS}):
        yield f"blank = {_toml(blanks)}  # guess: these say that nothing is known"
    yield "\n[source]"
    yield 'title = "?"  # say what is cited, who published it, and its address'
    yield "\n[common]"
    yield from _common(found)
    for column in _figures(found) or [""]:
        yield "\n[[fact]]"
        yield 'type = "removal-requested"  # guess: which type of fact it is (register types)'
        if column:
            told = {"column": column, **found[column].spec}
            yield f"# guess: {column} is a figure: {found[column].why}"
            yield f'details = {{ unit = "items", count = {_toml(told)} }}'
    yield "\n# What else there is:"
    used = {*_figures(found), _place(found), _time(found)}
    yield from (
        f"#   {column}: {reading.spec['as']} ({reading.why})"
        for column, reading in found.items()
        if column not in used
    )


def _common(found: Mapping[str, Reading]) -> Iterator[str]:
    yield 'platform = "?"  # guess: whose table it is; or a column'
    for member, column in (("jurisdiction", _place(found)), ("occurred", _time(found))):
        if column is None:
            yield f'{member} = "?"  # no column was found for it'
        else:
            told = {"column": column, **found[column].spec}
            yield f"{member} = {_toml(told)}  # guess: {found[column].why}"


def _place(found: Mapping[str, Reading]) -> str | None:
    return _first(found, ("country-code", "country"))


def _time(found: Mapping[str, Reading]) -> str | None:
    return _first(found, (*_PERIODS, "date"))


def _first(found: Mapping[str, Reading], kinds: Sequence[str]) -> str | None:
    for kind in kinds:
        for column, reading in found.items():
            if reading.spec["as"] == kind:
                return column
    return None


def _figures(found: Mapping[str, Reading]) -> list[str]:
    return [column for column, one in found.items() if one.spec["as"] in ("integer", "number")]


def _key(columns: Mapping[str, Sequence[str]], found: Mapping[str, Reading]) -> list[str]:
    """Return the fewest columns, from the left and without figures, that tell all rows apart."""
    names = [column for column in columns if column not in _figures(found)]
    for count in range(1, len(names) + 1):
        rows = list(zip(*(columns[name] for name in names[:count]), strict=True))
        if len(set(rows)) == len(rows):
            return names[:count]
    return names or list(columns)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        told = ", ".join(f"{name} = {_toml(part)}" for name, part in value.items())
        return f"{{ {told} }}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(part) for part in value)}]"
    return json.dumps(value, ensure_ascii=False)


def csv_of(content: bytes, name: str, file: Mapping[str, Any]) -> CsvTable:
    """Return the table of a CSV file's bytes."""
    return CsvTable(io.BytesIO(content), name, {**file, "head": ["?"]})


def mapping_name(stem: str) -> str:
    """Return a slug of a file's name."""
    slug = "".join(char if char.isascii() and char.isalnum() else "-" for char in folded(stem))
    return "-".join(part for part in slug.split("-") if part) or "table"
