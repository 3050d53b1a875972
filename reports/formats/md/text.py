"""Texts in Markdown (CommonMark, GFM): what comes from the log stays text, whatever is in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from reports.formats.values import label
from reports.model import Code, Foreign, Lines, Link, Word
from reports.safe_text import flat, is_beside, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.model import Cell, Inline, Run
    from reports.words.language import Language

BREAK = "<br>"
"""A line break where Markdown has no lines: in cells of tables and in items of lists."""

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.|^(?=//|\.[A-Za-z])", re.IGNORECASE)
"""What makes GFM take a text for an address without any markup, or two texts side by side."""

_HARMLESS = re.compile(r"[A-Za-z0-9 ,;()-]*", re.ASCII)
"""Most texts of ours, and quicker to tell than to escape; a run sees to how it begins."""

_MAILED = re.compile(r"@(?!\s)")
_BLOCK = re.compile(r"(\d{1,9}(?=[.)])|(?=[-+=]))")
"""What at the beginning of a line makes a list, a rule or a heading of it."""

_TAG = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}", re.ASCII)
_FIXED = re.compile(r"[A-Za-z0-9+/=_.:-]+", re.ASCII)
_URL_MAY_HOLD = "!#$%'()*+,-./:;=?@[]_~&"


def escaped(text: str) -> str:
    """Return a text as Markdown that says it, on one line; line breaks become `BREAK`."""
    if _HARMLESS.fullmatch(text):
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in safe(text).split("\n"))
    return BREAK.join(_escaped(line) for line in lines)


def run_of(run: Run, language: Language) -> str:
    """Return a run as Markdown, on one line, that can't begin a list or a heading."""
    told = "".join(_joined(run, language)).strip()
    begins = _BLOCK.match(told)
    return f"{begins[0]}\\{told[begins.end() :]}" if begins else told


def _joined(run: Run, language: Language) -> Iterator[str]:
    """Give the texts of a run; what stands apart behind others comes after a dash."""
    for place, inline in enumerate(run):
        if place and isinstance(inline, Foreign) and inline.apart:
            yield " – "
        yield _inline(inline, language)


def cell_of(cell: Cell, language: Language) -> str:
    """Return a cell as Markdown, on one line."""
    return BREAK.join(lines_of(cell, language))


def lines_of(cell: Cell, language: Language) -> list[str]:
    """Return the runs that a cell has, each on one line, without empty ones."""
    return [told for run in _runs(cell) if (told := run_of(run, language))]


def words_of(words: Iterable[Word]) -> str:
    """Return words set off."""
    return " · ".join(f"**{_word(word)}**" for word in words)


def _runs(cell: Cell) -> tuple[Run, ...]:
    match cell:
        case None:
            return ()
        case Lines(runs=(first, *others), href=href) if href:
            return ((Link(href, label(first)),), *others)
        case Lines(runs=runs):
            return runs
        case tuple():
            return (cell,)
        case _:
            return ((cell,),)


def _inline(inline: Inline, language: Language) -> str:
    match inline:
        case str():
            return _padded(inline)
        case Foreign():
            return _foreign(inline, language)
        case Word():
            return _word(inline)
        case Link(url=url, text=text):
            return _link(url, _inline(text, language))
        case Code(text=text):
            return f"`{text}`" if _FIXED.fullmatch(text) else escaped(text)
        case _:
            return escaped(label(inline))


def _padded(text: str) -> str:
    """Return a text of ours, with a space at an end that has one: values stand beside it."""
    before = " " if text[:1].isspace() else ""
    after = " " if text.strip() and text[-1:].isspace() else ""
    return f"{before}{escaped(text)}{after}"


def _word(word: Word) -> str:
    return f"{escaped(word.sign)} {escaped(word.label)}".strip()


def _foreign(foreign: Foreign, language: Language) -> str:
    told, tag = escaped(foreign.text), foreign.language
    if tag is None or tag == language.code or _TAG.fullmatch(tag) is None:
        return told
    return f'<bdi lang="{tag}">{told}</bdi>'


def _link(url: str, told: str) -> str:
    """Return a link where the address is one of the web's; else only its text."""
    address = flat(url)
    if is_beside(address):
        return f"[{told}](<{address}>)"
    try:
        of_the_web = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        of_the_web = False
    if not of_the_web:
        return told
    target = quote(address, safe=_URL_MAY_HOLD).replace("&", "&amp;")
    return f"[{told or escaped(address)}](<{target}>)"


def _escaped(line: str) -> str:
    told = _SPECIAL.sub(r"\\\1", line.translate(_ENTITIES))
    told = _ADDRESS.sub(lambda found: f"\\{found[0]}", told)
    return _MAILED.sub("@<!-- -->", told)
