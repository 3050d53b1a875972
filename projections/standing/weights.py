"""What a standing comes to, from sums over its parts.

Compliance, access, certainty and dispute depend only on how many parts are in which state,
in each of the three folds. So each part has a weight, a whole number with a field of bits
for everything that is counted, and the sum of the weights of a day is all that is needed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from projections.fold.standing import ACCESS

Outline = tuple[str, str]
"""A requirement's state and basis."""

_COUNTER = 24
"""How many bits a count has: a relationship can't have as many requirements."""

_COUNTERS = (
    _LAW_BAD,
    _BAD,
    _LAW_AHEAD,
    _BY_LAW,
    _PLEDGED,
    _LAW_MET,
    _MET,
) = range(7)
_ACCESS_BITS = 4
_INACTIVE = 1 << _ACCESS_BITS
_FIRST_COUNTER = 8
_FOLD = _FIRST_COUNTER + len(_COUNTERS) * _COUNTER
_MASK = (1 << _COUNTER) - 1
_WHOLE_FOLD = (1 << _FOLD) - 1
_DISPUTED = 1 << 3 * _FOLD
_APPROXIMATE = 1 << 3 * _FOLD + _COUNTER

_BAD_UNDER_LAW = frozenset({"breached", "refused", "lapsed", "overdue"})
_BAD_AT_ALL = frozenset({"refused", "lapsed", "late", "abandoned"})
_AHEAD = frozenset({"required", "pledged"})


class Summary(NamedTuple):
    """Compliance, access and certainty, and the first two if the denied facts were not.

    The last two are None where the standing is not disputed.
    """

    compliance: str
    access: str
    certainty: str
    otherwise_compliance: str | None
    otherwise_access: str | None


@lru_cache(maxsize=4096)
def of_requirement(main: Outline | None, other: Outline | None, possible: Outline | None) -> int:
    """Return the weight of a requirement by what it comes to in the three folds.

    They are the main one, the one without denied facts, and the one with all that may have
    happened; None: it is not listed there.
    """
    return (
        _counts(main)
        + (_counts(other) << _FOLD)
        + (_counts(possible) << 2 * _FOLD)
        + (_DISPUTED if _state(main) != _state(other) else 0)
        + (_APPROXIMATE if _state(main) != _state(possible) else 0)
    )


def _state(outline: Outline | None) -> str | None:
    return None if outline is None else outline[0]


def _counts(outline: Outline | None) -> int:
    if outline is None:
        return 0
    state, basis = outline
    law = basis == "law"
    held = (
        (_LAW_BAD, law and state in _BAD_UNDER_LAW),
        (_BAD, state in _BAD_AT_ALL),
        (_LAW_AHEAD, law and state in _AHEAD),
        (_BY_LAW, law),
        (_PLEDGED, state == "pledged"),
        (_LAW_MET, law and state == "met"),
        (_MET, state == "met"),
    )
    return sum(1 << _FIRST_COUNTER + counter * _COUNTER for counter, holds in held if holds)


def of_measures(main: tuple[str, bool], other: tuple[str, bool], possible: tuple[str, bool]) -> int:
    """Return the weight of all measures by their access, and whether the service is withdrawn.

    There is one such part in a relationship. Whether a level differs is added by `differing`.
    """
    return _access(main) + (_access(other) << _FOLD) + (_access(possible) << 2 * _FOLD)


def differing(*, disputed: bool, approximate: bool) -> int:
    """Return what a part adds whose state or level differs in one of the other folds."""
    return (_DISPUTED if disputed else 0) + (_APPROXIMATE if approximate else 0)


def _access(measures: tuple[str, bool]) -> int:
    access, inactive = measures
    return ACCESS.index(access) + (_INACTIVE if inactive else 0)


@lru_cache(maxsize=4_096)
def summary(tally: int) -> Summary:
    """Return what the sum of all weights of a day comes to (domain.md, "derived")."""
    main, other, possible = (tally >> at & _WHOLE_FOLD for at in (0, _FOLD, 2 * _FOLD))
    found = _outcome(main)
    without = found if other == main else _outcome(other)
    perhaps = found if possible == main else _outcome(possible)
    disputed = without != found or tally >> 3 * _FOLD & _MASK
    approximate = perhaps != found or tally >> 3 * _FOLD + _COUNTER & _MASK
    return Summary(
        *found,
        "approximate" if approximate else "exact",
        *(without if disputed else (None, None)),
    )


@lru_cache(maxsize=4_096)
def _outcome(fold: int) -> tuple[str, str]:
    return _compliance(fold), ACCESS[fold & 15]


def _compliance(fold: int) -> str:
    """Return the first compliance that holds in a fold."""

    def some(counter: int) -> bool:
        return bool(fold >> _FIRST_COUNTER + counter * _COUNTER & _MASK)

    ranks = (
        ("inactive", bool(fold & _INACTIVE)),
        ("non-compliant", some(_LAW_BAD)),
        ("slipping", some(_BAD)),
        ("pending", some(_LAW_AHEAD) or (not some(_BY_LAW) and some(_PLEDGED))),
        ("compliant", some(_LAW_MET)),
        ("cooperating", some(_MET)),
    )
    return next((word for word, holds in ranks if holds), "unassessed")
