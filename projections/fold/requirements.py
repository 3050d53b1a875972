"""What each act does to a requirement (domain.md, "Requirements")."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import replace

from aggregates.vocabulary.effects import Act
from projections.fold.state import (
    BreachFinding,
    EntryKey,
    Happening,
    Obligation,
    Pledge,
    Requirement,
    RequirementEntry,
    RunningStay,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SEVERAL = "more than one law (or order) has it: say which"
_NOTHING = RequirementEntry(date.min)
_PLATFORMS = frozenset(
    {Act.PLEDGE, Act.ABANDON, Act.CLAIM, Act.MEET, Act.REFUSE, Act.LAPSE, Act.END}
)
_OF_ALL_INSTANCES = frozenset({Act.WAIVE, Act.STAY, Act.RESUME})
_ELSE_WITHOUT_GROUND = frozenset({Act.FIND, Act.FINE})

Stepped: TypeAlias = tuple[RequirementEntry, str | None]


def step(held: Requirement, by: Happening) -> tuple[Requirement, str | None]:
    """Return what a fact makes of a requirement, and why it is idle, or None if it is not."""
    keys, idle = _meant(held, by)
    after = dict(held)
    reasons = []
    for key in keys:
        before = replace(held.get(key, _NOTHING), last_word=by.on)
        entry, reason = _ACTS[by.act](before, by) if by.act in _ACTS else (before, None)
        reasons.append(reason)
        if entry.waived or entry.exists_at(by.on):
            after[key] = entry
        else:
            after.pop(key, None)
    return after, idle if None in reasons or not reasons else reasons[0]


def _meant(held: Requirement, by: Happening) -> tuple[list[EntryKey], str | None]:
    """Return the entries that a fact acts on, and why these are none."""
    if by.act is Act.IMPOSE or by.ground is not None:
        return _of_ground(held, by, by.ground), None
    if by.act in _PLATFORMS:
        existing = [key for key in held if key[0] == by.instance and held[key].exists_at(by.on)]
        return existing or [(by.instance, None)], None
    return _by_the_state(held, by)


def _by_the_state(held: Requirement, by: Happening) -> tuple[list[EntryKey], str | None]:
    """Return the entries that the state acts on where it names no ground.

    They are those without one if any has what the act needs, else those of the only one that has.
    """
    having = {
        key[1] for key, entry in held.items() if _is_about(by, key) and _has_needed(entry, by)
    }
    if None in having:
        return _of_ground(held, by, None), None
    if len(having) == 1:
        return _of_ground(held, by, having.pop()), None
    if by.act in _ELSE_WITHOUT_GROUND:
        return [(by.instance, None)], None
    return [], SEVERAL if having else _ACTS[by.act](_NOTHING, by)[1] if by.act else None


def _of_ground(held: Requirement, by: Happening, ground: str | None) -> list[EntryKey]:
    """Return the entry of a ground; of an act on all instances, those in which anything is."""
    own: EntryKey = (by.instance, ground)
    if by.instance is not None or by.act not in _OF_ALL_INSTANCES:
        return [own]
    others = [
        key
        for key, entry in held.items()
        if key[1] == ground and key != own and entry.exists_at(by.on)
    ]
    return [own, *others]


def _is_about(by: Happening, key: EntryKey) -> bool:
    return key[0] == by.instance or (by.instance is None and by.act in _OF_ALL_INSTANCES)


def _has_needed(entry: RequirementEntry, by: Happening) -> bool:
    match by.act:
        case Act.EXTEND | Act.FIND | Act.FINE:
            return entry.obligation is not None
        case Act.PAY:
            return entry.fine_at(by.on) is not None
        case Act.CLEAR:
            return entry.finding is not None or entry.fine_at(by.on) is not None
        case Act.STAY:
            return not by.is_over_before and bool(_stayable(entry, by))
        case Act.RESUME:
            return _has_running_stay(entry, by)
        case Act.WAIVE:
            return entry.waivable_at(by.on)
    return False


def _impose(now: RequirementEntry, by: Happening) -> Stepped:
    return replace(now, obligation=Obligation(by, by.day, by), waived=False), None


def _extend(now: RequirementEntry, by: Happening) -> Stepped:
    if now.obligation is None:
        return now, "there is no obligation to extend"
    return replace(now, obligation=replace(now.obligation, due=by.day, due_by=by)), None


def _waive(now: RequirementEntry, by: Happening) -> Stepped:
    idle = None if now.waivable_at(by.on) else "there is nothing to waive"
    ended: dict[str, Any] = dict.fromkeys(
        ("obligation", "finding", "fine", "refused", "lapsed", "claim", "pledge")
    )
    return replace(now, **ended, waived=True), idle


def _pledge(now: RequirementEntry, by: Happening) -> Stepped:
    return _under_no_law_cured(replace(now, pledge=Pledge(by, by.day), abandoned=None)), None


def _claim(now: RequirementEntry, by: Happening) -> Stepped:
    return _under_no_law_cured(replace(now, claim=by, abandoned=None)), None


def _under_no_law_cured(now: RequirementEntry) -> RequirementEntry:
    """Return an entry without refusal and lapse; under a law, words cure nothing."""
    return replace(now, refused=None, lapsed=None) if now.obligation is None else now


def _abandon(now: RequirementEntry, by: Happening) -> Stepped:
    if now.pledge is None:
        return now, "there is no pledge to take back"
    return replace(now, pledge=None, abandoned=by), None


def _meet(now: RequirementEntry, by: Happening) -> Stepped:
    ended: dict[str, Any] = dict.fromkeys(
        ("claim", "lapsed", "refused", "finding", "fine", "abandoned")
    )
    return replace(now, **ended, met=by), None


def _refuse(now: RequirementEntry, by: Happening) -> Stepped:
    return replace(now, refused=by, met=None, claim=None, pledge=None), None


def _lapse(now: RequirementEntry, by: Happening) -> Stepped:
    return replace(now, lapsed=by, met=None, claim=None, pledge=None), None


def _end(now: RequirementEntry, by: Happening) -> Stepped:  # noqa: ARG001  # one signature for all
    if now.met is None and now.claim is None and now.pledge is None:
        return now, "nothing is met, claimed or pledged that could end"
    return replace(now, met=None, claim=None, pledge=None), None


def _find(now: RequirementEntry, by: Happening) -> Stepped:
    return replace(now, finding=BreachFinding(by)), None


def _fine(now: RequirementEntry, by: Happening) -> Stepped:
    return replace(now, fine=BreachFinding(by)), None


def _pay(now: RequirementEntry, by: Happening) -> Stepped:
    if now.fine_at(by.on) is None:
        return now, "there is no fine to pay"
    return replace(now, fine=None), None


def _clear(now: RequirementEntry, by: Happening) -> Stepped:
    if now.finding is None and now.fine_at(by.on) is None:
        return now, "there is no finding of a breach, and no fine, to end"
    return replace(now, finding=None, fine=None), None


def _stay(now: RequirementEntry, by: Happening) -> Stepped:
    if by.is_over_before:
        return now, "its last day lies before the day on which it takes effect"
    found = _stayable(now, by)
    if not found:
        return now, "there is no obligation, finding or fine to stay"
    stay = RunningStay(by, by.day)
    return replace(now, **{name: replace(one, stay=stay) for name, one in found.items()}), None


def _stayable(now: RequirementEntry, by: Happening) -> dict[str, Obligation | BreachFinding]:
    enforced = now.enforced_at(by.on)
    return {name: one for name, one in enforced.items() if not by.of or name in by.of}


def _resume(now: RequirementEntry, by: Happening) -> Stepped:
    if not _has_running_stay(now, by):
        return now, "there is no stay to end"
    enforced = now.enforced_at(by.on)
    return replace(now, **{name: replace(one, stay=None) for name, one in enforced.items()}), None


def _has_running_stay(now: RequirementEntry, by: Happening) -> bool:
    stays = (one.stay for one in now.enforced_at(by.on).values())
    return any(stay is not None and stay.holds(by.on) for stay in stays)


_ACTS: dict[Act | None, Callable[[RequirementEntry, Happening], Stepped]] = {
    Act.IMPOSE: _impose,
    Act.EXTEND: _extend,
    Act.WAIVE: _waive,
    Act.PLEDGE: _pledge,
    Act.ABANDON: _abandon,
    Act.CLAIM: _claim,
    Act.MEET: _meet,
    Act.REFUSE: _refuse,
    Act.LAPSE: _lapse,
    Act.END: _end,
    Act.FIND: _find,
    Act.FINE: _fine,
    Act.PAY: _pay,
    Act.CLEAR: _clear,
    Act.STAY: _stay,
    Act.RESUME: _resume,
}
