"""Statements that every fact runs: SQLAlchemy makes their text once, and the driver runs it.

SQLAlchemy takes some ten times as long to run a statement as SQLite does. Tables, conditions and
dialects stay its own; of what it does to values and rows these statements need nothing: theirs
are numbers, texts and bytes, and their rows are plain tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Executable


_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement as a driver takes it; ``places`` names its values in order, if it has them so."""

    said: str
    places: Sequence[str] | None
    given: Mapping[str, Any]

    def values(self, parameters: Mapping[str, Any]) -> Any:
        """Return the values that the driver takes with it."""
        every = {**self.given, **parameters} if self.given else parameters
        return every if self.places is None else [every[name] for name in self.places]


class Prepared:
    """A statement of SQLAlchemy that is made once for each database, or what makes it of a dialect."""

    def __init__(self, statement: Executable | Callable[[str], Executable]) -> None:
        self._of: Any = statement
        self._texts: dict[str, _Text] = {}

    def rows(
        self, connection: Connection, parameters: Mapping[str, Any] = _NONE
    ) -> list[tuple[Any, ...]]:
        """Run it, and return the rows that it gives."""
        text = self._text(connection, parameters)
        return list(sent(connection, text.said, text.values(parameters)).fetchall())

    def each(
        self, connection: Connection, parameters: Mapping[str, Any]
    ) -> Iterator[tuple[Any, ...]]:
        """Run it, and give the rows that it gives one by one: there may be many."""
        text = self._text(connection, parameters)
        yield from sent(connection, text.said, text.values(parameters))

    def run(self, connection: Connection, several: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of some parameters, where it gives no rows."""
        if len(several) == 1:
            text = self._text(connection, several[0])
            sent(connection, text.said, text.values(several[0]))
        elif several:
            text = self._text(connection, several[0])
            sent(connection, text.said, list(map(text.values, several)), many=True)

    def _text(self, connection: Connection, parameters: Mapping[str, Any]) -> _Text:
        name = connection.dialect.name
        if name not in self._texts:
            statement = self._of(name) if callable(self._of) else self._of
            keys = list(parameters) or None
            made: Any = statement.compile(dialect=connection.dialect, column_keys=keys)
            given = {of: value for of, value in made.params.items() if type(value) in (int, str)}
            self._texts[name] = _Text(str(made), made.positiontup, given)
        return self._texts[name]


def sent(connection: Connection, said: str, values: Any, *, many: bool = False) -> Any:
    """Let the driver run a text, and return its cursor; its errors become SQLAlchemy's."""
    driver: Any = connection.dialect.loaded_dbapi
    try:
        return run_by_driver(connection, said, values, many=many)
    except driver.Error as error:
        raise DBAPIError.instance(
            said, values, error, driver.Error, dialect=connection.dialect
        ) from error


def run_by_driver(connection: Connection, said: str, values: Any, *, many: bool) -> Any:
    """Run a text, and return the driver's cursor; no event of SQLAlchemy tells of it."""
    cursor = connection.connection.cursor()
    (cursor.executemany if many else cursor.execute)(said, values)
    return cursor
