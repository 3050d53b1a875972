"""Deadlines around a day: those that passed on one side of it, those ahead on the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from projections.deadlines.deadlines import PASSED, DeadlineKind
from reports.charts import legend, lettering, paint
from reports.charts.paint import INK
from reports.charts.plane import QUIET, Plane
from reports.charts.ticks import ticks
from reports.model import Chart, Foreign, Tone
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.deadlines.deadlines import RequirementDeadline
    from reports.words.language import Language

    Json = dict[str, Any]

LANES = 30
"""How many deadlines are drawn: the nearest to the day asked about."""

TOLD = 10
"""How many of them are told of one by one."""

FURTHEST = 730
"""How many days before and after the day asked about are drawn; what is further is at the edge."""

_PATTERN_OF = {paint.COLOURS[tone]: paint.patterns(tone) for tone in Tone}
"""The patterns over a mark of a tone's colour."""

LANE = 34
_EDGE = 3


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
    drawing = _Drawing(language, shown, at, platforms)
    return Chart(
        name="deadlines-ahead",
        title=language.tr("Deadlines around {day}", day=language.day(at).label),
        told=_told(language, shown, at, drawing, len(deadlines)),
        spec=drawing.spec(),
    )


def _told(
    language: Language,
    shown: Sequence[RequirementDeadline],
    at: date,
    drawing: _Drawing,
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
            requirement=drawing.requirement(one),
            relationship=drawing.relationship(one),
            due=drawing.words(one),
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


class _Drawing:
    """The layers of the strip, a lane for each deadline."""

    def __init__(
        self,
        language: Language,
        shown: Sequence[RequirementDeadline],
        at: date,
        platforms: Mapping[str, Foreign],
    ) -> None:
        self._language = language
        self._shown = shown
        self._platforms = platforms
        self._at = at
        days = [(one.due - at).days for one in shown]
        before = max(-max(min(days), -FURTHEST), 30)
        after = max(min(max(days), FURTHEST), 60)
        beside = (before + after) // 12
        self._plane = Plane(
            first=max(at.toordinal() - before - beside, 1),
            last=min(at.toordinal() + after + beside, date.max.toordinal()),
            height=len(shown) * LANE,
            mirrored=language.direction == "rtl",
            start=220,
        )

    def spec(self) -> Json:
        """Return the whole definition."""
        plane, line = self._plane, self._at.toordinal() + 1
        key = legend.rows(self._keys(), plane, plane.height + 22)
        first, last = date.fromordinal(int(plane.first)), date.fromordinal(int(plane.last))
        return replace(plane, bottom=key.height + 14).spec(
            [
                *plane.grid(ticks(first, last, self._language, most=5), line),
                *self._names(),
                plane.boxes(self._stems(line), strokeWidth=0),
                *plane.today(line, self._language.day(self._at).label),
                *self._marks(),
                *self._words(),
                *key.layers,
            ]
        )

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

    def words(self, one: RequirementDeadline) -> str:
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

    def _tone(self, one: RequirementDeadline) -> Tone:
        if one.due >= self._at:
            return Tone.AHEAD
        if one.state == "unconfirmed":
            return Tone.SILENT
        return Tone.PASSED if one.kind is DeadlineKind.LAW else Tone.WARN

    def _place(self, one: RequirementDeadline) -> tuple[float, bool]:
        """Return where a due day is drawn, and whether that is only the edge towards it."""
        plane, due = self._plane, one.due.toordinal() + 1
        edge = _EDGE * (plane.last - plane.first) / plane.width * 4
        inside = min(max(due, plane.first + edge), plane.last - edge)
        return inside, inside != due

    def _middle(self, place: int) -> float:
        return place * LANE + LANE / 2

    def _names(self) -> list[Json]:
        plane = self._plane
        names, places = [], []
        for place, one in enumerate(self._shown):
            y = self._middle(place)
            room = plane.start - 16
            names += plane.lane_label([lettering.shortened(self.requirement(one), room)], y - 6)
            places += plane.lane_label([lettering.shortened(self.relationship(one), room)], y + 7)
        return [
            plane.texts(names, "end", fontWeight="bold"),
            plane.texts(places, "end", opacity=QUIET),
        ]

    def _stems(self, line: float) -> list[Json]:
        rows = []
        for place, one in enumerate(self._shown):
            x, y = self._place(one)[0], self._middle(place)
            colour = paint.COLOURS[self._tone(one)]
            box = {"x": min(x, line), "x2": max(x, line), "y": y - 2, "y2": y + 2}
            rows.append({**box, "fill": colour, "opacity": 0.45})
        return rows

    def _marks(self) -> list[Json]:
        found: dict[str, list[Json]] = {}
        for place, one in enumerate(self._shown):
            x, edge = self._place(one)
            colour = paint.COLOURS[self._tone(one)]
            shape = self._shape(one, edge=edge)
            fill = "#ffffff" if one.disputed else colour
            row = {"x": x, "y": self._middle(place), "fill": fill, "stroke": colour}
            found.setdefault(shape, []).append(row)
        drawn = []
        for shape, rows in sorted(found.items()):
            drawn.append(self._plane.marks(rows, shape, size=90, strokeWidth=1.6))
            hatched = [
                {**row, "fill": f"url(#{kind}-light)"}
                for row in rows
                for kind in _PATTERN_OF.get(row["fill"], ())
            ]
            if hatched:
                drawn.append(self._plane.marks(hatched, shape, size=90, strokeWidth=1.6))
        return drawn

    def _shape(self, one: RequirementDeadline, *, edge: bool) -> str:
        if edge:
            towards_end = (one.due > self._at) != self._plane.mirrored
            return "triangle-right" if towards_end else "triangle-left"
        return "diamond" if one.due >= self._at else "square"

    def _words(self) -> list[Json]:
        """Write each day on the far side of its mark, or, without room there, beyond the line."""
        plane = self._plane
        rows: dict[str, list[Json]] = {"start": [], "end": []}
        for place, one in enumerate(self._shown):
            x, text = self._place(one)[0], self.words(one)
            width = lettering.width(text) + 16
            ahead = one.due >= self._at
            room = plane.pixels(plane.last - x if ahead else x - plane.first)
            line = self._at.toordinal() + 1
            if room + plane.end * ahead >= width:
                align, start = ("start", x) if ahead else ("end", x)
            else:
                align, start = ("end", line) if ahead else ("start", line)
            away = 11 if align == "start" else -11
            shown = {"x": start + away / plane.pixels(1), "y": self._middle(place)}
            rows[align].append({**shown, "text": text, "fill": INK})
        return [plane.texts(found, align) for align, found in rows.items()]

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
