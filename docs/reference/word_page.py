"""The page of words: what reports, pages and answers call things, written from the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words.glossary import glossary
from reports.words.language import LANGUAGES, language

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """\
Every word that reports and pages use, with what it means and what it is called in each language \
of reports. `register help words` prints the same; with `--language ru` by the words of a Russian \
report. How these words follow from facts is [explained](../explanation/standing.md)."""


def words() -> str:
    """Return the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("# Words", "", INTRODUCTION, "")
    others = [code for code in LANGUAGES if code != "en"]
    names = [language("en").language(code) for code in others]
    for part in glossary():
        yield from (f"## {part.title}", "")
        yield _row("Word", "What it means", *names)
        yield _row(*["---"] * (2 + len(names)))
        for each in part.entries:
            labels = (each.label(language(code)) for code in others)
            yield _row(f"**{each.label(language('en'))}**", each.meaning, *labels)
        yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
