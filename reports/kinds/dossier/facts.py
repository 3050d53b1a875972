"""Of a dossier: what is disputed, and all facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.facts.own_notes import note, reason
from reports.model import (
    Audience,
    Column,
    ColumnKind,
    Layout,
    Lines,
    Paragraph,
    Section,
    Streamed,
    Table,
    Word,
)
from reports.tables.fields import abridged, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from projections.queries.chronicle import ChronicleLine
    from projections.queries.history import FactView
    from reports.kinds.dossier.material import DossierData
    from reports.model import Block, Row, Run


def shown(material: DossierData, told: Iterable[FactView]) -> Iterator[FactView]:
    """Give facts as this report may show them."""
    return map(material.named.told, told)


def disputes(material: DossierData) -> Section | None:
    """Return what is disputed, each side with its words and its sources."""
    lines = material.chronicle.disputed()
    if not lines:
        return None
    tr, language = material.making.language.tr, material.making.language
    columns = (
        Column("fact", tr("Fact"), width=30),
        Column("side", tr("Side"), width=14),
        Column("who", tr("Who"), width=24),
        Column("when", tr("When"), width=18),
        Column("words", tr("In what words"), ColumnKind.LIST, 50),
        Column("sources", tr("Sources"), ColumnKind.LIST, 50),
    )
    rows = [row for one in material.chronicle.told(lines) for row in _sides(material, one)]
    table = Table("disputes", tr("What is disputed"), columns, rows)
    blocks = abridged(table, material.making.statement.longest, language)
    told = tr(
        "Each of these facts is denied by somebody, and the denial is the latest word on it. It "
        "counts all the same; where the standing would be another without it, that is said above."
    )
    return Section("disputes", tr("What is disputed"), (Paragraph((told,)), *blocks))


def _sides(material: DossierData, told: FactView) -> Iterator[Row]:
    """Give a disputed fact, then each claim about it."""
    tr, claims = material.making.language.tr, [told.document["id"], *told.claims]
    sides = {"fact-denied": tr("denied"), "fact-confirmed": tr("confirmed")}
    material.named.load(claims)
    for place, fact in enumerate(claims):
        document = material.named.document(fact)
        if document is None or (place and document["type"] not in sides):
            continue
        side = (
            Word(document["type"], sides[document["type"]]) if place else Word("said", tr("said"))
        )
        yield (
            material.named.ref(told.document["id"]),
            side,
            material.teller.actor(document) or None,
            material.making.language.when(document["occurred"]),
            Lines((*_words(material, document),)),
            Lines(tuple(material.teller.source(one) for one in document["sources"])),
        )


def _words(material: DossierData, document: dict[str, Any]) -> Iterator[Run]:
    language, told = material.making.language, document.get("details", {}).get("reason")
    if told and isinstance(told, str):
        yield reason(language, told)
    if document.get("note"):
        yield note(language, document)


def all_facts(material: DossierData) -> Section:
    """Return every fact that was known, in the order of the world.

    Of more than readers see, they get those that the standing rests on, and the last.
    """
    making = material.making
    table = Table(
        "facts",
        making.language.tr("All facts"),
        material.teller.columns(),
        Streamed(len(material.chronicle.lines), lambda: _rows(material, material.chronicle.lines)),
        Layout.CARDS,
        anchor="id",
    )
    blocks: list[Block] = [Paragraph((_order(material),))]
    lines = chosen(material)
    read = replace(table, rows=tuple(_rows(material, lines)))
    if len(lines) == len(material.chronicle.lines):
        blocks.append(read)
    else:
        blocks.append(left_out(len(lines), len(material.chronicle.lines), making.language))
        blocks.append(replace(read, audience=Audience.READERS))
        blocks.append(replace(table, audience=Audience.PROGRAMS))
    return Section("facts", making.language.tr("All facts"), tuple(blocks))


def _order(material: DossierData) -> str:
    return material.making.language.tr(
        "All that was recorded about this relationship, in the order in which it took effect: a "
        "fact of vague date counts from the day by which it had surely happened."
    )


def _rows(material: DossierData, lines: Iterable[ChronicleLine]) -> Iterator[Row]:
    for one in shown(material, material.chronicle.told(lines)):
        yield material.teller.row(one)


def chosen(material: DossierData) -> Sequence[ChronicleLine]:
    """Return the lines that readers see: what the standing rests on with its claims, and the last."""
    lines, longest = material.chronicle.lines, material.making.statement.longest
    if len(lines) <= longest:
        return lines
    kept = set(material.found.period.standing.because() if material.found else ())
    kept |= {line.id for line in (*material.chronicle.disputed()[-longest:], *lines[-longest:])}
    return [line for line in lines if line.id in kept]
