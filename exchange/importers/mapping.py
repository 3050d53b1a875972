"""Mappings: how the rows of a table become facts, read from TOML and checked by a JSON Schema."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregates.errors import RegisterError
from register.format.schemas import refused_by, validator_of
from register.suggestions import did_you_mean, known_ones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jsonschema import Draft202012Validator

SUFFIX = ".toml"
MAX_BYTES = 1_000_000
"""No mapping is larger."""


class MappingRefused(RegisterError):
    """A mapping that can't be used; its text has a line for each reason."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping that is well-formed: its document, by parts, with defaults filled in."""

    document: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name, which is part of every id."""
        return str(self.document["name"])

    @property
    def title(self) -> str:
        """What the table is."""
        return str(self.document["title"])

    @property
    def definition(self) -> str | None:
        """What the publisher counts, where that changed."""
        found: str | None = self.document.get("definition")
        return found

    @property
    def file(self) -> dict[str, Any]:
        """How the file is written."""
        found: dict[str, Any] = self.document["file"]
        return found

    @property
    def heads(self) -> list[list[str]]:
        """The heads that are known: one, or those of several releases."""
        head: list[Any] = self.file["head"]
        return head if isinstance(head[0], list) else [head]

    @property
    def row(self) -> dict[str, Any]:
        """What tells rows apart, and which count."""
        found: dict[str, Any] = self.document.get("row", {})
        return found

    @property
    def blank(self) -> frozenset[str]:
        """What says that nothing is known; an empty cell always does."""
        return frozenset(["", *self.row.get("blank", ())])

    def part(self, name: str) -> dict[str, Any]:
        """Return `values`, `repeat`, `platforms`, `common` or `source`; empty where there is none."""
        found: dict[str, Any] = self.document.get(name, {})
        return found

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The facts that a row makes."""
        found: list[dict[str, Any]] = self.document["fact"]
        return found


def mapping_of(document: dict[str, Any], shown: str) -> TableMapping:
    """Return the mapping of a document; raise MappingRefused with all that is wrong with it."""
    if problems := refused_by(_validator(), document):
        raise MappingRefused("\n".join(f"{shown}: {problem}" for problem in problems))
    return TableMapping(document)


def read_mapping(text: str, shown: str) -> TableMapping:
    """Return the mapping of a TOML text; raise MappingRefused."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(f"{shown}: it is not TOML: {error}") from error
    except RecursionError as error:
        raise MappingRefused(f"{shown}: it nests too deeply") from error
    return mapping_of(document, shown)


@cache
def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema of mappings."""
    text = files("exchange.importers").joinpath("mapping.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def known_names() -> Sequence[str]:
    """Return the names of the mappings that come with the program."""
    folder = files("exchange.importers").joinpath("mappings")
    found = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX))


def find_text(name: str) -> str:
    """Return the TOML text of a mapping of the program, or of a file; raise MappingRefused."""
    if name in known_names():
        place = files("exchange.importers").joinpath("mappings", f"{name}{SUFFIX}")
        return place.read_text(encoding="utf-8")
    path = Path(name)
    if path.suffix != SUFFIX and not path.is_file():
        hint = did_you_mean(name, known_names()) or known_ones(known_names())
        raise MappingRefused(f"there is no mapping {name!r}, and no such file{hint}")
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise MappingRefused(f"{name}: it has more than {MAX_BYTES:,} bytes, as no mapping has")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingRefused(f"{name}: byte {error.start + 1} is not UTF-8") from error


def find_mapping(name: str) -> TableMapping:
    """Return a mapping of the program by its name, or of a file; raise MappingRefused."""
    return read_mapping(find_text(name), name)


@cache
def _validator() -> Draft202012Validator:
    return validator_of(mapping_schema())
