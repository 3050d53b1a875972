"""What a table says again: the same under the same key is known, other figures are a correction.

The last word of a table on a fact is the fact and the corrections that it brought itself; what
people corrected stays as they left it, until the publisher says something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid5

import msgspec

from aggregates.errors import FactRefused
from aggregates.relationship import PATCHABLE, merge_patch
from aggregates.vocabulary.events import TYPES, FactCorrected
from register.format.codec import NAMESPACE, canonical, document_of
from register.format.schemas import read_fact
from register.log.reader import LogReader
from register.store.database import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregates.vocabulary.shapes import Fact
    from exchange.importers.mapping import TableMapping
    from exchange.importers.row_mapper import RowMapper
    from exchange.importers.scratch import Scratch, ScratchFact
    from register.application import Register

REASON = "The publisher gives other values now, under the same key."
_NOT_SAID_AGAIN = ("id", "sources")
_MOST = 1_000
"""How often a fact may be restated; beyond, something else is wrong."""


@dataclass(slots=True)
class Restatements:
    """What the log has already: facts that say the same, and corrections of those that don't.

    ``gone`` counts facts of which the table says nothing any more; they stay.
    """

    known: int = 0
    corrections: int = 0
    gone: int = 0
    moved: list[tuple[ScratchFact, str]] | None = None

    def refuse(self, fact: ScratchFact, reason: str) -> None:
        """Add a fact that no correction can make of the one that has its key."""
        self.moved = [*(self.moved or ()), (fact, reason)]


def may_restate(register: Register, mapping: TableMapping) -> bool:
    """Tell whether the log may have facts of a mapping: some of its types, of its platforms.

    Where it has none, nothing is looked up, and what rows don't say is left alone.
    """
    if "key" not in mapping.row:
        return False
    with reading(register.engine) as connection:
        log = LogReader(connection)
        head = log.head()
        if head is None:
            return False
        platforms = _platforms(mapping)
        topics = {TYPES[text].topic() for text in _texts(mapping.document) if text in TYPES}
        return not platforms or any(
            log.relationships_with(topics, head[0], platform=platform) for platform in platforms
        )


def _platforms(mapping: TableMapping) -> list[str]:
    """Return the platforms that a mapping names; none: it takes them from a column."""
    match mapping.part("common").get("platform"):
        case str(slug) if "{" not in slug:
            return [slug]
        case {"table": str(table), **more}:
            entries = mapping.part("values").get(table, {}).values()
            field = more.get("field", "platform")
            found = [entry.get(field) if isinstance(entry, dict) else entry for entry in entries]
            are_known = all(isinstance(slug, str) and "{" not in slug for slug in found)
            return [str(slug) for slug in found] if are_known else []
        case _:
            return []


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _texts(part)


def restate(register: Register, scratch: Scratch, mapper: RowMapper, occurred: str) -> Restatements:
    """Put corrections in the place of facts that the log has with other figures.

    Those that it has as they are, are taken out. A correction occurs when it was published,
    which is ``occurred``.
    """
    found = Restatements()
    with reading(register.engine) as connection:
        log = LogReader(connection)
        for batch in scratch.batches():
            words = _last_words(log, [fact.fact_id for fact in batch if fact.fact_id is not None])
            changes = [
                (_answer(_said_now(fact, mapper), *words[fact.fact_id], occurred, found), fact.line)
                for fact in batch
                if fact.fact_id is not None and fact.fact_id in words
            ]
            scratch.replace(changes)
    return found


def _said_now(fact: ScratchFact, mapper: RowMapper) -> ScratchFact:
    """Return a fact with what its row says now, also where that makes no fact by itself."""
    if fact.made or fact.document is None or fact.fact_id is None:
        return fact
    cells: list[str] = msgspec.json.decode(fact.document)
    return fact._replace(document=mapper.unmade(fact.template, cells, fact.fact_id))


def correction_id(fact_id: str, number: int) -> str:
    """Return the id of a table's n-th correction of a fact."""
    return str(uuid5(NAMESPACE, f"restated {number}: {fact_id}"))


def _last_words(log: LogReader, ids: Iterable[str]) -> dict[str, tuple[dict[str, Any], int]]:
    """Return what a table said last of each fact that the log has, and how often it restated it."""
    said = {fact_id: (document_of(entry.fact()), 0) for fact_id, entry in log.by_ids(ids).items()}
    asked = list(said)
    for number in range(1, _MOST):
        claims = log.by_ids(correction_id(fact_id, number) for fact_id in asked)
        if not claims:
            break
        asked = [fact_id for fact_id in asked if correction_id(fact_id, number) in claims]
        for fact_id in asked:
            claim = claims[correction_id(fact_id, number)].fact()
            said[fact_id] = (_corrected(said[fact_id][0], claim), number)
    return said


def _corrected(document: dict[str, Any], claim: Fact) -> dict[str, Any]:
    if not isinstance(claim, FactCorrected):
        return document
    patch = msgspec.to_builtins(claim.details.replacement, enc_hook=str)
    patched: dict[str, Any] = merge_patch(document, patch)
    return patched


def _answer(
    fact: ScratchFact,
    said: dict[str, Any],
    restated: int,
    occurred: str,
    found: Restatements,
) -> bytes | None:
    """Return what is to be recorded of a fact that the log has under its id; None: nothing."""
    if fact.document is None:
        found.gone += 1
        return None
    try:
        given = document_of(read_fact(msgspec.json.decode(fact.document)))
    except FactRefused:
        return fact.document  # the import says what is wrong with it
    patch = _patch(said, given)
    if not patch:
        found.known += 1
        return None
    if moved := sorted(patch.keys() - {*PATCHABLE}):
        told = ", ".join(f"{name} {said.get(name)!r}, not {given.get(name)!r}" for name in moved)
        found.refuse(fact, f"its key is that of a recorded fact with {told}: retract that first")
        return None
    if not {"platform", "jurisdiction"} <= given.keys():
        found.refuse(fact, "its key is that of a recorded fact that says otherwise")
        return None
    found.corrections += 1
    return canonical(_correction(given, patch, restated + 1, occurred))


def _patch(said: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the merge patch from what was said to what is given, but for where it stands."""
    before = {name: part for name, part in said.items() if name not in _NOT_SAID_AGAIN}
    after = {name: part for name, part in given.items() if name not in _NOT_SAID_AGAIN}
    return _difference(before, after)


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        known = before.get(name)
        if known == value:
            continue
        if isinstance(known, dict) and isinstance(value, dict):
            patch[name] = _difference(known, value)
        else:
            patch[name] = value
    return patch


def _correction(
    given: dict[str, Any], patch: dict[str, Any], number: int, occurred: str
) -> dict[str, Any]:
    sources: Sequence[Any] = given["sources"]
    return {
        "type": FactCorrected.type_name(),
        "id": correction_id(given["id"], number),
        "platform": given["platform"],
        "jurisdiction": given["jurisdiction"],
        "occurred": occurred,
        "refers_to": given["id"],
        "details": {"replacement": {**patch, "sources": sources}, "reason": REASON},
        "sources": sources,
    }
