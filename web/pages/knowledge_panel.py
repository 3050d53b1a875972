"""The second slider of a relationship: what was thought of a day, fact by fact, and the map of both."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from projections.queries.knowledge import as_known, on_day
from reports.model import Tone
from reports.tables.grids import worst
from web.pages.bands import BandPiece, MapTile, band, time_map
from web.pages.time_panel import step, world_axis, years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.asking.view import View
    from web.pages.time_panel import TimePanel


KNOWN_COUNT = "<!-- how much of the log is known -->"
"""The mark in the panel of what `KnownCount` tells."""


@dataclass(frozen=True, slots=True)
class KnownCount:
    """How much is known, of a relationship's facts and of the log; the log grows by others' facts."""

    facts: int
    known: int

    def told(self, view: View) -> str:
        """Return it in words."""
        told = view.language.trn(
            "{known} of {count} fact · position {position} of {head} of the log",
            "{known} of {count} facts · position {position} of {head} of the log",
            self.facts,
            known=str(self.known),
            position=str(view.question.known.position),
            head=str(view.head),
        )
        return escape(told)


def known_count(one: TimePanel) -> KnownCount:
    """Return how much is known at the stop of K."""
    return KnownCount(one.stops.facts, one.stops.rank(one.stop))


def panel(one: TimePanel) -> Iterator[str]:
    """Give the form with both axes; without script it has a date, a list and a button."""
    label = escape(one.view.tr("Day and knowledge"))
    yield f'<form class="panel" method="get" aria-label="{label}">'
    kept = one.view.asked.kept()
    for name in ("lang", "public-by"):
        if name in kept:
            yield f'<input type="hidden" name="{name}" value="{escape(kept[name])}">'
    yield from world_axis(one)
    yield from knowledge_axis(one)
    yield f"<noscript><p><button>{escape(one.view.tr('Show'))}</button></p></noscript></form>"


def knowledge_axis(one: TimePanel) -> Iterator[str]:
    """Give the axis of knowledge: what was thought of this day, fact by fact."""
    view, tr, stops = one.view, one.view.tr, one.stops
    count = len(stops.points)
    less = str(stops.position(one.stop - 1)) if one.stop else None
    more = str(stops.position(one.stop + 1)) if one.stop < count else None
    yield f'<div class="axis known"><h2><label for="k">{escape(tr("As known"))}</label> '
    yield f'<strong id="k-word">{escape(one.known(one.stop))}</strong> '
    yield f'<span class="quiet" id="k-count">{KNOWN_COUNT}</span>'
    yield f'<span class="steps">{step(view, tr("‹ less"), "less", known=less)}'
    yield from _options(one)
    yield f"{step(view, tr('more ›'), 'more', known=more)}</span></h2>"
    that_day = view.here(known=view.question.at.isoformat())
    yield f'<p class="also"><a href="{escape(that_day)}">{escape(tr("as known that day"))}</a> '
    yield f'<a href="{escape(view.here(known=None))}">{escape(tr("all that is known today"))}</a> '
    if one.is_mapped:
        yield f'<a href="#map">{escape(tr("what was known when"))}</a>'
    yield "</p>"
    if one.is_mapped:
        day = view.language.day(view.question.at).label
        yield f'<span class="lane">{escape(tr("{day}, by what was known", day=day))}</span>'
        yield band(_by_knowledge(one), height=16, at=_across(one.stop, count))
    yield (
        f'<span></span><div><input id="k" hidden type="range" min="0" max="{count}" '
        f'value="{one.stop}" aria-valuetext="{escape(one.known(one.stop))}">'
        f'<div class="scale" aria-hidden="true"><span>{escape(tr("nothing yet"))}</span>'
        f"<span>{escape(tr('all facts'))}</span></div></div></div>"
    )


def _options(one: TimePanel) -> Iterator[str]:
    """Give the list of stops; the value of each is the position of the log up to which it knows."""
    count, tr = one.stops.facts, one.view.tr
    label = escape(tr("Known up to"))
    yield f'<select name="known" aria-label="{label}">'
    for stop in range(len(one.stops.points) + 1):
        selected = " selected" if stop == one.stop else ""
        position, when = one.stops.position(stop), one.known(stop)
        value = "" if stop == len(one.stops.points) else str(position)  # all, whatever comes
        told = tr(
            "{known} of {count}: position {position}, {when}",
            known=str(one.stops.rank(stop)),
            count=str(count),
            position=str(position),
            when=when,
        )
        yield f'<option value="{value}" data-when="{escape(when)}"{selected}>{escape(told)}</option>'
    yield "</select>"


def _across(stop: int, count: int) -> float:
    return round(1000 * stop / max(1, count), 1)


def _by_knowledge(one: TimePanel) -> list[BandPiece]:
    """Return what was thought of the day asked at each stop, from left to right."""
    count, pieces = len(one.stops.points), []
    for stop in range(count + 1):
        known = as_known(one.stretches, one.stops.position(stop))
        held = on_day(known, one.view.question.at)
        if held is None:
            tone, told = Tone.NEUTRAL, one.word(None)
        else:
            words = one.words(held.compliance, held.access, held.ahead)
            tone, told = worst(words[:2]), one.word(held)
        pieces.append(BandPiece(max(0.0, _across(stop, count) - 500 / max(1, count)), tone, told))
    return pieces


def known_map(one: TimePanel) -> Iterator[str]:
    """Give the map under its heading; nothing where only what was public by a day counts."""
    tr, view = one.view.tr, one.view
    if not one.is_mapped:
        return
    yield f'<h2 id="map">{escape(tr("What was known when"))}</h2>'
    hint = tr(
        "Each row is one more fact in the log; each column a day. Where a column changes colour, "
        "our judgement of that day changed."
    )
    then = one.word(on_day(as_known(one.stretches, view.question.known.position), view.question.at))
    now = one.word(on_day(as_known(one.stretches, view.head), view.question.at))
    told = tr(
        "Across: the days. Upwards: what was known, fact by fact. On {day}: {then}, as known then; "
        "{now}, by all that is known.",
        day=view.language.day(view.question.at).label,
        then=then,
        now=now,
    )
    rows = len(one.stops.points) + 1
    yield f'<p class="quiet">{escape(hint)}</p><div class="map"><div class="y" aria-hidden="true">'
    yield f"<span>{escape(tr('all facts'))}</span><span>{escape(tr('nothing yet'))}</span></div>"
    yield time_map(_tiles(one), rows, at=one.at, row=one.stop, told=told)
    yield f"{years(one.axis)}</div>"


def _tiles(one: TimePanel) -> list[MapTile]:
    """Return a rectangle for each row of what was known, cut where the next one begins at that K."""
    found: list[MapTile] = []
    held: dict[tuple[float, float, Tone], int] = {}
    top = len(one.stops.points) + 1
    for stop in range(top + 1):
        now = set(_row(one, stop)) if stop < top else set()
        gone = [tile for tile in held if tile not in now]
        found += [MapTile(tile[0], tile[1], held.pop(tile), stop, tile[2]) for tile in gone]
        held = {tile: held.get(tile, stop) for tile in sorted(now)}
    return sorted(found, key=lambda tile: (tile.low, tile.start))


def _row(one: TimePanel, stop: int) -> Iterator[tuple[float, float, Tone]]:
    """Give the pieces of one row: what held over the days, as known at a stop."""
    position = one.stops.position(stop)
    known = [
        drawn
        for stretch, drawn in zip(one.stretches, one.drawn, strict=True)
        if stretch.known_from <= position < stretch.known_to
    ]
    if not known:
        return
    starts = [start for start, _ in known]
    tones = [tone for _, tone in known]
    pieces = zip(tones, starts, [*starts, 1000.0][1:], strict=True)
    for tone, same in groupby(pieces, key=lambda piece: piece[0]):
        run = list(same)
        yield run[0][1], run[-1][2], tone
