"""Standings in sentences: what holds, since when, and what changed from one period to the next."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from reports.model import Foreign, Paragraph, Tone, Word, Words
from reports.words import vocabulary
from reports.words.language import P_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from projections.fold.periods import Period
    from projections.fold.standing import (
        MeasureStanding,
        Observed,
        Otherwise,
        RequirementStanding,
        Standing,
    )
    from projections.queries.status import Status
    from reports.model import Run
    from reports.words.language import Language


OLD = P_("mark", "no source for a year")
CONTRADICTED = P_("mark", "measured otherwise")


def disputed(language: Language) -> Word:
    """Return the word for what is disputed."""
    return Word("disputed", language.tr("disputed"), Tone.WARN, "≠")


def approximate(language: Language) -> Word:
    """Return the word for what a vague date leaves open."""
    return Word("approximate", language.tr("approximate"), Tone.WARN, "≈")


def old(language: Language) -> Word:
    """Return the word for what no source has spoken of for more than a year."""
    return Word("old", language.word(OLD), Tone.SILENT, "⋯")


def observed(language: Language, seen: Observed) -> Word:
    """Return what measurements see; a sign of its own where that is not what is announced."""
    word = vocabulary.word(language, "observed", seen.state)
    if not seen.contradicts:
        return Word(seen.state, language.tr("measured: {word}", word=word.label), Tone.NEUTRAL, "◉")
    label = language.tr("measured otherwise: {word}", word=word.label)
    return Word(f"contradicted-{seen.state}", label, Tone.WARN, "◎")


def contradicted(language: Language) -> Word:
    """Return the mark of what is measured otherwise than announced, whatever is measured."""
    return Word("contradicted", language.word(CONTRADICTED), Tone.WARN, "◎")


def marks(language: Language, standing: Standing) -> tuple[Word, ...]:
    """Return the words that limit what a standing says: disputed, approximate."""
    found = []
    if standing.disputed:
        found.append(disputed(language))
    if standing.certainty == "approximate":
        found.append(approximate(language))
    return tuple(found)


def words(language: Language, one: Status) -> Words:
    """Return what a standing comes to, in words set large."""
    standing, tr = one.period.standing, language.tr
    access = vocabulary.word(language, "access", standing.access)
    found = [
        vocabulary.word(language, "compliance", standing.compliance),
        _renamed(access, tr("access: {word}", word=access.label)),
    ]
    if standing.ahead is not None:
        ahead = vocabulary.word(language, "ahead", standing.ahead)
        found.append(_renamed(ahead, tr("ahead: {word}", word=ahead.label)))
    if standing.observed is not None:
        found.append(observed(language, standing.observed))
    found += marks(language, standing)
    if one.is_old:
        found.append(old(language))
    return Words(tuple(found))


def _renamed(word: Word, label: str) -> Word:
    return Word(word.code, label, word.tone, word.sign)


_NO_FINDING = {"overdue": Tone.PASSED, "unconfirmed": Tone.SILENT}
"""Compliance that comes of silence, and how the sentence that says so looks."""


def sentences(language: Language, one: Status, past: Sequence[Period]) -> Iterable[Paragraph]:
    """Give what holds on a day in sentences: what it means, since when, and what limits it.

    ``past`` are the periods through that day, in order; the last is that of the standing.
    """
    standing = one.period.standing
    compliance, *others = meanings(language, one)
    yield Paragraph(compliance, _NO_FINDING.get(standing.compliance, Tone.NEUTRAL))
    yield Paragraph((" ".join(str(text) for told in others for text in told),))
    told = (*since(language, one.period, past), " ", *_last_change(language, one.period))
    yield Paragraph(told)
    yield from limits(language, one)


def meanings(language: Language, one: Status) -> Iterator[Run]:
    """Give what the words of a standing mean, a sentence for each: compliance, access, what is ahead."""
    standing = one.period.standing
    yield (vocabulary.meaning(language, "compliance", standing.compliance) or "",)
    yield (vocabulary.meaning(language, "access", standing.access) or "",)
    if standing.ahead is not None:
        yield (vocabulary.meaning(language, "ahead", standing.ahead) or "",)


def silence(language: Language, standing: Standing) -> Iterator[Run]:
    """Give of how many requirements nothing was heard, which is no finding."""
    states = [one.state for one in standing.requirements]
    if passed := states.count("overdue"):
        yield (
            language.trn(
                "Of {count} duty the day has passed, and nothing was heard; that is no finding.",
                "Of {count} duties the day has passed, and nothing was heard; that is no finding.",
                passed,
            ),
        )
    if silent := states.count("unconfirmed"):
        yield (
            language.trn(
                "{count} requirement is unconfirmed: nobody has spoken of it for one or two years.",
                "{count} requirements are unconfirmed: nobody has spoken of them for one or two "
                "years.",
                silent,
            ),
        )


def limits(language: Language, one: Status) -> Iterator[Paragraph]:
    """Give what limits a standing: vague dates, denials, measurements, and sources of long ago."""
    standing = one.period.standing
    if standing.certainty == "approximate":
        yield Paragraph(
            language.run(
                "This is approximate: a fact whose date is vague may have happened by {day}, and "
                "would change it.",
                day=language.day(one.question.at),
            ),
            Tone.WARN,
        )
    if standing.otherwise is not None:
        yield Paragraph(_otherwise(language, standing, standing.otherwise), Tone.WARN)
    if standing.observed is not None:
        tone = Tone.WARN if standing.observed.contradicts else Tone.NEUTRAL
        yield Paragraph(seen(language, standing.observed), tone)
    yield from _latest_source(language, one)


def _latest_source(language: Language, one: Status) -> Iterator[Paragraph]:
    """Give when somebody last spoke of it; set off where that is long ago."""
    if one.latest_source is None:
        return
    day = language.day(one.latest_source)
    if not one.is_old:
        yield Paragraph(language.run("The latest source that speaks of it is of {day}.", day=day))
        return
    yield Paragraph(
        language.run(
            "The latest source that speaks of it is of {day}, more than a year before the day "
            "asked about: what holds may have changed since, unheard.",
            day=day,
        ),
        Tone.SILENT,
    )


def seen(language: Language, one: Observed) -> Run:
    """Return what measurements see, from when to when, and whether that is what is announced."""
    told = language.run(
        "Measurements of {since} found it {state}; that counts through {until}.",
        since=language.day(one.since),
        state=vocabulary.word(language, "observed", one.state),
        until=language.day(one.until),
    )
    if not one.contradicts:
        return told
    return (*told, " ", language.tr("That is not what is announced."))


def _otherwise(language: Language, standing: Standing, other: Otherwise) -> Run:
    whole = (standing.compliance, standing.access, standing.ahead)
    if (other.compliance, other.access, other.ahead) == whole:
        return language.run(
            "This is disputed: without the facts that are denied, the words would be the same, but "
            "a requirement or a measure below would be another."
        )
    told = language.run(
        "This is disputed: without the facts that are denied, compliance would be {compliance}, "
        "and access {access}.",
        compliance=vocabulary.word(language, "compliance", other.compliance),
        access=vocabulary.word(language, "access", other.access),
    )
    if other.ahead == standing.ahead:
        return told
    if other.ahead is None:
        return (*told, " ", language.tr("Nothing would be ahead."))
    ahead = vocabulary.word(language, "ahead", other.ahead)
    return (*told, " ", *language.run("Ahead would be: {ahead}.", ahead=ahead))


def since(language: Language, period: Period, past: Sequence[Period]) -> Run:
    """Return since when the words of a standing are what they are."""
    standing = period.standing
    compliance = _held(past, lambda one: one.standing.compliance == standing.compliance)
    access = _held(past, lambda one: one.standing.access == standing.access)
    told = language.run(
        "Compliance has been the same since {compliance}, access since {access}.",
        compliance=language.day(compliance),
        access=language.day(access),
    )
    if standing.ahead is not None:
        ahead = _held(past, lambda one: one.standing.ahead == standing.ahead)
        begun = language.run("What is ahead has been since {day}.", day=language.day(ahead))
        return (*told, " ", *begun)
    return told


def _last_change(language: Language, period: Period) -> Run:
    since = language.day(period.since)
    if period.began == "time":
        told = language.run(
            "The last change of anything told here was on {day}: time passed, and no further fact "
            "was known.",
            day=since,
        )
    else:
        told = language.run("The last change of anything told here was on {day}.", day=since)
    if period.until is None:
        return told
    until = language.run(
        "As far as known now, it changes on {day}.", day=language.day(period.until)
    )
    return (*told, " ", *until)


def _held(past: Sequence[Period], same: Callable[[Period], bool]) -> date:
    """Return the first day of the last stretch of periods that are the same in something."""
    found = past[-1].since
    for one in takewhile(same, reversed(past)):
        found = one.since
    return found


def requirement(language: Language, one: RequirementStanding) -> Run:
    """Return what a requirement is called, with the law or order under which it stands."""
    if one.ground is None:
        return (vocabulary.named(language, "requirement", one.requirement),)
    return under(language, one.requirement, one.ground)


def state(language: Language, one: RequirementStanding) -> Run:
    """Return the state of a requirement; where silence made it unconfirmed, with what it was before."""
    told: Run = (vocabulary.word(language, "state", one.state),)
    if one.was is None:
        return told
    was = vocabulary.word(language, "state", one.was).label
    return language.aside(told, language.tr("was: {word}", word=was))


def under(language: Language, requirement: str, ground: str | Foreign) -> Run:
    """Return what a requirement is called under a law or an order."""
    named = vocabulary.named(language, "requirement", requirement)
    law = ground if isinstance(ground, Foreign) else Foreign(ground)
    return language.run("{name} under {ground}", name=named, ground=law)


def measure(language: Language, one: MeasureStanding) -> Run:
    """Return what a measure is called: its scope, its service, its order, and whose it is."""
    where = vocabulary.where(language, one)
    if one.side == "platform":
        return language.run("withdrawn by the platform ({scope})", scope=where)
    return language.run("measure ({scope})", scope=where)
