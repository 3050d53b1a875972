"""Of a dossier: the sources of its facts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reports.kinds.dossier.facts import chosen, shown
from reports.model import (
    Audience,
    Column,
    ColumnKind,
    Foreign,
    Lines,
    Link,
    Ref,
    Section,
    Streamed,
    Table,
)
from reports.words.tongues import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from reports.kinds.dossier.material import DossierData
    from reports.model import Row, Run
    from reports.words.language import Language


def sources(material: DossierData) -> Section:
    """Return the sources of the facts that readers see, and for programs those of each fact."""
    tr = material.making.language.tr
    columns = (
        Column("source", tr("Source"), width=60),
        Column("published", tr("Published"), width=18),
        Column("language", tr("Language"), width=14),
        Column("facts", tr("Of the facts"), ColumnKind.LIST, 44),
    )
    table = Table("cited", tr("Sources"), columns, _cited(material), audience=Audience.READERS)
    return Section("sources", tr("Sources"), (table, _each_source(material)))


def _cited(material: DossierData) -> list[Row]:
    """Return each source once, in the order in which facts cite them, with these facts."""
    language = material.making.language
    facts: defaultdict[tuple[str, str], list[Ref]] = defaultdict(list)
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for one in shown(material, material.chronicle.told(chosen(material))):
        for source in one.document["sources"]:
            key = (source.get("url", ""), source.get("title", ""))
            first.setdefault(key, source)
            facts[key].append(material.teller.ref(one.document))
    return [
        (
            _name(language, source),
            language.when(source["published"]) if source.get("published") else None,
            language.language(source["language"]) if source.get("language") else None,
            Lines(tuple((ref,) for ref in facts[key])),
        )
        for key, source in first.items()
    ]


def _name(language: Language, source: dict[str, Any]) -> Run:
    title = marked(source.get("title") or source.get("url", ""), source.get("language"))
    named: Run = (Link(source["url"], title) if source.get("url") else title,)
    publisher = source.get("publisher")
    return language.listed([named, (Foreign(publisher),)]) if publisher else named


_OF_A_SOURCE = ("title", "url", "publisher", "author", "language", "licence", "quote", "sha256")


def _each_source(material: DossierData) -> Table:
    """Return the sources of every fact for programs, one a row."""
    tr = material.making.language.tr
    columns = (
        Column("fact", tr("Fact"), width=38),
        Column("position", tr("Position"), ColumnKind.NUMBER, 9),
        Column("published", tr("Published"), ColumnKind.WHEN, 14),
        Column("title", tr("Title"), width=50),
        Column("url", tr("Address"), width=50),
        Column("publisher", tr("Publisher"), width=24),
        Column("author", tr("Author"), width=24),
        Column("language", tr("Language"), width=10),
        Column("licence", tr("Licence"), width=14),
        Column("quote", tr("Quote"), width=50),
        Column("sha256", tr("Archived as"), width=20),
        Column("reliability", tr("Reliability"), width=10),
        Column("credibility", tr("Credibility"), width=10),
    )

    def rows() -> Iterator[Row]:
        for one in shown(material, material.chronicle.told(material.chronicle.lines)):
            for source in one.document["sources"]:
                yield _source(material, one.document, source)

    count = sum(line.sources for line in material.chronicle.lines)
    return Table(
        "sources", tr("Sources"), columns, Streamed(count, rows), audience=Audience.PROGRAMS
    )


def _source(material: DossierData, document: dict[str, Any], source: dict[str, Any]) -> Row:
    language = material.making.language
    quote = source.get("quote")
    told = {**source, "quote": quote.get("exact") if isinstance(quote, dict) else quote}
    title, *others = (Foreign(str(told[name])) if told.get(name) else None for name in _OF_A_SOURCE)
    return (
        Foreign(document["id"]),
        language.number(document["position"]),
        language.when(source["published"]) if source.get("published") else None,
        title,
        *others,
        Foreign(source["reliability"]) if source.get("reliability") else None,
        language.number(source["credibility"]) if source.get("credibility") else None,
    )
