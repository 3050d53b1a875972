"""A mapping, compiled for a head: what makes facts of a row's cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid5

import msgspec

from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import FigureFact
from exchange.importers.fields import Cells, Fields, Getter, columns_of, folded
from exchange.importers.mapping import MappingRefused
from exchange.importers.readers import OMITTED, CellRefused, NothingMade
from register.format.codec import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exchange.importers.mapping import TableMapping
    from exchange.importers.platforms import Platforms

_FIGURES = frozenset(name for name, kind in TYPES.items() if issubclass(kind, FigureFact))
_OF_TEMPLATES = ("when", "not_before")
_encode = msgspec.json.Encoder().encode


class MappedFact(NamedTuple):
    """A fact that a row makes: the number of its template, its id if it has one, its JSON.

    One that is not ``made`` has the cells of its row, for what they say of it now should the log
    have it from an earlier release; nothing, where they are blank.
    """

    template: int
    id: str | None
    document: bytes | None
    made: bool = True


@dataclass(slots=True)
class MappedRow:
    """What a row comes to: facts, or why there are none; and a digest of its key, if it has one.

    With cells ``refused`` it has no facts; ``refused_facts`` are refused by themselves.
    """

    key: bytes | None = None
    facts: list[MappedFact] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: list[CellRefused] = field(default_factory=list)
    refused_facts: list[CellRefused] = field(default_factory=list)


class _Template(NamedTuple):
    number: int
    when: Callable[[Cells], str | None]
    not_before: Getter | None
    make: Getter
    occurred_from: str


class RowMapper:
    """Makes facts of rows by a mapping. Raises MappingRefused for one that doesn't fit the head.

    ``cited`` are members of the source that are the same for all facts of the file. If the log
    may have rows of an earlier release, it ``restates``: then it gives facts that are not made, too.
    """

    def __init__(
        self,
        mapping: TableMapping,
        head: Sequence[str],
        *,
        workbook: bool = False,
        cited: Mapping[str, str] | None = None,
        restates: bool = False,
        platforms: Platforms | None = None,
    ) -> None:
        self._mapping = mapping
        self._restates = restates and "key" in mapping.row
        columns = {folded(name): place for place, name in enumerate(head) if name.strip()}
        repeats = mapping.part("repeat")
        for name in repeats:
            columns[f"@{folded(name)}"] = len(head)
        everywhere = frozenset(folded(name) for known in mapping.heads for name in known)
        absent = everywhere - columns.keys()
        fields = Fields(mapping, columns, absent, workbook=workbook, platforms=platforms)
        source = {**_omitting(mapping.part("source")), **(cited or {})}
        self._common = {**mapping.part("common"), "sources": [source]}
        self._where = fields.conditions(mapping.row.get("where", {}))
        self._key = [fields.field(_key_part(part)) for part in mapping.row.get("key", ())]
        self._begin = [mapping.name, mapping.definition]
        self._repeats = [
            (value, fields.conditions(told))
            for values in repeats.values()
            for value, told in values.items()
        ]
        self._none_holds = f"none of repeat.{next(iter(repeats), '')} holds"
        self._templates = [
            self._template(number, spec, fields) for number, spec in enumerate(mapping.facts, 1)
        ]

    def rows(self, cells: list[str]) -> Iterator[MappedRow]:
        """Give what a row comes to, once for each value that it is repeated for."""
        if (failing := self._where(cells)) is not None:
            yield MappedRow(left_out=[f"row.where of {failing} does not hold"])
            return
        if not self._repeats:
            yield self._row(cells)
            return
        held = [value for value, failing in self._repeats if failing(cells) is None]
        if not held:
            yield MappedRow(left_out=[self._none_holds])
        for value in held:
            yield self._row([*cells, value])

    def column(self, template: int, path: str) -> str | None:
        """Return the column that a field of a fact was read from, by its JSON path."""
        known, whole = self._columns[template - 1], path
        while path not in known and path.strip("$"):
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        within = (column for place, column in known.items() if place.startswith(f"{whole}."))
        return known.get(path) or next(within, None)

    @cached_property
    def _columns(self) -> list[dict[str, str]]:
        return [dict(columns_of(self._whole(spec))) for spec in self._mapping.facts]

    def _row(self, cells: Cells) -> MappedRow:
        made = MappedRow()
        try:
            key = [get(cells) for get in self._key]
            if key:
                made.key = blake2b(_encode(key), digest_size=16).digest()
            for template in self._templates:
                self._fact(template, cells, key, made)
        except CellRefused as refused:
            return MappedRow(refused=refused.all())
        return made

    def unmade(self, number: int, cells: list[str], name: str) -> bytes | None:
        """Return what a row says by a template whose `when` does not hold; None: nothing."""
        try:
            document = self._document(self._templates[number - 1], cells)
            return _encode({**document, "id": name})
        except (NothingMade, CellRefused):
            return None

    def _fact(self, template: _Template, cells: Cells, key: list[Any], row: MappedRow) -> None:
        number = template.number
        if (failing := template.when(cells)) is not None:
            row.left_out.append(f"when of {failing} does not hold")
            if self._restates:
                told = _encode(cells)
                row.facts.append(MappedFact(number, self._name(key, number), told, made=False))
            return
        try:
            document = self._document(template, cells)
        except NothingMade as reason:
            row.left_out.append(str(reason))
            if self._restates:
                row.facts.append(MappedFact(number, self._name(key, number), None, made=False))
            return
        if template.not_before is not None:
            try:
                _refuse_before(document, template, cells)
            except CellRefused as refused:
                row.refused_facts.append(refused)
                return
        if (name := self._name(key, number)) is not None:
            document["id"] = name
        row.facts.append(MappedFact(number, name, _encode(document)))

    def _name(self, key: list[Any], number: int) -> str | None:
        if not key:
            return None
        return str(uuid5(NAMESPACE, _encode([*self._begin, key, number]).decode()))

    def _document(self, template: _Template, cells: Cells) -> dict[str, Any]:
        """Return what a template makes; raise NothingMade or CellRefused."""
        document: dict[str, Any] = template.make(cells)
        if "type" not in document:
            raise NothingMade("the table gives no type")
        if document["type"] in _FIGURES and self._mapping.definition is not None:
            document.setdefault("details", {}).setdefault("definition", self._mapping.definition)
        return document

    def _template(self, number: int, spec: Mapping[str, Any], fields: Fields) -> _Template:
        whole = self._whole(spec)
        if "type" not in whole:
            raise MappingRefused(f"{self._mapping.name}: fact {number} has no type")
        kind = whole["type"]
        if isinstance(kind, str) and "{" not in kind and kind not in TYPES:
            raise MappingRefused(f"{self._mapping.name}: {kind!r} is not a type of fact")
        before = spec.get("not_before")
        return _Template(
            number,
            fields.conditions(spec.get("when", {})),
            None if before is None else fields.field(before),
            fields.members(whole),
            dict(columns_of(whole)).get("$.occurred", "occurred"),
        )

    def _whole(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        own = {name: part for name, part in spec.items() if name not in _OF_TEMPLATES}
        return _merged(self._common, own)


def _key_part(part: Any) -> Any:
    """Return a part of a key as a field: a plain text is a column, and its blank is a key, too."""
    return {"column": part, "default": ""} if isinstance(part, str) else part


def _omitting(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source of which each column may be blank."""
    return {
        name: {"blank": "omit", **part} if isinstance(part, dict) and "column" in part else part
        for name, part in source.items()
    }


def _merged(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return common members with a fact's own before them; objects of members are merged."""
    made = dict(common)
    for name, part in own.items():
        both = made.get(name)
        if isinstance(both, dict) and _is_members(both) and _is_members(part):
            made[name] = _merged(both, part)
        else:
            made[name] = part
    return made


def _is_members(part: Any) -> bool:
    return isinstance(part, dict) and not {"column", "table", "same"} & part.keys()


def _refuse_before(document: Mapping[str, Any], template: _Template, cells: Cells) -> None:
    """Refuse what is surely before the day that it can't be before."""
    if template.not_before is None:
        return
    try:
        limit = template.not_before(cells)
        if limit is OMITTED or "occurred" not in document:
            return
        first, last = window(limit).first, window(document["occurred"]).last
    except (NothingMade, InvalidDate):
        return
    if first is not None and last is not None and last < first:
        value = document["occurred"]
        raise CellRefused(template.occurred_from, value, f"is before {limit}, when it began")
