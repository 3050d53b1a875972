"""CSV files as a mapping says that they are written; nothing of it is detected."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from exchange.importers.mapping import MappingRefused
from exchange.importers.tables.table import TableRefused, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class CsvTable:
    """A CSV file, read by the standard library: nothing is faster a row, and memory is flat."""

    def __init__(self, stream: IO[bytes], name: str, file: Mapping[str, Any]) -> None:
        """Read up to the head. Raises TableRefused, and MappingRefused for an unknown encoding."""
        self.name = name
        self._encoding: str = file.get("encoding", "utf-8")
        quote = file.get("quote", '"')
        text = io.TextIOWrapper(
            stream, encoding=_codec(self._encoding), errors="strict", newline=""
        )
        self._reader = csv.reader(
            text,
            delimiter=file.get("delimiter", ","),
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            strict=True,
        )
        self._text = text  # closed with the stream by who opened it
        self.head: list[str] = []
        self.has_head = not file.get("without_head")
        self.left_out: Counter[str] = Counter()
        self._may_end_early: bool = file.get("rows_may_end_early", False)
        for _ in range(file.get("skip", 0)):
            self._next()
        if self.has_head:
            found = self._next()
            if not found:
                raise TableRefused(f"{name}: there is no head")
            self.head = [cell.strip() for cell in found]
        self._width = len(self.head) or len(file["head"])

    def rows(self) -> Iterator[TableRow]:
        """Give the rows that are not empty, each with the line that it begins in."""
        width, reader = self._width, self._reader
        number = reader.line_num + 1
        while (found := self._next()) is not None:
            if found:
                cells = [cell.strip() for cell in found]
                if self._may_end_early:
                    cells += [""] * (width - len(cells))
                problem = None
                if len(cells) != width:
                    problem = (None, f"it has {len(cells)} cells, and the head has {width}")
                if any(cells):
                    yield TableRow(number, cells, problem)
            number = reader.line_num + 1

    def place(self, number: int, column: int | None) -> str:  # noqa: ARG002  # it is named by its head
        """Return ``file.csv:12``."""
        return f"{self.name}:{number}"

    def close(self) -> None:
        """Let go of the stream without closing it."""
        self._text.detach()

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except UnicodeDecodeError as error:
            raise TableRefused(
                f"{self.name}: not far from line {self._reader.line_num + 1} it is not "
                f"{self._encoding} ({error.reason}): the mapping has to say its encoding"
            ) from error
        except csv.Error as error:
            raise TableRefused(f"{self.name}:{self._reader.line_num}: {error}") from error


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise MappingRefused(f"there is no encoding {name!r}") from error
    return "utf-8-sig" if found == "utf-8" else found
