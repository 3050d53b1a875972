"""What a requirement comes to on a day: its states, and until when (domain.md, "Requirements")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from aggregates.dates.windows import months_after
from projections.fold.standing import RequirementStanding
from projections.fold.state import (
    BreachFinding,
    Happening,
    Obligation,
    RunningStay,
    requirement_code,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from projections.fold.state import EntryKey, Requirement, RequirementEntry

Enforced: TypeAlias = dict[str, Obligation | BreachFinding]
Stays: TypeAlias = dict[str, RunningStay]
"""What of an entry exists and can be stayed, and the running stays of it, by the same names."""

_OVERDUE_LASTS = 12
_WORDS_LAST = 24
"""For how many months after the last word a state is believed that silence does not confirm."""

_FAULTS = frozenset({"refused", "lapsed"})
_BEGUN_ONLY = frozenset({"required", "pledged", "stayed"})
"""States of a later instance that say nothing of the instances before it."""


class JudgedRequirement(msgspec.Struct, frozen=True):
    """A listed requirement.

    ``excused`` tells whether what was refused or lapsed may still be done in time: its
    obligation is stayed, or its due day has not passed.
    """

    standing: RequirementStanding
    excused: bool = False


class StateDecision(msgspec.Struct, frozen=True):
    """A state, its due day, the facts that decide it, and the last day on which it is believed."""

    state: str
    due: date | None
    grounds: Sequence[Happening]
    believed_until: date = date.max


class JudgedEntry(msgspec.Struct, frozen=True):
    """What one entry comes to (None: to nothing), and the last day through which it does."""

    found: JudgedRequirement | None
    through: date


class Judgement(msgspec.Struct, frozen=True):
    """What a requirement comes to: its listed entries, and the last day through which they hold."""

    listed: tuple[JudgedRequirement, ...]
    through: date


def judgement(code: str, held: Requirement, at: date) -> Judgement:
    """Return what a requirement comes to on a day, while no further fact acts on it."""
    entries = [(key, judged_entry(code, key, entry, at)) for key, entry in held.items()]
    through = min((judged.through for _, judged in entries), default=date.max)
    found = {key: judged.found for key, judged in entries if judged.found is not None}
    return Judgement(tuple(found[key] for key in counting(found)), through)


def judged_entry(code: str, key: EntryKey, entry: RequirementEntry, at: date) -> JudgedEntry:
    """Return what an entry comes to on a day, whatever there is beside it."""
    enforced = entry.enforced_at(at)
    stays: Stays = {}
    for name, one in enforced.items():
        if one.stay is not None and one.stay.holds(at):
            stays[name] = one.stay
    decided = _decided(entry, enforced, stays, at, of_instance=key[0] is not None)
    through = _unchanged_through(entry, decided, at)
    if decided is None:
        return JudgedEntry(None, through)
    name = requirement_code(code, key[0])
    return JudgedEntry(_judged(name, key[1], entry, decided, (enforced, stays), at), through)


def _decided(
    entry: RequirementEntry, enforced: Enforced, stays: Stays, at: date, *, of_instance: bool
) -> StateDecision | None:
    """Return the first state that holds, as it is before silence makes it unconfirmed."""
    found = [name for name in enforced if name != "obligation" and name not in stays]
    if breaches := [enforced[name].by for name in found]:
        return StateDecision("breached", None, breaches)
    decided = _by_words(entry, at, of_instance=of_instance) or _by_days(
        entry, None if "obligation" in stays else entry.obligation, at
    )
    if decided is not None:
        return replace(decided, believed_until=date.max) if stays else decided
    if stays:
        return StateDecision("stayed", None, [enforced[name].by for name in stays])
    return None if entry.abandoned is None else StateDecision("abandoned", None, [entry.abandoned])


def _by_words(entry: RequirementEntry, at: date, *, of_instance: bool) -> StateDecision | None:
    if entry.met is not None:
        silent = _months_after_last_word(entry, at, _WORDS_LAST) if of_instance else date.max
        return StateDecision("met", None, [entry.met], silent)
    if entry.refused is not None:
        return StateDecision("refused", None, [entry.refused])
    if entry.lapsed is not None:
        return StateDecision("lapsed", None, [entry.lapsed])
    if entry.claim is None:
        return None
    silent = _months_after_last_word(entry, at, _WORDS_LAST)
    return StateDecision("claimed", None, [entry.claim], silent)


def _months_after_last_word(
    entry: RequirementEntry, at: date, months: int, passed: date = date.min
) -> date:
    """Return the day so many months after the last word, or after a day that passed later."""
    return months_after(max(entry.last_word_at(at), passed), months)


def _by_days(
    entry: RequirementEntry, obligation: Obligation | None, at: date
) -> StateDecision | None:
    """Return what the due days of an obligation that is not stayed, and of a pledge, come to."""
    pledge = entry.pledge
    by_law = None if obligation is None else obligation.due
    by_word = None if pledge is None else pledge.due
    if obligation is not None and by_law is not None and at > by_law:
        silent = _months_after_last_word(entry, at, _OVERDUE_LASTS, by_law)
        return StateDecision("overdue", by_law, [obligation.due_by], silent)
    if pledge is not None and by_word is not None and at > by_word:
        silent = _months_after_last_word(entry, at, _OVERDUE_LASTS, by_word)
        return StateDecision("late", by_word, [pledge.by], silent)
    if obligation is None and pledge is None:
        return None
    due = min((day for day in (by_law, by_word) if day is not None), default=None)
    silent = _months_after_last_word(entry, at, _WORDS_LAST) if due is None else date.max
    if pledge is not None:
        return StateDecision("pledged", due, [pledge.by], silent)
    return StateDecision("required", due, [], silent)


def _unchanged_through(entry: RequirementEntry, decided: StateDecision | None, at: date) -> date:
    """Return the last day, from a day on, behind which an entry may come to something else."""
    things = (entry.obligation, entry.finding, entry.fine)
    ahead = [one.stay.until for one in things if one is not None and one.stay is not None]
    ahead += [one.due for one in (entry.obligation, entry.pledge) if one is not None]
    if entry.fine is not None:
        ahead.append(entry.fine.fine_until)
    if decided is not None:
        ahead.append(decided.believed_until)
    return min([day for day in ahead if day is not None and day >= at], default=date.max)


def _judged(
    name: str,
    ground: str | None,
    entry: RequirementEntry,
    decided: StateDecision,
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


def counting(found: Mapping[EntryKey, JudgedRequirement]) -> list[EntryKey]:
    """Return the entries that count, as they are listed: by requirement, instance and ground.

    Of a recurring duty under one ground, the latest term counts. The names of instances sort
    by time.
    """
    if len(found) < 2:
        return list(found)
    told = [(key, one.standing.state, one.standing.was) for key, one in found.items()]
    return _counting(tuple(told))


@lru_cache(maxsize=4_096)
def _counting(told: tuple[tuple[EntryKey, str, str | None], ...]) -> list[EntryKey]:
    """Return the entries that count of those of these states; they are the same again and again."""
    ordered = sorted(told, key=lambda one: _place(one[0]))
    if all(instance is None for (instance, _), _, _ in ordered):
        return [key for key, _, _ in ordered]
    handed_in: set[str | None] = set()
    begun: set[str | None] = set()
    counted: list[EntryKey] = []
    for key, now, was in reversed(ordered):
        instance, ground = key
        state = was or now
        passing = state == "met" or was is not None
        over = ground in handed_in or (ground in begun and passing)
        if instance is None or state == "breached" or not over:
            counted.append(key)
        if instance is not None and state == "met":
            handed_in.add(ground)
        if instance is not None and state not in _BEGUN_ONLY:
            begun.add(ground)
    return counted[::-1]


@lru_cache(maxsize=4_096)
def _place(key: EntryKey) -> tuple[str, bool, str]:
    """Return what entries of a requirement are ordered by, none before any."""
    instance, ground = key
    return (instance or "", ground is not None, ground or "")


def ids(grounds: Sequence[Happening]) -> tuple[str, ...]:
    """Return the ids of facts in fold order, each once."""
    if len(grounds) == 1:
        return (grounds[0].id,)
    ordered = sorted(grounds, key=lambda ground: ground.key)
    return tuple(dict.fromkeys(ground.id for ground in ordered))
