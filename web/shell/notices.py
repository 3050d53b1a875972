"""What a page says of what has just been done: the facts that were recorded, as the log has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.log.export import recorded_document
from register.log.reader import LogReader
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.model import Foreign, Paragraph, Ref
from web.shell.page_writer import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from register.log.reader import Entry
    from reports.model import Run
    from web.asking.view import View

MOST = 50
"""How many facts are named at most."""


def notices(view: View) -> Iterator[str]:
    """Give what was recorded, and what was there already, as HTML."""
    for name, text in view.notices.items():
        entries = LogReader(view.connection).at_positions(_positions(text))
        lines = [Paragraph(_line(view, name, one)) for one in entries.values()]
        if lines:
            yield told(view, lines)


def _positions(text: str) -> list[int]:
    found = text.split(",")[:MOST]
    return [int(one) for one in found if one.isascii() and one.isdigit() and len(one) < 16]


def _line(view: View, name: str, entry: Entry) -> Run:
    language, document = view.language, view.show(recorded_document(entry))
    fact = FactText(language, FactReferences(view.context("matrix")).ref).ref(document)
    about: list[Run] = []
    if (slug := document.get("platform")) is not None:
        about.append((view.context("matrix").platforms([slug])[slug],))
    if (place := document.get("jurisdiction")) is not None:
        about.append((language.jurisdiction(place),))
    values = {
        "fact": Ref(fact.fact, fact.label),
        "about": language.listed(about) if about else Foreign(document.get("instrument", "")),
        "position": language.number(entry.position),
    }
    if name == "already":
        return language.run(
            "It was recorded already at position {position}: {fact} ({about}).", **values
        )
    return language.run("Recorded at position {position}: {fact} ({about}).", **values)
