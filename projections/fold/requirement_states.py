"""What a requirement comes to on a day: its states, and until when (domain.md, "Requirements")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aggregates.dates.windows import months_after
from projections.fold.standing import RequirementStanding
from projections.fold.state import requirement_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projections.fold.state import Entry, Happening, Obligation, Requirement

_OVERDUE_LASTS = 12
_WORDS_LAST = 24
"""For how many months after the last word a state is believed that silence does not confirm."""

_FAULTS = frozenset({"refused", "lapsed"})
_HANDED_IN = frozenset({"met"})
_BEGUN_ONLY = frozenset({"required", "pledged", "stayed"})
"""States of a later instance that say nothing of the instances before it."""


class JudgedRequirement(NamedTuple):
    """A listed requirement.

    ``excused`` tells whether what was refused or lapsed may still be done in time: its
    obligation is stayed, or its due day has not passed.
    """

    standing: RequirementStanding
    excused: bool


@dataclass(frozen=True, slots=True)
class Decided:
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
    judged: dict[str | None, list[tuple[str, JudgedRequirement]]] = {}
    for (instance, ground), entry in held.items():
        decided = _decided(entry, at, of_instance=instance is not None)
        through = min((through, *_days_ahead(entry, decided, at)))
        if decided is not None:
            one = _judged(requirement_code(code, instance), ground, entry, decided, at)
            judged.setdefault(ground, []).append((instance or "", one))
    listed = [one for entries in judged.values() for one in _latest_terms(entries)]
    return Judgement(tuple(sorted(listed, key=lambda one: one.standing.key)), through)


def _decided(entry: Entry, at: date, *, of_instance: bool) -> Decided | None:
    """Return the first state that holds, as it is before silence makes it unconfirmed."""
    enforced = entry.enforced_at(at)
    stayed = {
        name: one for name, one in enforced.items() if one.stay is not None and one.stay.holds(at)
    }
    breaches = [
        enforced[name].by for name in ("finding", "fine") if name in enforced.keys() - stayed
    ]
    if breaches:
        return Decided("breached", None, breaches)
    decided = _by_words(entry, at, of_instance=of_instance) or _by_days(
        entry, None if "obligation" in stayed else entry.obligation, at
    )
    if decided is not None:
        return replace(decided, believed_until=date.max) if stayed else decided
    if stayed:
        return Decided("stayed", None, [one.by for one in stayed.values()])
    return None if entry.abandoned is None else Decided("abandoned", None, [entry.abandoned])


def _by_words(entry: Entry, at: date, *, of_instance: bool) -> Decided | None:
    silent = months_after(entry.last_word_at(at), _WORDS_LAST)
    if entry.met is not None:
        return Decided("met", None, [entry.met], silent if of_instance else date.max)
    if entry.refused is not None:
        return Decided("refused", None, [entry.refused])
    if entry.lapsed is not None:
        return Decided("lapsed", None, [entry.lapsed])
    return None if entry.claim is None else Decided("claimed", None, [entry.claim], silent)


def _by_days(entry: Entry, obligation: Obligation | None, at: date) -> Decided | None:
    """Return what the due days of an obligation that is not stayed, and of a pledge, come to."""
    pledge = entry.pledge
    word = entry.last_word_at(at)
    if obligation is not None and obligation.due is not None and at > obligation.due:
        silent = months_after(max(obligation.due, word), _OVERDUE_LASTS)
        return Decided("overdue", obligation.due, [obligation.due_by], silent)
    if pledge is not None and pledge.due is not None and at > pledge.due:
        silent = months_after(max(pledge.due, word), _OVERDUE_LASTS)
        return Decided("late", pledge.due, [pledge.by], silent)
    due = _earlier(obligation.due if obligation else None, pledge.due if pledge else None)
    silent = months_after(word, _WORDS_LAST) if due is None else date.max
    if pledge is not None:
        return Decided("pledged", due, [pledge.by], silent)
    return None if obligation is None else Decided("required", due, [], silent)


def _days_ahead(entry: Entry, decided: Decided | None, at: date) -> Iterable[date]:
    """Give the last days, from a day on, behind which an entry may come to something else."""
    things = (entry.obligation, entry.finding, entry.fine)
    stays = (one.stay for one in things if one is not None)
    days = [stay.until for stay in stays if stay is not None]
    days.append(entry.obligation.due if entry.obligation else None)
    days.append(entry.pledge.due if entry.pledge else None)
    days.append(entry.fine.fine_until if entry.fine else None)
    days.append(decided.believed_until if decided else None)
    return (day for day in days if day is not None and day >= at)


def _judged(
    name: str, ground: str | None, entry: Entry, decided: Decided, at: date
) -> JudgedRequirement:
    enforced = entry.enforced_at(at)
    running = [one.stay for one in enforced.values() if one.stay and one.stay.holds(at)]
    obligation = entry.obligation
    stayed = obligation is not None and obligation.stay in running
    imposed = [obligation.by] if obligation is not None and not stayed else []
    silent = at > decided.believed_until
    by_law = bool(enforced) or (ground is not None and not entry.waived)
    standing = RequirementStanding(
        requirement=name,
        ground=ground,
        state="unconfirmed" if silent else decided.state,
        was=decided.state if silent else None,
        basis="law" if by_law else "voluntary",
        stayed=bool(running),
        due=decided.due,
        because=ids([*decided.grounds, *imposed, *(stay.by for stay in running)]),
    )
    in_time = obligation is not None and obligation.due is not None and at <= obligation.due
    return JudgedRequirement(standing, decided.state in _FAULTS and (stayed or in_time))


def _latest_terms(
    entries: list[tuple[str, JudgedRequirement]],
) -> Iterable[JudgedRequirement]:
    """Give the entries of one ground that count: of a recurring duty, the latest term does.

    They are given with their instances, "" for none, whose names sort by time.
    """
    handed_in_later = begun_later = False
    for instance, one in sorted(entries, key=lambda entry: entry[0], reverse=True):
        state = one.standing.was or one.standing.state
        over = handed_in_later or (begun_later and (state == "met" or one.standing.was is not None))
        if not instance or state == "breached" or not over:
            yield one
        if instance:
            handed_in_later = handed_in_later or state in _HANDED_IN
            begun_later = begun_later or state not in _BEGUN_ONLY


def ids(grounds: Iterable[Happening]) -> tuple[str, ...]:
    """Return the ids of facts in fold order, each once."""
    ordered = sorted(grounds, key=lambda ground: ground.key)
    return tuple(dict.fromkeys(ground.id for ground in ordered))


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days, default=None)
