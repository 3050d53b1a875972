"""What each act does to measures: the state's records, the platform's own (domain.md, "Measures")."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from aggregates.dates.windows import months_after
from aggregates.vocabulary.effects import EVERY_SCOPE, Act, Level
from projections.fold.requirements import SEVERAL
from projections.fold.state import Happening, MeasureAt, Measures, Record, Records, RunningStay

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

IN_FORCE = frozenset({Level.RESTRICTED, Level.BLOCKED})
AHEAD = frozenset({Level.PROPOSED, Level.THREATENED, Level.ORDERED})
ORDERED = frozenset({Level.ORDERED})
WORDS = frozenset({Level.PROPOSED, Level.THREATENED})
"""What fades: nobody proposes or threatens for ever."""

WORDS_LAST = 12
"""For how many months after its day of effect a proposal or a threat is ahead."""

_BEGINNINGS = frozenset({Act.RAISE, Act.WITHDRAW_SERVICE})
_OVER = "its last day lies before the day on which it takes effect"

Stepped: TypeAlias = tuple[Measures, str | None]
Held: TypeAlias = dict[MeasureAt, Records]


def step(held: Measures, by: Happening) -> Stepped:
    """Return what a fact makes of the measures, and why it is idle, or None if it is not."""
    if by.about == EVERY_SCOPE and by.act in _BEGINNINGS:
        return held, "all is a scope of what ends, not of what begins"
    if by.act in _OF_THE_PLATFORM:
        return _OF_THE_PLATFORM[by.act](held, by)
    if by.act not in _OF_THE_STATE:
        return held, None
    if by.is_over_before:
        return held, _OVER
    standing = _existing(held.records, by)
    after, idle = _OF_THE_STATE[by.act](standing, by)
    return replace(held, records=after), idle


def _existing(held: Held, by: Happening) -> Held:
    """Return the records that exist when a fact takes effect."""
    if all(one.exists(by.on) for records in held.values() for one in records.values()):
        return held
    found = {
        key: {level: one for level, one in records.items() if one.exists(by.on)}
        for key, records in held.items()
    }
    return {key: records for key, records in found.items() if records}


def _raise(held: Held, by: Happening) -> tuple[Held, str | None]:
    if by.level is None:
        return held, None
    if by.level is Level.BLOCKED:
        held = _without_ahead(held, by)
    until = by.day
    if until is None and by.level in WORDS:
        until = months_after(by.on, WORDS_LAST)
    record = Record(by, until, by.effective)
    after = dict(held)
    for service in by.services or (None,):
        key = MeasureAt(by.about, service, by.ground)
        after[key] = {**after.get(key, {}), by.level: record}
    return after, None


def _without_ahead(held: Held, by: Happening) -> Held:
    """Return what a block leaves: it carries out what was ahead.

    A block of a term carries out its own order only; one that lasts also what had none, and
    one without an order whatever was ahead.
    """
    orders = {by.ground} if by.day is not None else {by.ground, None}
    carried_out = {
        key
        for key in held
        if key.scope == by.about
        and (not by.services or key.service in by.services)
        and (key.order in orders or (by.ground is None and by.day is None))
    }
    return _without(held, carried_out, AHEAD)


def _without(held: Held, keys: Collection[MeasureAt], levels: Collection[Level]) -> Held:
    """Return all records but those of some levels at some keys."""
    left = {
        key: {level: one for level, one in records.items() if level not in levels}
        if key in keys
        else records
        for key, records in held.items()
    }
    return {key: records for key, records in left.items() if records}


def _ease(held: Held, by: Happening) -> tuple[Held, str | None]:
    reached = _reached(held, by, lambda records: Level.BLOCKED in records)
    if reached is None:
        return held, SEVERAL
    eased = {key: held[key] for key in reached if Level.BLOCKED in held[key]}
    after = dict(held)
    for key, records in eased.items():
        block = records[Level.BLOCKED]
        eased_to = Record(by, _eased_until(records, block, by), None, block.stay)
        after[key] = {**records, Level.RESTRICTED: eased_to}
        del after[key][Level.BLOCKED]
    return after, None if eased else "there is no block to ease"


def _eased_until(records: Records, block: Record, by: Happening) -> date | None:
    """Return the last day of what a block is eased to: its own, or else the later that stood."""
    restriction = records.get(Level.RESTRICTED, block)
    if by.day is not None:
        return by.day
    if block.until is None or restriction.until is None:
        return None
    return max(block.until, restriction.until)


def _lift(held: Held, by: Happening) -> tuple[Held, str | None]:
    anywhere = _at_scope_and_services(held, by)
    needed = IN_FORCE if _have(held, anywhere, IN_FORCE) else AHEAD
    reached = _reached(held, by, lambda records: not needed.isdisjoint(records))
    if reached is None:
        return held, SEVERAL
    ended = IN_FORCE if _have(held, reached, IN_FORCE) else AHEAD
    idle = None if _have(held, reached, ended) else "there is no measure to lift"
    return _without(held, reached, ended), idle


def _withdraw_threat(held: Held, by: Happening) -> tuple[Held, str | None]:
    reached = _reached(held, by, lambda records: not WORDS.isdisjoint(records))
    if reached is None:
        return held, SEVERAL
    idle = None if _have(held, reached, WORDS) else "there is no proposal or threat to take back"
    return _without(held, reached, WORDS), idle


def _stay(held: Held, by: Happening) -> tuple[Held, str | None]:
    anywhere = _at_scope_and_services(held, by)
    needed = IN_FORCE if _have(held, anywhere, IN_FORCE) else ORDERED
    reached = _reached(held, by, lambda records: not needed.isdisjoint(records))
    if reached is None:
        return held, SEVERAL
    covered = IN_FORCE if _have(held, reached, IN_FORCE) else ORDERED
    idle = None if _have(held, reached, covered) else "there is no measure to stay"
    return _with_stay(held, reached, covered, RunningStay(by, by.day)), idle


def _resume(held: Held, by: Happening) -> tuple[Held, str | None]:
    def runs(records: Records) -> bool:
        return any(one.stay is not None and one.stay.holds(by.on) for one in records.values())

    reached = _reached(held, by, runs)
    if reached is None:
        return held, SEVERAL
    idle = None if any(runs(held[key]) for key in reached) else "there is no stay to end"
    return _with_stay(held, reached, frozenset(Level), None), idle


def _with_stay(
    held: Held, keys: Iterable[MeasureAt], levels: Collection[Level], stay: RunningStay | None
) -> Held:
    """Return all records, with a stay (or none) on those of some levels at some keys."""
    return held | {
        key: {
            level: replace(one, stay=stay) if level in levels else one
            for level, one in held[key].items()
        }
        for key in keys
    }


def _have(held: Held, keys: Iterable[MeasureAt], levels: frozenset[Level]) -> bool:
    """Tell whether any of some keys has a record of some levels."""
    return any(not levels.isdisjoint(held[key]) for key in keys)


def _at_scope_and_services(held: Held, by: Happening) -> list[MeasureAt]:
    """Return the keys that an ending reaches by its scope and services, whatever their order."""
    return [
        key
        for key in held
        if by.about in (key.scope, EVERY_SCOPE) and (not by.services or key.service in by.services)
    ]


def _reached(
    held: Held, by: Happening, has_needed: Callable[[Records], bool]
) -> list[MeasureAt] | None:
    """Return the keys that an ending reaches; None: it doesn't say which of several orders.

    Where it names no order, they are the keys without one if any has what the act needs, else
    those of the only order that has.
    """
    keys = _at_scope_and_services(held, by)
    if by.ground is None and by.about == EVERY_SCOPE:
        return keys
    order = by.ground
    if order is None:
        having = {key.order for key in keys if has_needed(held[key])}
        if None not in having:
            if len(having) > 1:
                return None
            order = next(iter(having), None)
    return [key for key in keys if key.order == order]


def _withdraw_service(held: Measures, by: Happening) -> Stepped:
    gone = {(by.about, service): by for service in by.services or (None,)}
    return replace(held, withdrawn=held.withdrawn | gone), None


def _restore_service(held: Measures, by: Happening) -> Stepped:
    left = {
        key: withdrawn
        for key, withdrawn in held.withdrawn.items()
        if by.about not in (key[0], EVERY_SCOPE) or (by.services and key[1] not in by.services)
    }
    if len(left) == len(held.withdrawn):
        return held, "the platform has withdrawn nothing that could be restored"
    return replace(held, withdrawn=left), None


_OF_THE_STATE: dict[Act | None, Callable[[Held, Happening], tuple[Held, str | None]]] = {
    Act.RAISE: _raise,
    Act.EASE: _ease,
    Act.LIFT: _lift,
    Act.WITHDRAW_THREAT: _withdraw_threat,
    Act.STAY: _stay,
    Act.RESUME: _resume,
}
_OF_THE_PLATFORM: dict[Act | None, Callable[[Measures, Happening], Stepped]] = {
    Act.WITHDRAW_SERVICE: _withdraw_service,
    Act.RESTORE_SERVICE: _restore_service,
}
