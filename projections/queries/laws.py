"""The legal instruments that the log knows, as known at one of its points."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregates.law.instrument import InstrumentState, LawStep, history
from register.errors import UnknownInstrument
from register.log.reader import Entry, LogReader
from register.store.told_once import told_once
from register.suggestions import did_you_mean, known_ones

if TYPE_CHECKING:
    from sqlalchemy import Connection


_REMEMBERED = 1_024
"""How many laws are remembered as they were made from their rows."""


def entries(connection: Connection, through: int) -> dict[str, list[Entry]]:
    """Return the recorded facts of every instrument, by its id."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in LogReader(connection).of_kind("instrument", through):
        found[entry.stream.partition("/")[2]].append(entry)
    return dict(sorted(found.items()))


def histories(connection: Connection, through: int) -> dict[str, list[LawStep]]:
    """Return every instrument's history, in the order of the world, by its id."""
    return told_once(connection, (histories, through), lambda: _histories(connection, through))


def _histories(connection: Connection, through: int) -> dict[str, list[LawStep]]:
    return {
        name: _history(name, tuple(facts)) for name, facts in entries(connection, through).items()
    }


@lru_cache(_REMEMBERED)
def _history(name: str, facts: tuple[Entry, ...]) -> list[LawStep]:
    """Return a law's history, made once from the same rows; nobody changes the list."""
    return history(name, [one.event() for one in facts])


def instruments(connection: Connection, through: int) -> dict[str, InstrumentState]:
    """Return every instrument after all of its facts, by its id."""
    return {name: steps[-1].law for name, steps in histories(connection, through).items()}


def resolve(connection: Connection, text: str) -> str:
    """Return the id of an instrument, given in whichever case; raise UnknownInstrument."""
    names = LogReader(connection).names("instrument")
    for name in names:
        if name.casefold() == text.casefold():
            return name
    hint = did_you_mean(text, names) or known_ones(names)
    raise UnknownInstrument(f"no legal instrument {text!r} is recorded{hint}")
