"""Standings in sentences: what holds, since when, and what changed from one period to the next."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from reports.model import Foreign, Paragraph, Tone, Word, Words
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from projections.fold.periods import Period
    from projections.fold.standing import MeasureStanding, Otherwise, Standing
    from reports.model import Inline, Run
    from reports.words.language import Language


def disputed(language: Language) -> Word:
    """Return the word for what is disputed."""
    return Word("disputed", language.tr("disputed"), Tone.WARN, "≠")


def approximate(language: Language) -> Word:
    """Return the word for what a vague date leaves open."""
    return Word("approximate", language.tr("approximate"), Tone.WARN, "≈")


def marks(language: Language, standing: Standing) -> tuple[Word, ...]:
    """Return the words that limit what a standing says: disputed, approximate."""
    found = []
    if standing.disputed:
        found.append(disputed(language))
    if standing.certainty == "approximate":
        found.append(approximate(language))
    return tuple(found)


def words(language: Language, standing: Standing) -> Words:
    """Return what a standing comes to, in words set large."""
    compliance = vocabulary.word(language, "compliance", standing.compliance)
    access = vocabulary.word(language, "access", standing.access)
    named = Word(
        access.code, language.tr("access: {word}", word=access.label), access.tone, access.sign
    )
    return Words((compliance, named, *marks(language, standing)))


def sentences(
    language: Language, period: Period, past: Sequence[Period], at: date
) -> Iterable[Paragraph]:
    """Give what holds on a day in sentences: what it means, since when, and what limits it.

    ``past`` are the periods through that day, in order; the last is ``period``.
    """
    standing = period.standing
    told = [
        vocabulary.meaning(language, "compliance", standing.compliance),
        vocabulary.meaning(language, "access", standing.access),
    ]
    yield Paragraph((" ".join(one for one in told if one),))
    yield Paragraph(_since(language, period, past))
    if standing.certainty == "approximate":
        yield Paragraph(
            language.run(
                "This is approximate: a fact whose date is vague may have happened by {day}, and "
                "would change it.",
                day=language.day(at),
            ),
            Tone.WARN,
        )
    if standing.otherwise is not None:
        yield Paragraph(_otherwise(language, standing, standing.otherwise), Tone.WARN)


def _otherwise(language: Language, standing: Standing, other: Otherwise) -> Run:
    if (other.compliance, other.access) == (standing.compliance, standing.access):
        return language.run(
            "This is disputed: without the facts that are denied, the words would be the same, but "
            "a requirement or a measure below would be another."
        )
    return language.run(
        "This is disputed: without the facts that are denied, compliance would be {compliance}, "
        "and access {access}.",
        compliance=vocabulary.word(language, "compliance", other.compliance),
        access=vocabulary.word(language, "access", other.access),
    )


def _since(language: Language, period: Period, past: Sequence[Period]) -> Run:
    standing = period.standing
    compliance = _held(past, lambda one: one.standing.compliance == standing.compliance)
    access = _held(past, lambda one: one.standing.access == standing.access)
    told = language.run(
        "Compliance has been the same since {compliance}, access since {access}.",
        compliance=language.day(compliance),
        access=language.day(access),
    )
    since = language.day(period.since)
    if period.began == "time":
        last = language.run(
            "The last change of anything told here was on {day}: time passed, and no further fact "
            "was known.",
            day=since,
        )
    else:
        last = language.run("The last change of anything told here was on {day}.", day=since)
    told = (*told, " ", *last)
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


def measure(language: Language, one: MeasureStanding) -> Run:
    """Return what a measure is called: its scope, its order, and whose it is."""
    scope = vocabulary.named(language, "scope", one.scope)
    if one.side == "platform":
        return language.run("withdrawn by the platform ({scope})", scope=scope)
    if one.order is None:
        return language.run("measure ({scope})", scope=scope)
    return language.run("measure ({scope}, order {order})", scope=scope, order=Foreign(one.order))


def changes(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    """Give what differs between two standings, each requirement and measure in a run."""
    yield from _requirements(language, before, after)
    yield from _measures(language, before, after)


def _requirements(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    old = {one.requirement: one for one in before.requirements} if before else {}
    new = {one.requirement: one for one in after.requirements}
    for code in dict.fromkeys([*old, *new]):
        was, now = old.get(code), new.get(code)
        name = vocabulary.named(language, "requirement", code)
        was_word = vocabulary.word(language, "state", was.state) if was else None
        now_word = vocabulary.word(language, "state", now.state) if now else None
        if (was and was.state) != (now and now.state):
            yield _changed(language, name, was_word, now_word)
        if now and now.due and (was is None or was.due != now.due):
            yield language.run("{name}: due {day}", name=name, day=language.day(now.due))


def _measures(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    old = {one.key: one for one in before.measures} if before else {}
    new = {one.key: one for one in after.measures}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        either = now or was
        if either is not None and (was and was.level) != (now and now.level):
            named = measure(language, either)
            was_word = vocabulary.word(language, "level", was.level) if was else None
            now_word = vocabulary.word(language, "level", now.level) if now else None
            yield _changed(language, named, was_word, now_word)


def _changed(
    language: Language, name: Inline | Run, before: Word | None, after: Word | None
) -> Run:
    if before is None and after is not None:
        return language.run("{name}: {after}", name=name, after=after)
    if after is None and before is not None:
        return language.run("{name}: no longer {before}", name=name, before=before)
    return language.run(
        "{name}: {after}, after {before}", name=name, after=after or "", before=before or ""
    )
