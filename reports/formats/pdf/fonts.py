"""The fonts that papers are set in: which a text needs, which are here, and who brings the others."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from register.distribution import how_to_add
from reports.errors import MissingPart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from reports.words.language import Language

FONTS = (
    *("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari"),
    *("Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Telugu", "Noto Sans Gujarati"),
    *("Noto Sans Kannada", "Noto Sans Malayalam", "Noto Sans Gurmukhi", "Noto Sans Oriya"),
    *("Noto Sans Sinhala", "Noto Sans Thai", "Noto Sans Lao", "Noto Sans Khmer"),
    *("Noto Sans Myanmar", "Noto Sans Georgian", "Noto Sans Armenian", "Noto Sans Ethiopic"),
    *("Noto Sans CJK SC", "Noto Sans Mongolian", "Noto Sans Thaana", "Noto Sans Syriac"),
    *("Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math", "DejaVu Sans"),
)
"""The fonts that are asked in turn for a character; then every other that is there."""

_CJK = "Noto Sans CJK SC"
_SCRIPTS = {
    **dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"), _CJK),
    "GREEK": "Noto Sans",
    "CYRILLIC": "Noto Sans",
    "GURMUKHI": "Noto Sans Gurmukhi",
    **{
        name.removeprefix("Noto Sans ").upper(): name
        for name in FONTS
        if name.startswith("Noto Sans ") and name.count(" ") == 2 and "Symbols" not in name
    },
}
"""By how names of characters begin (Unicode): the font of their script."""

_NEEDED = {"ar": ("Noto Sans", "Noto Sans Arabic")}
_SAMPLE = 12
"""How many characters an error names."""


def fonts_for(language: Language, there: Collection[str]) -> list[str]:
    """Return the fonts to set a language in, of these; raise MissingPart if one that it needs lacks."""
    for name in _NEEDED.get(language.code, ("Noto Sans",)):
        if name not in there:
            raise MissingPart(
                f"a PDF in the language {language.code} needs the font {name}, which is not here: "
                f"{_how_to_install(name)}"
            )
    return [name for name in FONTS if name in there]


def refuse_unset(text: str, there: Collection[str]) -> None:
    """Raise MissingPart where a script that stands in a text has a font that is not here."""
    for name, chars in missing(text, there):
        raise MissingPart(
            f"the text has {chars}, which needs the font {name}, and that is not here: "
            f"{_how_to_install(name)}"
        )


def missing(text: str, there: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give the fonts that a text needs and that are not here, each with some of its characters."""
    wanted: dict[str, list[str]] = {}
    for char in dict.fromkeys(text):
        name = (
            None if char.isascii() else _SCRIPTS.get(unicodedata.name(char, "").partition(" ")[0])
        )
        if name is not None and name not in there:
            wanted.setdefault(name, []).append(char)
    for name, chars in wanted.items():
        yield name, "".join(chars[:_SAMPLE])


def _how_to_install(name: str) -> str:
    package = "fonts-noto-cjk" if name == _CJK else "fonts-noto-core"
    return f"sudo apt-get install --no-install-recommends {package}"


@cache
def families() -> frozenset[str]:
    """Return the fonts that are here; raise MissingPart where typst is not."""
    try:
        from typst import Fonts  # noqa: PLC0415  # an extra
    except ModuleNotFoundError:
        raise MissingPart(
            f"a PDF needs typst, which isn't installed: {how_to_add('reports')}"
        ) from None
    return frozenset(Fonts().families())


def advice_for(text: str) -> Iterator[tuple[str, str]]:
    """Give what papers lack for a text: a sentence, and the command that brings it; without typst nothing."""
    try:
        there = families()
    except MissingPart:
        return
    if "Noto Sans" not in there:
        yield (
            "papers (pdf) are set in the font Noto Sans, which is not here",
            _how_to_install("Noto Sans"),
        )
    for name, chars in missing(text, there):
        yield (
            f"names have {chars}, which papers (pdf) need the font {name} for",
            _how_to_install(name),
        )
