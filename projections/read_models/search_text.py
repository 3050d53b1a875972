"""Read model: full text over facts, their sources and notes, in any script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from aggregates.vocabulary.personal import without_texts
from projections.tables import fact_text
from register.jurisdictions import folded, unmarked
from register.log.reader import LogReader
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from register.log.reader import Entry

NAME = "fact-text"
"""The name of the read model."""

_UPSERT = Upsert(fact_text, keys=("position",), values=lambda new: {"folded": new.folded})

_decode = msgspec.json.Decoder().decode
_NOT_TEXT = frozenset({"id", "refers_to", "caused_by", "sha256"})


def handle(connection: Connection, entries: Sequence[Entry]) -> None:
    """Keep the words of each fact, folded."""
    rows = [
        {"position": entry.position, "folded": folded_words(entry.payload)} for entry in entries
    ]
    write(connection, rows)


def write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, in the place of those that stand there."""
    _UPSERT.run(connection, rows)


def folded_words(payload: bytes) -> str:
    """Return the words of a stored fact as they are searched: without what is sealed of a person."""
    words: list[str] = []
    _collect(without_texts(_decode(payload)), words)
    bare = " ".join(map(unmarked, words))  # word by word: most are ASCII, and cost nothing
    return " ".join(bare.casefold().split())


def search(
    connection: Connection, text: str, *, through: int, limit: int | None = None
) -> list[Entry]:
    """Return the facts, up to a position, that have every word of a text, the latest first.

    A word is found within longer ones, because many scripts join or inflect words; case,
    accents and vowel points don't count.
    """
    query = select(fact_text.c.position).where(fact_text.c.position <= through)
    for word in folded(text).split():
        query = query.where(fact_text.c.folded.contains(word, autoescape=True))
    query = query.order_by(fact_text.c.position.desc()).limit(limit)
    positions = list(connection.execute(query).scalars())
    entries = LogReader(connection).at_positions(positions)
    return [entries[position] for position in positions if position in entries]


def _collect(node: Any, words: list[str]) -> None:
    """Take all texts of a dict or a list, in their order; a call for each text takes long."""
    named = isinstance(node, dict)
    for value in [node[name] for name in node if name not in _NOT_TEXT] if named else node:
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, dict | list):
            _collect(value, words)
