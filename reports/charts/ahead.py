"""Deadlines around a day: those that passed on one side of it, those ahead on the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from projections.deadlines.deadlines import PASSED, DeadlineKind
from reports.charts import legend, lettering, paint
from reports.charts.plane import EDGE, LINE, NARROW, Plane
from reports.charts.ticks import ticks
from reports.model import Chart, Foreign, Tone
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from projections.deadlines.deadlines import RequirementDeadline
    from reports.picture import Picture, Shape
    from reports.words.language import Language

LANES = 30
"""How many deadlines are drawn: the nearest to the day asked about."""

TOLD = 10
"""How many of them are told of one by one."""

FURTHEST = 730
"""How many days before and after the day asked about are drawn; what is further is at the edge."""

RADIUS = 6
"""About how far a mark reaches around its middle."""


def ahead(
    language: Language,
    deadlines: Sequence[RequirementDeadline],
    at: date,
    platforms: Mapping[str, Foreign],
) -> Chart | None:
    """Return the deadlines around a day, with the names of their platforms; None: there are none.

    Those that passed lie before the day's line and say so, those ahead behind it.
    """
    if not deadlines:
        return None
    nearest = sorted(deadlines, key=lambda one: (abs((one.due - at).days), one.order))[:LANES]
    shown = sorted(nearest, key=lambda one: one.order)
    words = _DeadlineWords(language, at, platforms)
    return Chart(
        name="deadlines-ahead",
        title=language.tr("Deadlines around {day}", day=language.day(at).label),
        told=_told(language, shown, at, words, len(deadlines)),
        draw=lambda wide: _Drawing(language, shown, at, words, wide).picture(),
    )


def _told(
    language: Language,
    shown: Sequence[RequirementDeadline],
    at: date,
    words: _DeadlineWords,
    count: int,
) -> str:
    passed = sum(one.due < at for one in shown)
    parts = [
        language.trn("{count} due day has passed.", "{count} due days have passed.", passed),
        language.trn("{count} lies ahead.", "{count} lie ahead.", len(shown) - passed),
    ]
    parts += [
        language.tr(
            "{requirement} ({relationship}): {due}.",
            requirement=words.requirement(one),
            relationship=words.relationship(one),
            due=words.due(one),
        )
        for one in shown[:TOLD]
    ]
    left = count - min(TOLD, len(shown))
    if left:
        parts.append(
            language.trn(
                "{count} more deadline is not told of here.",
                "{count} more deadlines are not told of here.",
                left,
            )
        )
    return " ".join(parts)


class _DeadlineWords:
    """What deadlines are called, and how a day of one is told."""

    def __init__(self, language: Language, at: date, platforms: Mapping[str, Foreign]) -> None:
        self._language = language
        self._at = at
        self._platforms = platforms

    def requirement(self, one: RequirementDeadline) -> str:
        """Return what is due."""
        named = lettering.told(vocabulary.named(self._language, "requirement", one.requirement))
        if one.under is None:
            return named
        under = lettering.told(Foreign(one.under))
        return self._language.tr("{name} ({ground})", name=named, ground=under)

    def relationship(self, one: RequirementDeadline) -> str:
        """Return by whom and where it is due."""
        slug = one.key.platform
        name = lettering.told(self._platforms[slug]) if slug in self._platforms else slug
        place = self._language.place(one.key.jurisdiction)
        return self._language.tr("{platform} in {jurisdiction}", platform=name, jurisdiction=place)

    def due(self, one: RequirementDeadline) -> str:
        """Return a deadline's day, and whether it passed."""
        day = self._language.day(one.due).label
        if one.due >= self._at:
            told = day
        elif one.state in PASSED:
            state = vocabulary.word(self._language, "state", one.state).label
            told = self._language.tr("{state}, due {day}", state=state, day=day)
        else:
            told = self._language.tr("passed, due {day}", day=day)
        return self._language.tr("{due} (disputed)", due=told) if one.disputed else told


class _Drawing:
    """The strip, a lane for each deadline."""

    def __init__(
        self,
        language: Language,
        shown: Sequence[RequirementDeadline],
        at: date,
        words: _DeadlineWords,
        wide: int,
    ) -> None:
        self._language = language
        self._shown = shown
        self._words = words
        self._at = at
        self._narrow = wide <= NARROW
        start = EDGE if self._narrow else min(320.0, wide * 0.36)
        room = wide - 2 * EDGE if self._narrow else start - 10 - EDGE
        self._names = [self._lines(one, room) for one in shown]
        self._tops = [0.0]
        for lines, more in self._names:
            height = (len(lines) + len(more)) * LINE + (30 if self._narrow else 8)
            self._tops.append(self._tops[-1] + height)
        days = [(one.due - at).days for one in shown]
        before = max(-max(min(days), -FURTHEST), 30)
        after = max(min(max(days), FURTHEST), 60)
        beside = (before + after) // 12
        self._plane = Plane(
            first=max(at.toordinal() - before - beside, 1),
            last=min(at.toordinal() + after + beside, date.max.toordinal()),
            wide=wide,
            height=self._tops[-1],
            mirrored=language.direction == "rtl",
            start=start,
        )
        self._line = self._plane.along(at.toordinal() + 1)

    def _lines(
        self, one: RequirementDeadline, room: float
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return a lane's name in lines: what is due, in bold letters, and by whom and where."""
        wanted = lettering.wrapped(self._words.requirement(one), room / 1.08)
        return wanted, lettering.wrapped(self._words.relationship(one), room)

    def picture(self) -> Picture:
        """Return what is drawn, what lies under something before it."""
        plane, line = self._plane, self._at.toordinal() + 1
        key = legend.rows(self._keys(), plane, plane.height + 24)
        first, last = date.fromordinal(int(plane.first)), date.fromordinal(int(plane.last))
        marked = ticks(first, last, self._language, most=3 if self._narrow else 6)
        lanes = range(len(self._shown))
        return plane.picture(
            [
                *plane.grid(marked, line),
                *(shape for lane in lanes for shape in self._name(lane)),
                *(self._stem(lane) for lane in lanes),
                *plane.today(line, self._language.day(self._at).label),
                *(shape for lane in lanes for shape in self._mark(lane)),
                *(self._day(lane) for lane in lanes),
                *key.shapes,
            ],
            key.bottom - plane.height + 4,
        )

    def _middle(self, lane: int) -> float:
        """Return where a lane's mark is: in its middle, or under its name."""
        top, bottom = self._tops[lane : lane + 2]
        return bottom - 15 if self._narrow else (top + bottom) / 2

    def _name(self, lane: int) -> Iterator[Shape]:
        lines, more = self._names[lane]
        top, bottom = self._tops[lane : lane + 2]
        whole = len(lines) + len(more)
        named = self._plane.names([*lines, *more], (top, bottom - top))
        for at, one in zip(range(whole), named, strict=True):
            yield replace(one, bold=True) if at < len(lines) else one

    def _tone(self, one: RequirementDeadline) -> Tone:
        if one.due >= self._at:
            return Tone.AHEAD
        if one.state == "unconfirmed":
            return Tone.SILENT
        return Tone.PASSED if one.kind is DeadlineKind.LAW else Tone.WARN

    def _place(self, one: RequirementDeadline) -> tuple[float, bool]:
        """Return where a due day is drawn, and whether that is only the edge towards it."""
        due = self._plane.along(one.due.toordinal() + 1)
        inside = min(max(due, 2.0 * RADIUS), self._plane.width - 2 * RADIUS)
        return inside, inside != due

    def _stem(self, lane: int) -> Shape:
        one = self._shown[lane]
        sides = (self._place(one)[0], self._line)
        colour = paint.COLOURS[self._tone(one)]
        return self._plane.box(sides, self._middle(lane), 4, colour, opacity=0.45, edged=False)

    def _mark(self, lane: int) -> Iterator[Shape]:
        one = self._shown[lane]
        x, edge = self._place(one)
        colour, shape = paint.COLOURS[self._tone(one)], self._shape(one, edge=edge)
        fills = [paint.HOLLOW[0] if one.disputed else colour]
        if not one.disputed:
            fills += [f"url(#{kind}-light)" for kind in paint.patterns(self._tone(one))]
        for fill in fills:
            yield self._plane.mark(x, self._middle(lane), shape, fill, colour)

    def _shape(self, one: RequirementDeadline, *, edge: bool) -> str:
        if edge:
            return "triangle-right" if one.due > self._at else "triangle-left"
        return "diamond" if one.due >= self._at else "square"

    def _day(self, lane: int) -> Shape:
        """Write a day on the far side of its mark, or, without room there, beyond the line."""
        plane, one = self._plane, self._shown[lane]
        x, text = self._place(one)[0], self._words.due(one)
        wide = lettering.width(text) + 16
        ahead = one.due >= self._at
        room = plane.width - x + plane.end if ahead else x + (0 if self._narrow else -4)
        if room >= wide:
            align, start = ("start", x) if ahead else ("end", x)
        elif self._beyond(wide, ahead=ahead):
            align, start = ("end", self._line) if ahead else ("start", self._line)
        else:
            return plane.text(plane.width + plane.end - 2, self._middle(lane) - 14, text, "end")
        away = 11 if align == "start" else -11
        return plane.text(start + away, self._middle(lane), text, align)

    def _beyond(self, wide: float, *, ahead: bool) -> bool:
        """Tell whether so wide a text has room on the other side of the day's line."""
        return wide <= (self._line if ahead else self._plane.width - self._line)

    def _keys(self) -> list[legend.Key]:
        tr = self._language.tr
        tones = {self._tone(one) for one in self._shown}
        names = {
            Tone.PASSED: (tr("passed, nothing heard: the law’s day"), "square"),
            Tone.WARN: (tr("passed, nothing heard: the day of a pledge"), "square"),
            Tone.SILENT: (tr("passed, not confirmed for long"), "square"),
            Tone.AHEAD: (tr("ahead"), "diamond"),
        }
        found = [
            legend.Key(text, shape=shape, tone=tone)
            for tone, (text, shape) in names.items()
            if tone in tones
        ]
        if any(one.disputed for one in self._shown):
            found.append(legend.Key(tr("disputed"), shape="diamond", hollow=True))
        if any(self._place(one)[1] for one in self._shown):
            found.append(legend.Key(tr("further away than is drawn"), shape="triangle-right"))
        return found
