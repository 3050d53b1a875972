"""The example register: real facts of 14 relationships, and the laws behind them."""

from __future__ import annotations

from importlib import resources
from io import BytesIO
from typing import IO, TYPE_CHECKING

from register.errors import NotTheExample
from register.format.codec import encode
from register.format.lines import read_lines
from register.importing.importer import ImportOptions, ImportResult
from register.importing.law_document import facts_of
from register.importing.law_files import read_catalogue
from register.log.points import known_at
from register.log.reader import LogReader

if TYPE_CHECKING:
    from projections.embedded import EmbeddedRegister

CATALOGUE = "catalogue"
EXAMPLE = ("platforms", "instruments", "articles", "case-histories")
"""The files of the example register, in the order in which they are read; laws come first."""


def refuse_foreign(register: EmbeddedRegister) -> int:
    """Keep the example out of a register in use: what is recorded can't be deleted.

    Returns how many facts of the example, and added to it, are there. Raises NotTheExample.
    """
    with register.reading() as connection:
        first = LogReader(connection).at_positions([1]).get(1)
        example = resources.files("register.example").joinpath(f"{EXAMPLE[0]}.jsonl")
        with example.open("rb") as stream:
            line = next(read_lines(stream))
        if first is not None and first.fact_id != line.document["id"]:
            raise NotTheExample(
                "this register has facts of its own, and what is recorded can't be deleted: "
                "name another one, such as --database sqlite:///demo.db"
            )
        return known_at(connection, None).position


def load_example(register: EmbeddedRegister, *, recorded_by: str) -> ImportResult:
    """Import the shipped facts; return what became of them. Raises NotTheExample if damaged."""
    total = ImportResult()
    options = ImportOptions(recorded_by=recorded_by)
    first, *others = EXAMPLE
    for name in (first, CATALOGUE, *others):
        with example_file(name) as stream:
            result = register.import_file(stream, f"{name}.jsonl", options)
        if result.refused:
            raise NotTheExample(f"the example register is damaged: {result.refusals[0]}")
        total.add(result)
    return total


def example_file(name: str) -> IO[bytes]:
    """Return the lines of a file of the example, or those of the catalogue of laws."""
    if name != CATALOGUE:
        return resources.files("register.example").joinpath(f"{name}.jsonl").open("rb")
    facts = [fact for entry in read_catalogue({}).entries for fact in facts_of(entry)]
    return BytesIO(b"".join(encode(fact) + b"\n" for fact in facts))
