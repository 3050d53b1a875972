"""What a law asks, in words: of which platforms, by when, and how it comes again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.law.checks import WAITING
from aggregates.vocabulary.law import CountedFrom, Days, ObligesTo, Periods
from reports.model import Foreign, Tone, Word
from reports.tables.deadline_rows import duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.law import Category, Deadline, Duty, Recurrence, Sanction, Threshold
    from reports.model import Inline, Run
    from web.asking.view import View


@dataclass(frozen=True, slots=True)
class LawText:
    """Tells the parts of a law in the language of a view."""

    view: View

    def due(self, duty: Duty) -> Iterator[Run]:
        """Give by when a duty is due, how it comes again, and how fast requests are answered."""
        run = self.view.language.run
        if duty.deadline is not None and (told := self._deadline(duty.deadline)):
            yield told
        if duty.recurrence is not None:
            yield self._again(duty.recurrence)
        for clock in duty.clocks or ():
            time = duration(self.view.language, clock.within)
            if clock.request is None:
                yield run("{time} to answer a request", time=time)
            else:
                kind = Foreign(clock.request)
                yield run("{time} to answer a request ({kind})", time=time, kind=kind)
        if duty.obliges_to is ObligesTo.CONDUCT:
            yield (self.view.tr("conduct that goes on: no obligation with a day is recorded"),)

    def _deadline(self, one: Deadline) -> Run:
        run, event = self.view.language.run, self._event(one.counted_from)
        day = None if one.on is None else self.view.language.when(str(one.on))
        told: Run = ()
        if one.within is not None:
            time = duration(self.view.language, one.within)
            if one.days is Days.BUSINESS:
                told = run("within {time} from {event}, in working days", time=time, event=event)
            else:
                told = run("within {time} from {event}", time=time, event=event)
        elif one.counted_from in WAITING:
            told = run("as soon as there is {event}", event=event)
        if day is None:
            return told
        return (
            run("{told}, at the earliest {day}", told=told, day=day)
            if told
            else run("by {day}", day=day)
        )

    def _event(self, start: CountedFrom) -> str:
        tr = self.view.tr
        match start:
            case CountedFrom.DESIGNATION:
                return tr("the designation")
            case CountedFrom.IN_FORCE:
                return tr("the law’s entry into force")
            case CountedFrom.REQUEST:
                return tr("the authority’s request")
            case CountedFrom.DEEMED:
                return tr("the day on which the number of users is reached")

    def _again(self, one: Recurrence) -> Run:
        run, every = self.view.language.run, duration(self.view.language, one.every)
        if one.periods is Periods.FROM_FIRST:
            return run("again every {time} from the first day due", time=every)
        told = run("for every {time} of the calendar", time=every)
        if one.within is not None:
            within = duration(self.view.language, one.within)
            told = run("{told}, within {time} after it", told=told, time=within)
        if one.since is not None:
            since = self.view.language.when(str(one.since))
            told = run("{told}, from {day} on", told=told, day=since)
        return told

    def threshold(self, one: Threshold) -> Run:
        """Return a number that a platform has to reach."""
        bounds = [*self._bounds(one)]
        unit = Foreign(one.unit or str(one.metric).replace("-", " "))
        told: Run = (*self.view.language.listed(bounds), " ", unit) if bounds else (unit,)
        return self.view.language.aside(told, Foreign(one.note)) if one.note else told

    def _bounds(self, one: Threshold) -> Iterator[Run]:
        number, run = self.view.language.number, self.view.language.run
        if one.at_least is not None:
            yield run("at least {number}", number=number(one.at_least))
        if one.above is not None:
            yield run("above {number}", number=number(one.above))
        if one.at_most is not None:
            yield run("at most {number}", number=number(one.at_most))
        if one.below is not None:
            yield run("below {number}", number=number(one.below))

    def kinds(self, one: Category) -> Iterator[Run]:
        """Give what a platform has to be for a category."""
        for threshold in one.thresholds or ():
            yield self.threshold(threshold)
        if one.kinds:
            listed = self.view.language.listed(
                [(Foreign(kind.replace("-", " ")),) for kind in one.kinds]
            )
            yield self.view.language.run("kinds of service: {kinds}", kinds=listed)

    def sanction(self, one: Sanction) -> Run:
        """Return a sanction, with where it stands."""
        told: Run = (Foreign(one.sanction),)
        return self.view.language.aside(told, Foreign(one.article)) if one.article else told

    def doubt(self, unverified: object) -> tuple[Inline, ...]:
        """Return the mark of what has something in it that was not found in a source."""
        if not unverified:
            return ()
        return (" ", Word("unverified", self.view.tr("unverified"), Tone.WARN))
