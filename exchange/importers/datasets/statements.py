"""Statements of reasons (DSA, Article 24(5)), counted: what a platform removed, by month and ground.

A daily dump is a zip of zips of CSV files, some ten million rows each: it is read once, as a stream.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
import zlib
from calendar import monthrange
from collections import Counter
from contextlib import contextmanager
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from exchange.importers.tables.table import TableRefused, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from exchange.importers.platforms import Platforms

COLUMNS: Final = (
    *("platform_name", "platform", "service", "month", "period"),
    *("category", "decision_ground", "count"),
)
_NEEDED = ("platform_name", "created_at", "category", "decision_ground", "decision_visibility")
_REMOVED = ("DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_CONTENT_DISABLED")
_ARCHIVE, _CSV = ".zip", ".csv"
_DEPTH = 2


class _Part(NamedTuple):
    """A CSV file of a dump: how it is named, and how many rows all before it have."""

    name: str
    before: int


class StatementsTable:
    """Statements that content was removed or disabled, counted as a table.

    A file is a dump (`.zip`), one of its parts (`.csv`), or a folder of dumps. The period of a
    count is what the dumps have of its month: so import those of a whole month together.
    """

    has_head = True

    def __init__(self, path: Path, file: Mapping[str, Any], platforms: Platforms) -> None:  # noqa: ARG002  # as other tables
        """Read nothing yet."""
        self.name = str(path)
        self.head = list(COLUMNS)
        self.left_out: Counter[str] = Counter()
        self._path, self._platforms = path, platforms
        self._parts: list[_Part] = []
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._read = 0

    def rows(self) -> Iterator[TableRow]:
        """Give lines that can't be read, then the counts. Raises TableRefused."""
        for name, stream in _csv_files(self._path):
            self._parts.append(_Part(name, self._read))
            yield from self._count(name, stream)
        for number, cells in enumerate(self._cells(), self._read + 1):
            yield TableRow(number, cells)

    def place(self, number: int, column: int | None) -> str:  # noqa: ARG002  # it is named by its head
        """Return the part and the row in it, or which count it is."""
        if number > self._read:
            return f"{self.name}, count {number - self._read}"
        part = next(one for one in reversed(self._parts) if one.before < number)
        return f"{part.name}, row {number - part.before}"

    def _count(self, name: str, stream: IO[bytes]) -> Iterator[TableRow]:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        reader = csv.reader(text, strict=True)
        try:
            head, before = next(reader, []), self._read
            number = before
            places = _places(name, head)
            whose, made, category, ground, visibility = places
            counts, width = self._counts, len(head)
            for number, row in enumerate(reader, before + 1):
                if len(row) == width:
                    told = row[whose], row[made][:10], row[category], row[ground]
                    counts[(*told, row[visibility])] += 1
                elif row:
                    reason = f"it has {len(row)} cells, and the head has {width}"
                    self._read = number
                    yield TableRow(number, [], (None, reason))
            self._read = number
        except (csv.Error, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise TableRefused(f"{name}: not far from line {reader.line_num}: {error}") from error
        finally:
            text.detach()

    def _cells(self) -> Iterator[list[str]]:
        """Give the counts of registered platforms by month, with what the dumps have of it."""
        months: dict[str, list[str]] = {}
        counted: Counter[tuple[str, ...]] = Counter()
        for (whose, day, category, ground, visibility), count in self._counts.items():
            months.setdefault(day[:7], []).append(day)
            named = self._platforms.find(whose)
            if named is None:
                self.left_out["a statement is of no registered platform"] += count
            elif not any(decision in visibility for decision in _REMOVED):
                self.left_out["a statement is of another decision than to remove"] += count
            else:
                who = (whose, named.platform, named.service or "")
                counted[(*who, day[:7], category, ground)] += count
        for (*named_so, month, category, ground), count in sorted(counted.items()):
            days = months[month]
            yield [*named_so, month, _period(min(days), max(days)), category, ground, str(count)]


def _places(name: str, head: list[str]) -> list[int]:
    missing = [column for column in _NEEDED if column not in head]
    if missing:
        raise TableRefused(f"{name} is no dump of statements: it lacks {', '.join(missing)}")
    return [head.index(column) for column in _NEEDED]


def _period(first: str, last: str) -> str:
    """Return the month, if it is whole, else its days; what is no day is left for the mapping."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return f"{first}/{last}"
    if begin.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        return first[:7]
    return first if first == last else f"{first}/{last}"


def _csv_files(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Give the CSV files of a dump, or of all dumps of a folder, one after the other."""
    if path.is_dir():
        found = sorted(part for part in path.iterdir() if part.suffix in (_ARCHIVE, _CSV))
        if not found:
            raise TableRefused(f"{path} has no dump in it ({_ARCHIVE} or {_CSV})")
    else:
        found = [path]
    for part in found:
        with part.open("rb") as stream:
            if part.suffix == _ARCHIVE:
                yield from _of_archive(str(part), stream, _DEPTH)
            else:
                yield str(part), stream


def _of_archive(name: str, stream: IO[bytes], depth: int) -> Iterator[tuple[str, IO[bytes]]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in sorted(archive.namelist()):
                shown = f"{name}/{member}"
                if member.endswith(_CSV):
                    with archive.open(member) as part:
                        yield shown, part
                elif member.endswith(_ARCHIVE) and depth > 1:
                    with _seekable(archive, member) as inner:
                        yield from _of_archive(shown, inner, depth - 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise TableRefused(f"{name} can't be unpacked: {error}") from error


@contextmanager
def _seekable(archive: zipfile.ZipFile, member: str) -> Iterator[IO[bytes]]:
    """Give a zip within a zip as a file among the temporary ones: it is read from its end."""
    with archive.open(member) as packed, tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(packed, whole, 1_000_000)
        whole.seek(0)
        yield whole
