"""Bars of a timeline, each with its word: in it, behind it, or in a numbered note under the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.charts import lettering, paint
from reports.model import Tone
from reports.picture import INK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from reports.charts.lanes import Bar, Lane
    from reports.charts.plane import Plane
    from reports.picture import Box, Mark, Text
    from reports.words.language import Language

MARKS = 40
"""How many due days are drawn in a lane."""

NOTES = 20
"""How many bars are told of under the picture."""

NARROWEST = 3.0
"""How wide a bar is, at least, in pixels."""

THICK = 20
_SIGN = 9
"""How wide a bar is, at least, that a number or a sign stands in."""

_FULL, _AHEAD = 1.0, 0.08
_NOTED = frozenset({Tone.BAD, Tone.WARN, Tone.PASSED})
"""The tones that are told of first, where not all can be."""


class BarDrawing:
    """Draws bars on a plane, through T full or faded, after it outlined."""

    FADED = 0.35
    """How opaque a bar is whose dates are vague."""

    def __init__(self, plane: Plane, language: Language, at: date) -> None:
        self._plane = plane
        self._language = language
        self._split = plane.along(at.toordinal() + 1)
        self.boxes: list[Box] = []
        self.texts: list[Text] = []
        self.dues: list[Mark] = []
        self._numbers: dict[str, str] = {}

    def bar(self, bar: Bar, middle: float, after: date | None) -> None:
        """Draw a bar, with its word; ``after`` is when the next one of its lane begins."""
        plane = self._plane
        since = plane.along(bar.since.toordinal())
        end = plane.width if bar.until is None else plane.along(bar.until.toordinal())
        end = min(max(end, since + NARROWEST), plane.width)
        if since >= plane.width:
            return
        parts = [(since, min(end, self._split), False), (max(since, self._split), end, True)]
        parts = [part for part in parts if part[1] - part[0] > 0.01]
        for start, stop, ahead in parts:
            self._part(bar, (start, stop), middle, ahead=ahead)
        free = plane.width if after is None else min(plane.along(after.toordinal()), plane.width)
        if not any(self._written(bar, text, parts, free, middle) for text in self._words(bar)):
            self._signed(bar, parts[0], middle)

    def _part(self, bar: Bar, sides: tuple[float, float], middle: float, *, ahead: bool) -> None:
        opacity = _AHEAD if ahead else self.FADED if bar.approximate else _FULL
        colour = paint.COLOURS[bar.word.tone]
        box = self._plane.box(sides, middle, THICK, colour, opacity=opacity, dashed=ahead)
        self.boxes.append(replace(box, told=self._told(bar)))
        paper = "light" if opacity == _FULL else "ink"
        for kind in paint.patterns(bar.word.tone, disputed=bar.disputed):
            fill = f"url(#{kind}-{paper})"
            self.boxes.append(self._plane.box(sides, middle, THICK, fill, edged=False))

    def _written(
        self,
        bar: Bar,
        text: str,
        parts: list[tuple[float, float, bool]],
        free: float,
        middle: float,
    ) -> bool:
        """Write a text into the first part that has room for it, or else behind the bar."""
        inside = lettering.width(text) * 1.08 + 12
        for start, stop, ahead in parts:
            if inside <= stop - start:
                fill = INK if ahead or bar.approximate else paint.ON_COLOUR
                self.texts.append(self._plane.text(start + 6, middle, text, fill=fill, bold=True))
                return True
        end = parts[-1][1]
        if lettering.width(text) + 10 > free - end:
            return False
        self.texts.append(self._plane.text(end + 5, middle, text))
        return True

    def _words(self, bar: Bar) -> Iterator[str]:
        """Give how a bar can be told of, the longest first; a shorter one leads to a note."""
        yield self._word(bar)
        if bar.why and (number := self._noted(bar)) is not None:
            yield f"{bar.word.label} ({number})"

    def _noted(self, bar: Bar) -> str | None:
        """Return the number of the note with a bar's word; None: there are enough notes."""
        note = self._word(bar)
        if note not in self._numbers:
            if len(self._numbers) >= (NOTES if bar.word.tone in _NOTED else NOTES // 2):
                return None
            self._numbers[note] = str(len(self._numbers) + 1)
        return self._numbers[note]

    @property
    def notes(self) -> list[str]:
        """What numbers in bars stand for."""
        return [f"{number}. {note}" for note, number in self._numbers.items()]

    def _signed(self, bar: Bar, part: tuple[float, float, bool], middle: float) -> None:
        """Write the number of a note into a bar whose word has no room; or else a sign."""
        start, stop, ahead = part
        if stop - start < _SIGN:
            return
        shown = "⋯" if bar.several > 1 else self._noted(bar)
        if shown is None or lettering.width(shown) > stop - start:
            shown = paint.sign(bar.word)
        fill = INK if ahead or bar.approximate else paint.ON_COLOUR
        x = (start + stop) / 2
        self.texts.append(self._plane.text(x, middle, shown, "center", fill=fill, bold=True))

    def _word(self, bar: Bar) -> str:
        if bar.several > 1:
            return self._language.trn("{count} change", "{count} changes", bar.several)
        if not bar.why:
            return bar.word.label
        return self._language.tr("{name}: {word}", name=bar.word.label, word=bar.why)

    def _told(self, bar: Bar) -> str:
        """Return a bar in words, with its days."""
        language = self._language
        since = language.day(bar.since).label
        if bar.until is None:
            days = language.tr("from {day} on", day=since)
        else:
            days = f"{since} – {language.day(bar.until).label}"
        return language.tr("{name} ({ground})", name=self._word(bar), ground=days)

    def diamonds(self, lane: Lane, middle: float) -> None:
        """Mark the due days of a lane that don't hide each other, the last ones first."""
        drawn: list[float] = []
        for due in sorted(lane.due, reverse=True):
            # The day counts to its end.
            place = self._plane.along(due.toordinal() + 1)
            inside = 0 <= place <= self._plane.width
            if inside and len(drawn) < MARKS and all(abs(place - one) >= 9 for one in drawn):
                drawn.append(place)
        self.dues += [self._plane.mark(x, middle, "diamond", *paint.HOLLOW) for x in drawn]
