"""What a standing comes to, from sums over its parts.

Compliance, access, what is ahead, certainty and dispute depend only on how many requirements
make for which compliance, and on the measures, in each of the three folds. So each part has a
weight, a whole number with a field of bits for everything that is counted, and the sum of the
weights of a day is all that is needed.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec

from projections.fold.judge import BY_LAW, BY_PROMISE, compliance_of
from projections.fold.standing import ACCESS, AHEAD

_COUNTER = 20
"""How many bits a count has: a relationship can't list half as many requirements."""

_ACCESS_MASK = _AHEAD_MASK = 7
_AHEAD_AT = 3
_INACTIVE = 1 << 6
_FIRST_COUNTER = 8
_COUNTED = (
    *(("law", word) for word in BY_LAW),
    *(("voluntary", word) for word in BY_PROMISE),
)
_AT = {counted: _FIRST_COUNTER + at * _COUNTER for at, counted in enumerate(_COUNTED)}
_FOLD = _FIRST_COUNTER + len(_COUNTED) * _COUNTER
_MASK = (1 << _COUNTER) - 1
_WHOLE_FOLD = (1 << _FOLD) - 1
_IN_EACH = 1 + (1 << _FOLD) + (1 << 2 * _FOLD)
_DISPUTED = 1 << 3 * _FOLD
_APPROXIMATE = 1 << 3 * _FOLD + _COUNTER
_COUNTERS = [at + fold * _FOLD for fold in range(3) for at in _AT.values()]
_COUNTERS += [3 * _FOLD, 3 * _FOLD + _COUNTER]
_HIGHEST = sum(1 << at + _COUNTER - 1 for at in _COUNTERS)
_TO_HIGHEST = sum((1 << _COUNTER - 1) - 1 << at for at in _COUNTERS)
"""Added to a sum, it sets the highest bit of each count that is not 0."""
_TELLING = _HIGHEST + sum((1 << _FIRST_COUNTER) - 1 << fold * _FOLD for fold in range(3))


class WeightedValue(msgspec.Struct, frozen=True, gc=False):
    """What a part comes to: the JSON of the contract, and its weight in the sum of all.

    The JSON is empty where the part is not listed.
    """

    content: bytes
    weight: int


class Judged(msgspec.Struct, frozen=True, gc=False):
    """What a part comes to on a day, and the last day through which it comes to the same."""

    value: WeightedValue
    through: date


NOTHING = WeightedValue(b"", 0)


class Summary(NamedTuple):
    """What a standing comes to as a whole, and what it would if the denied facts were not.

    The last three are None where the standing is not disputed.
    """

    compliance: str
    access: str
    ahead: str | None
    certainty: str
    otherwise_compliance: str | None = None
    otherwise_access: str | None = None
    otherwise_ahead: str | None = None


def of_requirement(basis: str, counted_as: str | None) -> int:
    """Return the weight, in one fold, of a listed requirement that makes for a compliance."""
    return 0 if counted_as is None else 1 << _AT[basis, counted_as]


def of_measures(access: str, ahead: str | None, *, inactive: bool) -> int:
    """Return the weight, in one fold, of all measures; there is one such part."""
    rank = 0 if ahead is None else AHEAD.index(ahead) + 1
    return ACCESS.index(access) + (rank << _AHEAD_AT) + (_INACTIVE if inactive else 0)


def of_part(main: int, other: int, possible: int) -> int:
    """Return the weight of a part by its weights in the three folds.

    They are the main one, the one without denied facts, and the one with all that may have
    happened. Whether what is listed differs is added by `differing`.
    """
    return main + (other << _FOLD) + (possible << 2 * _FOLD)


def of_all(weight: int) -> int:
    """Return the weight of a part that has the same in all three folds."""
    return weight * _IN_EACH


def differing(*, disputed: bool, approximate: bool) -> int:
    """Return what a part adds of which another list is in one of the other folds."""
    return (_DISPUTED if disputed else 0) + (_APPROXIMATE if approximate else 0)


def summary(tally: int) -> Summary:
    """Return what the sum of all weights of a day comes to (domain.md, "derived").

    Only which counts are not 0 matters; there are few such sums.
    """
    return _summary(tally + _TO_HIGHEST & _TELLING)


@lru_cache(maxsize=65_536)
def _summary(telling: int) -> Summary:
    main, other, possible = (telling >> at & _WHOLE_FOLD for at in (0, _FOLD, 2 * _FOLD))
    found = _outcome(main)
    without = found if other == main else _outcome(other)
    perhaps = found if possible == main else _outcome(possible)
    disputed = without != found or telling >> 3 * _FOLD & _MASK
    approximate = perhaps != found or telling >> 3 * _FOLD + _COUNTER & _MASK
    certainty = "approximate" if approximate else "exact"
    return Summary(*found, certainty, *(without if disputed else ()))


@lru_cache(maxsize=4_096)
def _outcome(fold: int) -> tuple[str, str, str | None]:
    """Return compliance, access and what is ahead in a fold."""
    words: dict[str, set[str | None]] = {"law": set(), "voluntary": set()}
    for (basis, word), at in _AT.items():
        if fold >> at & _MASK:
            words[basis].add(word)
    inactive = bool(fold & _INACTIVE)
    rank = fold >> _AHEAD_AT & _AHEAD_MASK
    return (
        compliance_of(words["law"], words["voluntary"], inactive=inactive),
        ACCESS[fold & _ACCESS_MASK],
        AHEAD[rank - 1] if rank else None,
    )
