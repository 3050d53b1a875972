"""What a requirement comes to on a day: its states, and until when (domain.md, "Requirements")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aggregates.dates.windows import months_after
from projections.fold.standing import RequirementStanding
from projections.fold.state import Finding, Happening, Obligation, RunningStay, requirement_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from projections.fold.state import Entry, EntryKey, Requirement

Enforced: TypeAlias = dict[str, Obligation | Finding]
Stays: TypeAlias = dict[str, RunningStay]
"""What of an entry exists and can be stayed, and the running stays of it, by the same names."""

_OVERDUE_LASTS = 12
_WORDS_LAST = 24
"""For how many months after the last word a state is believed that silence does not confirm."""

_FAULTS = frozenset({"refused", "lapsed"})
_BEGUN_ONLY = frozenset({"required", "pledged", "stayed"})
"""States of a later instance that say nothing of the instances before it."""


class JudgedRequirement(NamedTuple):
    """A listed requirement.

    ``excused`` tells whether what was refused or lapsed may still be done in time: its
    obligation is stayed, or its due day has not passed.
    """

    standing: RequirementStanding
    excused: bool = False


class Decided(NamedTuple):
    """A state, its due day, the facts that decide it, and the last day on which it is believed."""

    state: str
    due: date | None
    grounds: Sequence[Happening]
    believed_until: date = date.max


class Judgement(NamedTuple):
    """What a requirement comes to: its listed entries, and the last day through which they hold."""

    listed: tuple[JudgedRequirement, ...]
    through: date


def judgement(code: str, held: Requirement, at: date) -> Judgement:
    """Return what a requirement comes to on a day, while no further fact acts on it."""
    through = date.max
    judged: list[tuple[EntryKey, JudgedRequirement]] = []
    for key, entry in held.items():
        enforced = entry.enforced_at(at)
        stays = {name: one.stay for name, one in enforced.items() if one.stay is not None}
        stays = {name: stay for name, stay in stays.items() if stay.holds(at)}
        decided = _decided(entry, enforced, stays, at, of_instance=key[0] is not None)
        for day in _days_ahead(entry, decided):
            if day is not None and at <= day < through:
                through = day
        if decided is not None:
            name = requirement_code(code, key[0])
            judged.append((key, _judged(name, key[1], entry, decided, (enforced, stays), at)))
    if len(judged) == 1:
        return Judgement((judged[0][1],), through)
    listed = sorted(_latest_terms(judged), key=lambda one: one.standing.key)
    return Judgement(tuple(listed), through)


def _decided(
    entry: Entry, enforced: Enforced, stays: Stays, at: date, *, of_instance: bool
) -> Decided | None:
    """Return the first state that holds, as it is before silence makes it unconfirmed."""
    breaches = [
        enforced[name].by for name in ("finding", "fine") if name in enforced and name not in stays
    ]
    if breaches:
        return Decided("breached", None, breaches)
    decided = _by_words(entry, at, of_instance=of_instance) or _by_days(
        entry, None if "obligation" in stays else entry.obligation, at
    )
    if decided is not None:
        return decided._replace(believed_until=date.max) if stays else decided
    if stays:
        return Decided("stayed", None, [enforced[name].by for name in stays])
    return None if entry.abandoned is None else Decided("abandoned", None, [entry.abandoned])


def _by_words(entry: Entry, at: date, *, of_instance: bool) -> Decided | None:
    if entry.met is not None:
        silent = _months_after_last_word(entry, at, _WORDS_LAST) if of_instance else date.max
        return Decided("met", None, [entry.met], silent)
    if entry.refused is not None:
        return Decided("refused", None, [entry.refused])
    if entry.lapsed is not None:
        return Decided("lapsed", None, [entry.lapsed])
    if entry.claim is None:
        return None
    silent = _months_after_last_word(entry, at, _WORDS_LAST)
    return Decided("claimed", None, [entry.claim], silent)


def _months_after_last_word(entry: Entry, at: date, months: int, passed: date = date.min) -> date:
    """Return the day so many months after the last word, or after a day that passed later."""
    return months_after(max(entry.last_word_at(at), passed), months)


def _by_days(entry: Entry, obligation: Obligation | None, at: date) -> Decided | None:
    """Return what the due days of an obligation that is not stayed, and of a pledge, come to."""
    pledge = entry.pledge
    by_law = None if obligation is None else obligation.due
    by_word = None if pledge is None else pledge.due
    if obligation is not None and by_law is not None and at > by_law:
        silent = _months_after_last_word(entry, at, _OVERDUE_LASTS, by_law)
        return Decided("overdue", by_law, [obligation.due_by], silent)
    if pledge is not None and by_word is not None and at > by_word:
        silent = _months_after_last_word(entry, at, _OVERDUE_LASTS, by_word)
        return Decided("late", by_word, [pledge.by], silent)
    if obligation is None and pledge is None:
        return None
    due = min((day for day in (by_law, by_word) if day is not None), default=None)
    silent = _months_after_last_word(entry, at, _WORDS_LAST) if due is None else date.max
    if pledge is not None:
        return Decided("pledged", due, [pledge.by], silent)
    return Decided("required", due, [], silent)


def _days_ahead(entry: Entry, decided: Decided | None) -> Iterator[date | None]:
    """Give the last days behind which an entry may come to something else."""
    for thing in (entry.obligation, entry.finding, entry.fine):
        if thing is not None and thing.stay is not None:
            yield thing.stay.until
    if entry.obligation is not None:
        yield entry.obligation.due
    if entry.pledge is not None:
        yield entry.pledge.due
    if entry.fine is not None:
        yield entry.fine.fine_until
    if decided is not None:
        yield decided.believed_until


def _judged(
    name: str,
    ground: str | None,
    entry: Entry,
    decided: Decided,
    held: tuple[Enforced, Stays],
    at: date,
) -> JudgedRequirement:
    enforced, stays = held
    obligation, grounds = entry.obligation, list(decided.grounds)
    if obligation is not None and "obligation" not in stays:
        grounds.append(obligation.by)
    grounds += [stay.by for stay in stays.values()]
    silent = at > decided.believed_until
    by_law = bool(enforced) or (ground is not None and not entry.waived)
    standing = RequirementStanding(
        requirement=name,
        ground=ground,
        state="unconfirmed" if silent else decided.state,
        was=decided.state if silent else None,
        basis="law" if by_law else "voluntary",
        stayed=bool(stays),
        due=decided.due,
        because=ids(grounds),
    )
    if decided.state not in _FAULTS:
        return JudgedRequirement(standing)
    due = None if obligation is None else obligation.due
    return JudgedRequirement(standing, "obligation" in stays or (due is not None and at <= due))


def _latest_terms(
    judged: Iterable[tuple[EntryKey, JudgedRequirement]],
) -> Iterator[JudgedRequirement]:
    """Give the entries that count: of a recurring duty under one ground, the latest term does.

    The names of instances sort by time.
    """
    handed_in: set[str | None] = set()
    begun: set[str | None] = set()
    for (instance, ground), one in sorted(
        judged, key=lambda entry: entry[0][0] or "", reverse=True
    ):
        state = one.standing.was or one.standing.state
        passing = state == "met" or one.standing.was is not None
        over = ground in handed_in or (ground in begun and passing)
        if instance is None or state == "breached" or not over:
            yield one
        if instance is not None and state == "met":
            handed_in.add(ground)
        if instance is not None and state not in _BEGUN_ONLY:
            begun.add(ground)


def ids(grounds: Sequence[Happening]) -> tuple[str, ...]:
    """Return the ids of facts in fold order, each once."""
    if len(grounds) == 1:
        return (grounds[0].id,)
    ordered = sorted(grounds, key=lambda ground: ground.key)
    return tuple(dict.fromkeys(ground.id for ground in ordered))
