"""Reading one cell as what a mapping declares it to be. Nothing is detected, nothing guessed."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from aggregates.errors import InvalidDate
from aggregates.vocabulary.fields import MAX_INTEGER, Edtf
from exchange.importers import periods
from exchange.importers.platforms import Platforms
from register import jurisdictions
from register.errors import UnknownJurisdiction
from register.format.lines import parse
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exchange.importers.periods import Reader

_REMEMBERED = 8_192
"""How many texts of a column are remembered with what they come to."""

_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


OMITTED: Final = object()
"""What is given for a field that is to be left out."""


class NothingMade(Exception):
    """Nothing is made here, and nothing is wrong; its text says why, to be counted."""


class CellRefused(Exception):
    """A cell that can't be read: its column, its text, and the reason (a sentence part).

    ``further`` are other such cells of the row, each once.
    """

    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason
        self.further: list[CellRefused] = []
        super().__init__(f"{column}: {value!r} {reason}")

    def all(self) -> list[CellRefused]:
        """Return it with the further ones."""
        return [self, *self.further]

    def join(self, other: CellRefused) -> None:
        """Add others that are not known yet: one cell may be in several fields."""
        known = {(one.column, one.reason) for one in self.all()}
        self.further += [one for one in other.all() if (one.column, one.reason) not in known]


def reader(
    spec: Mapping[str, Any],
    names: Mapping[str, str],
    *,
    workbook: bool = False,
    platforms: Platforms | None = None,
) -> Reader:
    """Return the reader of a column; ``names`` are countries in the publisher's own spelling.

    ``platforms`` are what the mapping and the register call platforms. Raises ValueError for a
    form that there is not.
    """
    kind = spec.get("as", "text")
    match kind:
        case "text":
            return str
        case "integer" | "number":
            return _remembering(_number(spec, whole=kind == "integer"))
        case "country":
            return _remembering(_country(names))
        case "country-code":
            return _remembering(_country_code)
        case "interval":
            return _remembering(_interval)
        case "flag":
            return _flag
        case "json":
            return _json
        case "platform" | "service":
            return _platform(platforms or Platforms({}), kind)
        case "list":
            return _list(spec.get("separator", ";"))
        case _:
            return _remembering(periods.reader(kind, spec.get("form"), workbook=workbook))


def _remembering(read: Reader) -> Reader:
    return lru_cache(maxsize=_REMEMBERED)(read)


def _number(spec: Mapping[str, Any], *, whole: bool) -> Reader:
    thousands, decimal = spec.get("thousands", ""), spec.get("decimal", ".")
    digits = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+" if thousands else r"\d+"
    pattern = re.compile(rf"(-?)({digits})(?:{re.escape(decimal)}(\d+))?", re.ASCII)

    def read(text: str) -> int | float:
        found = pattern.fullmatch(text)
        if found is None:
            raise ValueError(f"is not a number{_as_declared(thousands, decimal)}")
        sign, before, after = found.groups()
        before = before.replace(thousands, "") if thousands else before
        after = (after or "").rstrip("0")
        if after and whole:
            raise ValueError("is not a whole number")
        if len(before) > 16 or int(before) > MAX_INTEGER:
            raise ValueError("is beyond what JSON keeps exact (2**53 - 1)")
        return float(f"{sign}{before}.{after}") if after else int(sign + before)

    return read


def _as_declared(thousands: str, decimal: str) -> str:
    told = [f"{thousands!r} between thousands"] if thousands else []
    told += [f"{decimal!r} before decimals"] if decimal != "." else []
    return f" with {' and '.join(told)}" if told else ""


def _country(names: Mapping[str, str]) -> Reader:
    own = {jurisdictions.folded(name): code for name, code in names.items()}

    def read(text: str) -> str:
        folded = jurisdictions.folded(text)
        try:
            code = aliases().get(folded) or jurisdictions.resolve(text)
        except UnknownJurisdiction as unknown:
            code = own.get(folded, "")
            if not code:
                reason = str(unknown).partition(" is ")[2] or "is not a jurisdiction"
                raise ValueError(f"is {reason}{_own_names(folded, own)}") from None
        if code not in jurisdictions.country_codes() and text.upper() != code:
            raise ValueError(f"is a part of a country ({code}), not a country")
        return code

    return read


def _own_names(folded: str, own: Mapping[str, str]) -> str:
    hint = did_you_mean(folded, own)
    return f"; of the mapping's own names{hint.removeprefix(';')}" if hint else ""


@cache
def aliases() -> dict[str, str]:
    """Return old and short names of countries that the standards don't have, folded."""
    text = files("exchange.importers").joinpath("country_names.toml").read_text(encoding="utf-8")
    return {jurisdictions.folded(name): code for name, code in tomllib.loads(text).items()}


def _country_code(text: str) -> str:
    code = text.upper()
    if code not in jurisdictions.country_codes():
        raise ValueError("is not the code of a country (ISO 3166-1, EU, or 001)")
    return code


def _interval(text: str) -> str:
    try:
        return str(Edtf.checked(text))
    except InvalidDate as error:
        raise ValueError(f"can't be read as a date (EDTF): {error}") from None


def _flag(text: str) -> bool:
    found = _FLAGS.get(text.casefold())
    if found is None:
        raise ValueError("is neither yes nor no (yes, true, 1; no, false, 0)")
    return found


def _json(text: str) -> Any:
    try:
        return parse(text.encode())
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from None


def _platform(platforms: Platforms, kind: str) -> Reader:
    """Read a name as the platform that it means, or as the list of the one service of it."""

    def read(text: str) -> Any:
        found = platforms.find(text)
        if found is None:
            raise NothingMade("is of no registered platform")
        if kind == "platform":
            return found.platform
        return OMITTED if found.service is None else [found.service]

    return read


def _list(separator: str) -> Reader:
    def read(text: str) -> list[str]:
        return [part.strip() for part in text.split(separator) if part.strip()]

    return read
