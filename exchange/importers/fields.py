"""Fields of a mapping as closures over the cells of a row: columns by index, tables looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from exchange.importers.mapping import MappingRefused
from exchange.importers.readers import OMITTED, CellRefused, NothingMade, reader
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from exchange.importers.mapping import TableMapping
    from exchange.importers.platforms import Platforms

Cells: TypeAlias = "Sequence[str]"
"""The trimmed texts of a row, and behind them what it is repeated for."""

Getter: TypeAlias = "Callable[[Cells], Any]"

_COLUMN = re.compile(r"\{([^{}]*)\}")
_REST = "*"
_MEMBERS_OF_FIELDS = ("column", "table", "same")


def folded(name: str) -> str:
    """Return the name of a column as heads are compared: without case and outer blanks."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Fields:
    """Compiles the fields of a mapping for a head.

    ``columns`` are the places of the columns, by folded name; ``absent`` are columns of other
    heads that the mapping knows: there they are blank.
    """

    mapping: TableMapping
    columns: Mapping[str, int]
    absent: frozenset[str] = frozenset()
    workbook: bool = False
    platforms: Platforms | None = None
    path: tuple[str, ...] = field(default=())

    def field(self, spec: Any) -> Getter:
        """Return the getter of a field of the format."""
        match spec:
            case str():
                return self.text(spec)
            case {"table": str()}:
                return self._table(spec)
            case {"column": str()}:
                return self._column(spec)
            case {"same": str(name)}:
                return self._same(name)
            case dict():
                return self.members(spec)
            case list():
                return _items([self.field(item) for item in spec])
            case _:
                return lambda _: spec

    def members(self, spec: Mapping[str, Any]) -> Getter:
        """Return what makes an object of fields; those that are omitted are not in it."""
        constants = {name: part for name, part in spec.items() if _is_constant(part)}
        getters = [(name, self.field(spec[name])) for name in spec if name not in constants]

        def get(cells: Cells) -> Any:
            made: dict[str, Any] = constants.copy()
            refused: CellRefused | None = None
            for name, getter in getters:
                try:
                    value = getter(cells)
                except CellRefused as one:
                    refused = _joined(refused, one)
                except NothingMade:
                    if refused is None:
                        raise
                else:
                    if value is not OMITTED:
                        made[name] = value
            if refused is not None:
                raise refused
            return made

        return get

    def text(self, template: str) -> Getter:
        """Return what fills the columns in braces into a text; without any, it is a constant."""
        names = _COLUMN.findall(template)
        if not names:
            return lambda _: template
        places = [self.place(name) for name in names]
        literals = _COLUMN.split(template)[::2]
        blank = self.mapping.blank
        if literals == ["", ""]:
            return self._column({"column": names[0]})

        def get(cells: Cells) -> Any:
            parts = [literals[0]]
            for place, literal in zip(places, literals[1:], strict=True):
                cell = "" if place is None else cells[place]
                parts += ["" if cell in blank else cell, literal]
            return "".join(parts)

        return get

    def place(self, name: str) -> int | None:
        """Return where a column is; None: it is one of another head. Raises MappingRefused."""
        wanted = folded(name)
        if wanted in self.columns:
            return self.columns[wanted]
        if wanted in self.absent:
            return None
        hint = did_you_mean(wanted, self.columns)
        raise MappingRefused(f"{self.mapping.name}: there is no column {name!r} in its head{hint}")

    def conditions(self, spec: Mapping[str, Mapping[str, Any]]) -> Callable[[Cells], str | None]:
        """Return what names the first column whose condition does not hold; None: all hold."""
        tests = [(name, self.place(name), self._test(told)) for name, told in spec.items()]

        def failing(cells: Cells) -> str | None:
            for name, place, holds in tests:
                if not holds("" if place is None else cells[place]):
                    return name
            return None

        return failing

    def _test(self, told: Mapping[str, Any]) -> Callable[[str], bool]:
        only, never = told.get("only"), frozenset(told.get("not", ()))
        kept = None if only is None else frozenset(only)
        wants_blank, blank = told.get("blank"), self.mapping.blank
        return lambda cell: (
            (kept is None or cell in kept)
            and cell not in never
            and (wants_blank is None or (cell in blank) is wants_blank)
        )

    def _column(self, spec: Mapping[str, Any]) -> Getter:
        name, place, blank = spec["column"], self.place(spec["column"]), self.mapping.blank
        missing = self._of_blank(spec, name)
        if place is None:
            return missing
        try:
            read = reader(spec, self._names(spec), workbook=self.workbook, platforms=self.platforms)
        except ValueError as error:
            raise MappingRefused(f"{self.mapping.name}: column {name!r}: {error}") from error

        def get(cells: Cells) -> Any:
            cell = cells[place]
            if cell in blank:
                return missing(cells)
            try:
                return read(cell)
            except NothingMade as reason:
                raise NothingMade(f"{name} {reason}") from None
            except ValueError as error:
                raise CellRefused(name, cell, str(error)) from None

        return self._with_suffix(get, spec["suffix"]) if "suffix" in spec else get

    def _of_blank(self, spec: Mapping[str, Any], name: str) -> Getter:
        if "default" in spec:
            default = spec["default"]
            return lambda _: default
        match spec.get("blank", "skip"):
            case "omit":
                return lambda _: OMITTED
            case "refuse":
                return _refusing(name)
            case _:
                return _leaving_out(f"{name} is blank")

    def _with_suffix(self, get: Getter, spec: Any) -> Getter:
        suffix = self.field(spec)

        def joined(cells: Cells) -> Any:
            value, behind = get(cells), suffix(cells)
            return value if value is OMITTED or behind is OMITTED else f"{value}{behind}"

        return joined

    def _names(self, spec: Mapping[str, Any]) -> dict[str, str]:
        if "names" not in spec:
            return {}
        table = self._values(spec["names"])
        return {name: code for name, code in table.items() if isinstance(code, str)}

    def _values(self, name: str) -> dict[str, Any]:
        values = self.mapping.part("values")
        if name not in values:
            hint = did_you_mean(name, values)
            raise MappingRefused(f"{self.mapping.name}: there is no table values.{name}{hint}")
        found: dict[str, Any] = values[name]
        return found

    def _table(self, spec: Mapping[str, Any]) -> Getter:
        table, wanted = spec["table"], spec.get("field")
        column, values = spec.get("column", table), self._values(table)
        place, blank = self.place(column), self.mapping.blank
        entries = {
            value: self._entry(entry, column, value, wanted) for value, entry in values.items()
        }
        rest = entries.pop(_REST, None)
        missing = self._of_blank(spec, column)

        def get(cells: Cells) -> Any:
            cell = "" if place is None else cells[place]
            found = entries.get(cell)
            if found is None:
                if cell in blank:
                    return missing(cells)
                if rest is None:
                    hint = did_you_mean(cell, entries)
                    raise CellRefused(column, cell, f"is not in the table values.{table}{hint}")
                found = rest
            return found(cells)

        return get

    def _entry(self, entry: Any, column: str, value: str, wanted: str | None) -> Getter:
        if entry is False:
            told = "none that the mapping takes" if value == _REST else repr(value)
            return _leaving_out(f"{column} is {told}")
        if wanted is None:
            return self.field(entry)
        if not isinstance(entry, dict) or wanted not in entry:
            return lambda _: OMITTED
        return self.field(entry[wanted])

    def _same(self, name: str) -> Getter:
        common = self.mapping.part("common")
        if name not in common:
            raise MappingRefused(f"{self.mapping.name}: nothing common is called {name!r}")
        if "same" in self.path:
            raise MappingRefused(f"{self.mapping.name}: {name!r} is the same as itself")
        return replace(self, path=(*self.path, "same")).field(common[name])


def _is_constant(part: Any) -> bool:
    return not isinstance(part, dict | list) and not (isinstance(part, str) and "{" in part)


def _joined(refused: CellRefused | None, one: CellRefused) -> CellRefused:
    if refused is None:
        return one
    refused.join(one)
    return refused


def _leaving_out(reason: str) -> Getter:
    def get(_: Cells) -> Any:
        raise NothingMade(reason)

    return get


def _refusing(name: str) -> Getter:
    def get(_: Cells) -> Any:
        raise CellRefused(name, "", "it is blank, and has to be filled in")

    return get


def _items(getters: Sequence[Getter]) -> Getter:
    def get(cells: Cells) -> Any:
        made = (getter(cells) for getter in getters)
        return [value for value in made if value is not OMITTED]

    return get


def columns_of(spec: Any, path: str = "$") -> Iterator[tuple[str, str]]:
    """Give the JSON path of each field that is read from a column, and the column."""
    match spec:
        case {"column": str(name)} | {"table": str(name)}:
            yield path, name
        case str():
            for name in _COLUMN.findall(spec)[:1]:
                yield path, name
        case {"same": str()}:
            return
        case dict():
            for name, part in spec.items():
                yield from columns_of(part, f"{path}.{name}")
        case list():
            for place, part in enumerate(spec):
                yield from columns_of(part, f"{path}[{place}]")
        case _:
            return
