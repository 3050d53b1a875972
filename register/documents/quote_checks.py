"""Whether quotes stand in the archived documents that they are quoted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aggregates.errors import Problem, Problems
from register.documents import archive
from register.documents.citations import (
    WITH_QUOTE,
    Citation,
    SourceMention,
    citations,
    cited_in,
    may_quote,
    put_right,
)
from register.documents.quote_selector import normalised, problem
from register.documents.text import text_of
from register.errors import NoText

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sqlalchemy import Connection


MOST_REMEMBERED = 20_000_000
"""How many characters of documents' texts are remembered: the latest, and one at least."""


class Unfound(NamedTuple):
    """A quote of the log that doesn't stand exactly once in its archived document, and why."""

    citation: Citation
    reason: str


Key: TypeAlias = tuple[str, str]
"""A document's hash and media type: its text follows from them, and from nothing else."""


class DocumentTexts:
    """The normalised texts of archived documents, remembered: their bytes never change."""

    def __init__(self) -> None:
        self._known: dict[Key, str | NoText] = {}
        self._size = 0

    def of(self, connection: Connection, key: Key) -> str | None:
        """Return a document's text; None: it is not archived. Raises NoText if it has none."""
        if key not in self._known:
            content = archive.content(connection, key[0])
            if content is None:
                return None
            self._remember(key, _made(content, key[1]))
        found = self._known[key]
        if isinstance(found, NoText):
            raise found
        return found

    def _remember(self, key: Key, text: str | NoText) -> None:
        size = len(text) if isinstance(text, str) else 0
        if self._size + size > MOST_REMEMBERED:
            self._known.clear()
            self._size = 0
        self._known[key] = text
        self._size += size


def _made(content: bytes, media_type: str) -> str | NoText:
    try:
        return normalised(text_of(content, media_type))
    except NoText as none:
        return none


class Lookup:
    """Looks quotes up in the documents of one state of the database."""

    def __init__(self, connection: Connection, texts: DocumentTexts) -> None:
        self._connection = connection
        self._texts = texts
        self._keys: dict[str, Key] = {}

    def reason(self, cited: SourceMention) -> str | None:
        """Say why a quote doesn't stand in its document; None: it does, or that can't be told."""
        try:
            return self.found(cited)
        except NoText:
            return None

    def found(self, cited: SourceMention) -> str | None:
        """Say why a quote doesn't stand in its document; None: it does, or none is archived.

        Raises NoText where the document has no text to look in.
        """
        if cited.sha256 is None or cited.quote is None:
            return None
        if cited.sha256 not in self._keys:
            kind = archive.media_type(self._connection, cited.sha256)
            self._keys[cited.sha256] = (cited.sha256, kind)
        text = self._texts.of(self._connection, self._keys[cited.sha256])
        return None if text is None else problem(cited.quote, text)


class QuoteChecks:
    """Checks of what is about to be recorded; documents' texts are remembered from one to the next."""

    def __init__(self) -> None:
        self._texts = DocumentTexts()

    def of_many(
        self, connection: Connection, payloads: Iterable[tuple[int, bytes]]
    ) -> dict[int, Problems]:
        """Return what is wrong with the quotes of numbered payloads, by number.

        Most have none with a hash: of those not more is asked than whether they have.
        """
        quoting = {number: _quoted(raw) for number, raw in payloads if may_quote(raw)}
        hashes = (one.sha256 for quoted in quoting.values() for one in quoted)
        there = archive.archived_among(connection, hashes)
        if not there:
            return {}
        lookup = Lookup(connection, self._texts)
        found = {
            number: tuple(_problems(lookup, (one for one in quoted if one.sha256 in there)))
            for number, quoted in quoting.items()
        }
        return {number: problems for number, problems in found.items() if problems}


def _quoted(payload: bytes) -> list[SourceMention]:
    return [one for one in cited_in(payload) if one.quote is not None and one.sha256 is not None]


def _problems(lookup: Lookup, quoted: Iterable[SourceMention]) -> Iterator[Problem]:
    for one in quoted:
        if (reason := lookup.reason(one)) is not None:
            yield Problem(f"{one.path}.quote", reason)


def unfound(
    connection: Connection, *, through: int, of: Container[str] | None = None
) -> Iterator[Unfound]:
    """Give the quotes of the log that don't stand exactly once in their archived documents.

    ``of`` are the hashes to look at; default: all. What was put right by a correction of the
    sources, or by a retraction, is left out.
    """
    if next(archive.archived(connection), None) is None:
        return
    lookup = Lookup(connection, DocumentTexts())
    right: set[str] | None = None
    for one in citations(connection, through=through, having=WITH_QUOTE):
        sha256 = one.cited.sha256
        if sha256 is None or (of is not None and sha256 not in of):
            continue
        reason = lookup.reason(one.cited)
        if reason is None:
            continue
        right = put_right(connection) if right is None else right
        if one.fact_id not in right:
            yield Unfound(one, reason)
