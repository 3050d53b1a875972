"""Notes that the register itself wrote into facts, told in the report's language.

What follows from a law is recorded with a note in English (`aggregates.law.obligation_facts`).
Only the notes of facts that were caused by another are read so; whatever somebody else wrote stays
as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from reports.model import Foreign
from reports.words import vocabulary
from reports.words.tongues import marked

if TYPE_CHECKING:
    from reports.model import Run
    from reports.words.language import Language

_IMPOSED = re.compile(
    r"By (?P<law>[^:,]+)(?:, (?P<article>[^:]+))?: (?P<title>.+?)\."
    r"(?: It waited for (?P<type>[a-z-]+) [0-9a-f-]{36}\.)?(?: Unverified: (?P<doubts>.+)\.)?",
    re.DOTALL,
)
_UNDONE = re.compile(r"By (?P<law>[^:,]+) as it is known now, this did not follow\.")


def note(language: Language, document: dict[str, Any]) -> Run:
    """Return the note of a fact: the register's own translated, any other apart, as it is."""
    told = str(document["note"])
    found = _IMPOSED.fullmatch(told) if document.get("caused_by") else None
    if found is None or found["law"] != document.get("legal_basis"):
        return (marked(told, apart=True),)
    parts = [_imposed(language, found)]
    if found["type"]:
        kind = vocabulary.word(language, "type", found["type"])
        parts.append(language.run("It waited for: {type}.", type=kind))
    if found["doubts"]:
        parts.append(language.run("Unverified: {doubts}.", doubts=marked(found["doubts"])))
    return tuple(part for each in parts for part in (" ", *each))[1:]


def _imposed(language: Language, found: re.Match[str]) -> Run:
    law, title = Foreign(found["law"]), marked(found["title"])
    if not found["article"]:
        return language.run("By {law}: {title}.", law=law, title=title)
    article = marked(found["article"])
    return language.run("By {law}, {article}: {title}.", law=law, article=article, title=title)


def reason(language: Language, text: str) -> Run:
    """Return why something was retracted or corrected: the register's own reason translated."""
    found = _UNDONE.fullmatch(text)
    if found is None:
        return (marked(text),)
    return language.run(
        "By {law} as it is known now, this did not follow.", law=Foreign(found["law"])
    )
