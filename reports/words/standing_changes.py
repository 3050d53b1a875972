"""What differs between two standings, a run for each requirement and measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projections.fold.standing import (
        MeasureKey,
        MeasureStanding,
        RequirementStanding,
        Standing,
    )
    from reports.model import Inline, Run
    from reports.words.language import Language


def changes(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    """Give what differs between two standings, each requirement and measure in a run."""
    yield from _requirements(language, before, after)
    yield from _measures(language, before, after)
    yield from _observed(language, before, after)


def _requirements(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    old = {one.key: one for one in before.requirements} if before else {}
    new = {one.key: one for one in after.requirements}
    for key in dict.fromkeys([*old, *new]):
        yield from _requirement(language, old.get(key), new.get(key))


def _requirement(
    language: Language, was: RequirementStanding | None, now: RequirementStanding | None
) -> Iterable[Run]:
    either = now or was
    if either is None:
        return
    name = standing_sentences.requirement(language, either)
    if (was and was.state) != (now and now.state):
        before = (vocabulary.word(language, "state", was.state),) if was else ()
        after = (vocabulary.word(language, "state", now.state),) if now else ()
        yield _changed(language, name, before, after)
    if now and now.due and now.state != "unconfirmed" and (was is None or was.due != now.due):
        yield language.run("{name}: due {day}", name=name, day=language.day(now.due))
    if now and "stayed" not in (now.state, was and was.state):
        yield from _stay(language, name, bool(was and was.stayed), now.stayed)


def _stay(language: Language, name: Run, *stayed: bool) -> Iterable[Run]:
    """Give that enforcement is held back, or no longer, where the state doesn't say so."""
    match stayed:
        case (False, True):
            yield language.run("{name}: enforcement is held back", name=name)
        case (True, False):
            yield language.run("{name}: enforcement is no longer held back", name=name)


def _measures(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    old, new = _by_key(before.measures if before else ()), _by_key(after.measures)
    for key in dict.fromkeys([*old, *new]):
        was, now = _levels(language, old.get(key, ())), _levels(language, new.get(key, ()))
        if was != now:
            either = [*new.get(key, ()), *old.get(key, ())][0]
            yield _changed(language, standing_sentences.measure(language, either), was, now)


def _by_key(measures: Iterable[MeasureStanding]) -> dict[MeasureKey, list[MeasureStanding]]:
    found: dict[MeasureKey, list[MeasureStanding]] = {}
    for one in measures:
        found.setdefault(one.key, []).append(one)
    return found


def _levels(language: Language, held: Sequence[MeasureStanding]) -> Run:
    if not held:
        return ()
    return language.listed((vocabulary.level(language, one),) for one in held)


def _observed(language: Language, before: Standing | None, after: Standing) -> Iterable[Run]:
    was, now = before.observed if before else None, after.observed
    if (was and (was.state, was.contradicts)) == (now and (now.state, now.contradicts)):
        return
    if now is not None:
        yield (standing_sentences.observed(language, now),)
    elif was is not None:
        word = vocabulary.word(language, "observed", was.state)
        yield language.run("measurements: no longer {word}", word=word)


def _changed(language: Language, name: Inline | Run, before: Run, after: Run) -> Run:
    if not before:
        return language.run("{name}: {after}", name=name, after=after)
    if not after:
        return language.run("{name}: no longer {before}", name=name, before=before)
    return language.run("{name}: {after}, after {before}", name=name, after=after, before=before)
