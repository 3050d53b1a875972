"""Read model: the words of facts, of their sources and notes, in any script, and which facts have them.

The database indexes the words that are kept here, FTS5 on SQLite and GIN on PostgreSQL; what a
word is, is decided here, so that both find the same.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from aggregates.vocabulary.personal import without_texts
from projections.tables import fact_text, projection
from register.jurisdictions import folded
from register.log.reader import LogReader
from register.store.prepared import sent
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from register.log.reader import Entry

NAME = "fact-text"
"""The name of the read model."""

LONGEST = 64
"""How many characters of a word are looked at; PostgreSQL takes 2 kB of one."""

WAITS = 64
"""How many facts are indexed at once; a search looks through the last ones by itself. An index is
written in pages, and for one fact there are as many as for all of these."""

PREFIXES = (3, 4, 6, 8)
"""How long the beginnings are that SQLite has an index of; migration 0015 has them too."""

SHORT = 2
"""Words of so few letters are found whole only: very many words begin with them."""

_UPSERT = Upsert(fact_text, keys=("position",), values=lambda new: {"folded": new.folded})
_AT_ONCE = (
    "INSERT INTO fact_text (position, folded) "
    "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?) WHERE true "
    "ON CONFLICT (position) DO UPDATE SET folded = excluded.folded"
)
"""All rows by one statement: at the end of each that fires its triggers, FTS5 writes its pages."""

_decode = msgspec.json.Decoder().decode
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
_DONE = select(projection.c.position).where(projection.c.name == NAME)
_CHECK = text("INSERT INTO fact_word (fact_word, rank) VALUES ('integrity-check', 1)")
_ANEW = text("INSERT INTO fact_word (fact_word) VALUES ('rebuild')")
_EVERY = 2**62

_WORD = re.compile("[\\w\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1700-\u1aff\ua800-\uabff]+")
"""Letters, digits, and the vowel signs of scripts that write them apart."""

_APART = {code: " " for code in range(128) if not chr(code).isalnum()}
"""What is no part of a word in ASCII, as `_WORD` has it."""

_RUNS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, which put no space between words."""

_SPECIAL = re.compile(f"{_RUNS.pattern}|[\u0600-\u06ff]")
"""Where a text has none of these, its words are what stands between spaces."""

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
    """Keep the words of each fact, folded."""
    rows = [
        {"position": entry.position, "folded": folded_words(entry.payload)} for entry in entries
    ]
    write(connection, rows)


def write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, in the place of those that stand there."""
    if connection.dialect.name == "sqlite":
        given = json.dumps([[row["position"], row["folded"]] for row in rows])
        sent(connection, _AT_ONCE, (given,))
    else:
        _UPSERT.run(connection, rows)


def folded_words(payload: bytes) -> str:
    """Return the words of a stored fact as they are searched: without what is sealed of a person."""
    return words_in(without_texts(_decode(payload)))


def words_in(document: dict[str, Any]) -> str:
    """Return the words of a fact's JSON as they are kept."""
    texts: list[str] = []
    _collect(document, texts)
    plain = " ".join(text for text in texts if text.isascii())
    others = " ".join(text for text in texts if not text.isascii())
    return " ".join(words_of(plain) | words_of(others))


def words_of(text: str) -> dict[str, None]:
    """Return the words of a text, each once: without case, accents, vowel points and punctuation.

    Where a script has no spaces, each two characters that follow each other count as a word, and
    the last one by itself. Arabic words stand there with and without what is joined to them.
    """
    found = dict.fromkeys(_plain(text))
    is_special = not text.isascii() and _SPECIAL.search(text) is not None
    if is_special or max(map(len, found), default=0) > LONGEST:
        return {form: None for word in _split(found) for form in _forms(word)}
    return found


def terms_of(text: str) -> list[Term]:
    """Return what a text asks for: every one of these."""
    found: dict[Term, None] = {}
    for word in _split(_plain(text)):
        if _RUNS.fullmatch(word) is None:
            *_, bare = _forms(word)
            found[Term(bare, whole=len(bare) <= SHORT)] = None
        elif len(word) == 1:
            found[Term(word, whole=False)] = None
        else:
            for at in range(len(word) - 1):
                found[Term(word[at : at + 2], whole=True)] = None
    return list(found)


def whole_words(text: str) -> list[Term]:
    """Return the words of a name or a code, such as facts have that are about it."""
    return [Term(word, whole=True) for word in _plain(text)]


def search(
    connection: Connection, terms: Sequence[Term], *, through: int, limit: int | None = None
) -> list[Entry]:
    """Return the facts, up to a position, that have every term, the latest first.

    SQLite answers at once for beginnings of some lengths (`PREFIXES`). So others are cut to
    these at first; what that finds is looked through, and where it is too little, the whole
    beginnings are asked for, which are rarer then.
    """
    most = _EVERY if limit is None else limit
    done = connection.execute(_DONE).scalar() or 0
    latest = LogReader(connection).between(done, through)
    found = [entry for entry in latest if _has_all(entry, terms)][::-1][:most]
    return found + _indexed(connection, terms, min(done, through), most - len(found))


def _indexed(connection: Connection, terms: Sequence[Term], through: int, most: int) -> list[Entry]:
    """Return facts of those that are indexed."""
    if not terms:
        query = select(fact_text.c.position).where(fact_text.c.position <= through)
        query = query.order_by(fact_text.c.position.desc()).limit(most)
        return _entries(connection, connection.execute(query).scalars())
    if connection.dialect.name == "sqlite" and (cut := [_cut(one) for one in terms]) != [*terms]:
        entries = _entries(connection, _positions(connection, cut, through, most))
        found = [one for one in entries if _has_all(one, terms)]
        if len(entries) < most or len(found) == most:
            return found
    return _entries(connection, _positions(connection, terms, through, most))


def index_agrees(connection: Connection) -> bool:
    """Tell whether the index of words has those that are kept; PostgreSQL's can't have others.

    SQLite looks only as if it wrote, so a database that may only be read, or that somebody writes
    to just now, is not looked at.
    """
    if connection.dialect.name != "sqlite":
        return True
    try:
        connection.execute(_CHECK)
    except DatabaseError as error:
        if "malformed" in str(error.orig):
            return False
        if not any(word in str(error.orig) for word in ("readonly", "locked")):
            raise
    return True


def index_anew(connection: Connection) -> None:
    """Make the index from the words that are kept, where it is a table of its own."""
    if connection.dialect.name == "sqlite":
        connection.execute(_ANEW)


def _positions(
    connection: Connection, terms: Sequence[Term], through: int, most: int
) -> Iterable[int]:
    name = connection.dialect.name
    given = {"words": _query(name, terms), "through": through, "most": most}
    return connection.execute(_FOUND[name], given).scalars()


def _query(dialect: str, terms: Sequence[Term]) -> str:
    """Return terms as FTS5 or a tsquery has them; words have no character that means anything."""
    if dialect == "sqlite":
        return " AND ".join(f'"{word}"{"" if whole else "*"}' for word, whole in terms)
    return " & ".join(f"'{word}'{'' if whole else ':*'}" for word, whole in terms)


def _cut(term: Term) -> Term:
    if term.whole or len(term.word) < PREFIXES[0]:
        return term
    length = max(one for one in PREFIXES if one <= len(term.word))
    return Term(term.word[:length], whole=False)


def _entries(connection: Connection, positions: Iterable[int]) -> list[Entry]:
    ordered = list(positions)
    entries = LogReader(connection).at_positions(ordered)
    return [entries[position] for position in ordered if position in entries]


def _has_all(entry: Entry, terms: Sequence[Term]) -> bool:
    try:
        words = set(folded_words(entry.payload).split())
    except (msgspec.DecodeError, ValueError):
        return False  # it is damaged, and set aside
    return all(term.found_in(words) for term in terms)


def _plain(text: str) -> list[str]:
    """Return what stands between spaces and punctuation, folded."""
    if text.isascii():
        return text.casefold().translate(_APART).split()
    return _WORD.findall(folded(text).replace("_", " "))


def _split(words: Iterable[str]) -> Iterator[str]:
    """Give words, no longer than they are looked at; a run of a script without spaces is one."""
    for word in words:
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


def _collect(node: Any, words: list[str]) -> None:
    """Take all texts of a dict or a list, in their order; a call for each text takes long."""
    named = isinstance(node, dict)
    for value in [node[name] for name in node if name not in _NOT_TEXT] if named else node:
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, dict | list):
            _collect(value, words)
