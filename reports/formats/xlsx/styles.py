"""How cells of a workbook look: tones, dates of the language, texts that are never formulas."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reports.model import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from reports.words.language import Language

Look = dict[str, str | int | bool]

TINTS = {
    Tone.GOOD: "#d9f0d3",
    Tone.AHEAD: "#d1e5f0",
    Tone.WARN: "#fee0b6",
    Tone.BAD: "#f4c7c3",
    Tone.GONE: "#e2daf0",
    Tone.PASSED: "#fdf3c0",
    Tone.SILENT: "#f1f1ef",
    Tone.NEUTRAL: "#eef0f2",
}
INKS = {
    Tone.GOOD: "#186e32",
    Tone.AHEAD: "#2166ac",
    Tone.WARN: "#7f3b08",
    Tone.BAD: "#a50026",
    Tone.GONE: "#5e4b8b",
    Tone.PASSED: "#6b5300",
    Tone.SILENT: "#565b61",
    Tone.NEUTRAL: "#3c4043",
}
HATCHES: dict[Tone, Look] = {
    Tone.PASSED: {"pattern": 14, "fg_color": "#cbb75e"},
    Tone.SILENT: {"pattern": 18, "fg_color": "#9a9fa5"},
}
"""The patterns of tones that have one: thin stripes upwards, and few dots."""

TITLE: Look = {"bold": True, "font_size": 16, "text_wrap": False}
HEAD: Look = {"bold": True, "bg_color": "#2f3b4a", "font_color": "#ffffff", "valign": "vcenter"}
STRONG: Look = {"bold": True}
FIXED: Look = {"font_name": "Courier New", "font_size": 9, "reading_order": 1}
SMALL: Look = {"font_size": 8, "font_color": "#5f6368"}
QUIET: Look = {"font_color": "#5f6368"}
OWN_DIRECTION: Look = {"reading_order": 0}
LINKED: Look = {"font_color": "#2166ac", "underline": 1}
LITERAL: Look = {"quote_prefix": True}
CENTRED: Look = {"align": "center", "valign": "vcenter", "font_size": 9}
EDGED: Look = {"border": 1, "border_color": "#ffffff"}
RULED: Look = {"bottom": 1, "bottom_color": "#d0d4d8"}
INTEGER: Look = {"num_format": "#,##0_ "}

_BASE: Look = {"valign": "top", "text_wrap": True}
_LOCALES = {"en": "809", "ru": "419", "kk": "43F", "ar": "401", "vi": "42A", "fr": "40C"}
"""What spreadsheets call the languages in which months are named ([MS-LCID], hexadecimal)."""

_PATTERN = re.compile(r"'([^']*)'|(y+)|(M+)|(d+)|([^yMd']+)")


class Styles:
    """The formats of a workbook, each made once; millions of cells ask for them by the same looks."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, str | int | bool], ...], Format] = {}
        self._known: dict[tuple[int, ...], tuple[tuple[Look, ...], Format]] = {}
        rtl = language.direction == "rtl"
        self._base: Look = _BASE | {"reading_order": 2} if rtl else _BASE
        self.at_start: Look = {"align": "right" if rtl else "left"}
        self.moment: Look = {"num_format": "yyyy-mm-dd hh:mm:ss", **self.at_start}
        self.day: Look = {"num_format": date_format(language), **self.at_start}

    def of(self, *looks: Look) -> Format:
        """Return the format that has all these looks, the later ones over the earlier."""
        known = tuple(map(id, looks))
        if known not in self._known:
            self._known[known] = (looks, self._of(looks))
        return self._known[known][1]

    def _of(self, looks: Iterable[Look]) -> Format:
        merged = dict(self._base)
        for look in looks:
            merged.update(look)
        key = tuple(sorted(merged.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(merged)
        return self._made[key]


@cache
def toned(tone: Tone) -> Look:
    """Return the look of a tone: ink on a tint, with its pattern."""
    return {"bg_color": TINTS[tone], "font_color": INKS[tone], **HATCHES.get(tone, {})}


@cache
def faded(tone: Tone) -> Look:
    """Return the look of a tone where only old sources tell of it: lighter, and in italics."""
    return {**toned(tone), "bg_color": _lighter(TINTS[tone]), "italic": True}


def _lighter(colour: str) -> str:
    """Return a colour (#rrggbb) with white mixed into it."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 2 * 255) // 3:02x}" for part in parts)


def date_format(language: Language) -> str:
    """Return the language's usual format of days (CLDR, medium) as spreadsheets write formats."""
    pattern = str(language.locale.date_formats["medium"].pattern)
    written = "".join(_token(found) for found in _PATTERN.finditer(pattern))
    locale = _LOCALES.get(language.code)
    return f"[$-{locale}]{written}" if locale and "mmm" in written else written


def _token(found: re.Match[str]) -> str:
    quoted, year, month, day, other = found.groups()
    if year:
        return "yyyy"
    if month or day:
        return (month or day or "").lower()
    return f'"{quoted or other}"'
