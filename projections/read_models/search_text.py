"""Read model: the words of facts, of their sources and notes, in any script, and which facts have them.

The database indexes the words that are kept here, FTS5 on SQLite and GIN on PostgreSQL; what a
word is, is decided here, so that both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select, text

from aggregates.vocabulary.personal import without_texts
from projections.tables import fact_text
from register.jurisdictions import folded
from register.log.reader import LogReader
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Connection

    from register.log.reader import Entry

NAME = "fact-text"
"""The name of the read model."""

LONGEST = 64
"""How many characters of a word are looked at; PostgreSQL takes 2 kB of one."""

SHORT = 2
"""Words of so few letters are found whole only: very many words begin with them."""

_UPSERT = Upsert(fact_text, keys=("position",), values=lambda new: {"folded": new.folded})
_NOT_TEXT = frozenset({"id", "refers_to", "caused_by", "sha256"})

_FOUND = {
    "sqlite": text(
        "SELECT rowid FROM fact_word WHERE fact_word MATCH :words AND rowid <= :through "
        "ORDER BY rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        "SELECT position FROM fact_text WHERE array_to_tsvector(string_to_array(folded, ' ')) "
        "@@ CAST(:words AS tsquery) AND position <= :through ORDER BY position DESC LIMIT :most"
    ),
}
_EVERY = 2**62

_RUNS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+")
"""Thai, Lao, Burmese, Khmer, kana and Han, which put no space between words."""

_JOINED = re.compile("(?:[وف]?(?:[بك]?ال|لل)|[وبل])(?=\\w{3})")
"""What Arabic joins to the beginning of a word: and, so, by, as, for, the."""


class Term(NamedTuple):
    """A word that is searched for: as a ``whole``, or at the beginning of longer ones."""

    word: str
    whole: bool

    def found_in(self, words: Collection[str]) -> bool:
        """Tell whether words, as `words_of` gives them, have it."""
        return self.word in words or (
            not self.whole and any(one.startswith(self.word) for one in words)
        )


def handle(connection: Connection, entries: Sequence[Entry]) -> None:
    """Keep the words of each fact."""
    rows = [{"position": entry.position, "folded": folded_words(entry)} for entry in entries]
    write(connection, rows)


def write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, in the place of those that stand there."""
    _UPSERT.run(connection, rows)


def folded_words(entry: Entry) -> str:
    """Return the words of a fact as they are searched: without what is sealed of a person."""
    texts: list[str] = []
    _collect(without_texts(msgspec.json.decode(entry.payload)), texts)
    return " ".join(words_of(" ".join(texts)))


def words_of(text: str) -> dict[str, None]:
    """Return the words of a text, each once: without case, accents, vowel points and punctuation.

    Where a script has no spaces, each two characters that follow each other count as a word, and
    the last one by itself. Arabic words stand there with and without what is joined to them.
    """
    found: dict[str, None] = {}
    for word in _split(text):
        if word.isascii():
            found[word] = None
        else:
            found.update(dict.fromkeys(_forms(word)))
    return found


def terms_of(text: str) -> list[Term]:
    """Return what a text asks for: every one of these."""
    found: dict[Term, None] = {}
    for word in _split(text):
        if _RUNS.fullmatch(word) is None:
            found[Term(word, whole=len(word) <= SHORT)] = None
        elif len(word) == 1:
            found[Term(word, whole=False)] = None
        else:
            for at in range(len(word) - 1):
                found[Term(word[at : at + 2], whole=True)] = None
    return list(found)


def whole_words(text: str) -> list[Term]:
    """Return the words of a name or a code, such as facts have that are about it."""
    return [Term(word, whole=True) for word in _split(text)]


def search(
    connection: Connection, terms: Sequence[Term], *, through: int, limit: int | None = None
) -> list[Entry]:
    """Return the facts, up to a position, that have every term, the latest first."""
    most = _EVERY if limit is None else limit
    if terms:
        name = connection.dialect.name
        given = {"words": _query(name, terms), "through": through, "most": most}
        positions = list(connection.execute(_FOUND[name], given).scalars())
    else:
        query = select(fact_text.c.position).where(fact_text.c.position <= through)
        query = query.order_by(fact_text.c.position.desc()).limit(most)
        positions = list(connection.execute(query).scalars())
    entries = LogReader(connection).at_positions(positions)
    return [entries[position] for position in positions if position in entries]


def _query(dialect: str, terms: Sequence[Term]) -> str:
    """Return terms as FTS5 or a tsquery has them; words have no character that means anything."""
    if dialect == "sqlite":
        return " AND ".join(f'"{word}"{"" if whole else "*"}' for word, whole in terms)
    return " & ".join(f"'{word}'{'' if whole else ':*'}" for word, whole in terms)


def _split(text: str) -> Iterator[str]:
    """Give the words of a text in their order; a run of a script without spaces is one."""
    for word in folded(text).translate(_SPACED).split():
        if word.isascii():
            yield word[:LONGEST]
            continue
        end = 0
        for run in _RUNS.finditer(word):
            if run.start() > end:
                yield word[end : run.start()][:LONGEST]
            yield run.group()
            end = run.end()
        if end < len(word):
            yield word[end:][:LONGEST]


def _forms(word: str) -> Iterator[str]:
    """Give what a word is found by."""
    if _RUNS.fullmatch(word):
        yield from (word[at : at + 2] for at in range(len(word)))
        return
    yield word
    if (joined := _JOINED.match(word)) is not None:
        yield word[joined.end() :]


class _Spaced(dict[int, int | str]):
    """For `str.translate`: a space for what is no letter, number or mark."""

    def __missing__(self, code: int) -> int | str:
        category = unicodedata.category(chr(code))
        kept = category[0] in "LN" or category in ("Mn", "Mc", "Co")
        self[code] = found = code if kept else " "
        return found


_SPACED = _Spaced()


def _collect(node: Any, words: list[str]) -> None:
    """Take all texts of a dict or a list, in their order; a call for each text takes long."""
    named = isinstance(node, dict)
    for value in [node[name] for name in node if name not in _NOT_TEXT] if named else node:
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, dict | list):
            _collect(value, words)
