"""JSON as a table: an object on each line, or one document of objects or of rows under columns."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING, Any

import msgspec

from exchange.importers.fields import folded
from exchange.importers.tables.table import TableRefused, TableRow
from register.format.lines import MAX_LINE_BYTES, parse
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_BYTES = 200_000_000
"""How large one document may be: it is read as a whole. Larger ones come as JSON Lines."""

_BOM = b"\xef\xbb\xbf"


class JsonTable:
    """JSON, with its values as texts: null is blank, what is within an object is ``outer.inner``.

    Fields that an object lacks are blank; one that the mapping does not know refuses its row.
    """

    def __init__(self, stream: IO[bytes], name: str, file: Mapping[str, Any]) -> None:
        """Read one document, or nothing yet of lines. Raises TableRefused."""
        self.name = name
        self.left_out: Counter[str] = Counter()
        self._stream, self._skip = stream, file.get("skip", 0)
        self._items: list[Any] | None = None
        self.head = _union(file["head"])
        self.has_head = False
        if file["format"] == "json":
            self._read_document()
        self._places = {folded(column): place for place, column in enumerate(self.head)}

    def rows(self) -> Iterator[TableRow]:
        """Give the rows that are not empty, by the number of their line or of their item."""
        for number, item in self._numbered():
            if isinstance(item, ValueError):
                yield TableRow(number, [], (None, str(item)))
            elif isinstance(item, dict):
                yield self._row(number, item)
            elif self.has_head and isinstance(item, list):
                cells = [_text(value) for value in item]
                problem = None
                if len(cells) != len(self.head):
                    problem = (None, f"it has {len(cells)} values for {len(self.head)} columns")
                yield TableRow(number, cells, problem)
            else:
                yield TableRow(number, [], (None, "it is no JSON object"))

    def place(self, number: int, column: int | None) -> str:  # noqa: ARG002  # it is named by its head
        """Return ``file.jsonl:12``, or ``file.json, row 12`` of one document."""
        return f"{self.name}:{number}" if self._items is None else f"{self.name}, row {number}"

    def _numbered(self) -> Iterator[tuple[int, Any]]:
        if self._items is not None:
            yield from enumerate(self._items, 1)
            return
        number = 0
        while line := self._stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            line = line.removeprefix(_BOM) if number == 1 else line
            if len(line) > MAX_LINE_BYTES:
                raise TableRefused(
                    f"{self.name}:{number}: it has more than {MAX_LINE_BYTES:,} bytes"
                )
            if number > self._skip and line.strip():
                yield number, _parsed(line)

    def _row(self, number: int, item: dict[str, Any]) -> TableRow:
        cells = [""] * len(self.head)
        for name, value in _flat(item):
            place = self._places.get(folded(name))
            if place is None:
                hint = did_you_mean(folded(name), self._places)
                reason = f"the mapping does not know its field {name!r}{hint}"
                return TableRow(number, cells, (None, reason))
            cells[place] = _text(value)
        return TableRow(number, cells)

    def _read_document(self) -> None:
        content = self._stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise TableRefused(f"{self.name} has more than {MAX_BYTES:,} bytes: pass on JSON Lines")
        found = _parsed(content.removeprefix(_BOM))
        match found:
            case {"columns": [*columns], "rows": [*rows]}:
                self.head, self._items = [_text(column) for column in columns], rows
                self.has_head = True
            case [*items]:
                self._items = items
            case ValueError():
                raise TableRefused(f"{self.name} can't be read: {found}")
            case _:
                raise TableRefused(
                    f"{self.name} has neither a list of objects nor rows under columns"
                )


def _parsed(line: bytes) -> Any:
    try:
        return parse(line)
    except RecursionError:
        return ValueError("it nests too deeply")
    except ValueError as error:
        return ValueError(f"it is not JSON: {error}")


def _union(head: Sequence[Any]) -> list[str]:
    """Return all columns that the mapping knows: an object need not have them all."""
    heads = head if isinstance(head[0], list) else [head]
    return list(dict.fromkeys(column for known in heads for column in known))


def _flat(item: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return msgspec.json.encode(value).decode()
