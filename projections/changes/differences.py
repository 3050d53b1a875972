"""What of a standing differs from another: words for each of its parts, to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.fold.standing import (
        MeasureStanding,
        Observed,
        RequirementStanding,
        Standing,
    )

STAYED = " (stayed)"
"""What stands behind the level of a measure whose enforcement is stayed."""


class What(NamedTuple):
    """What of a standing differs: ``kind`` is one of the whole, or says of what part it is.

    ``about`` is the requirement (kinds ``requirement``, ``due`` and ``stay``) or the scope
    (``measure``, in force; ``measure-ahead``; ``platform-measure``, the platform's own).
    ``order`` is what it stands under: of a requirement its ground, of a measure its order.
    """

    kind: str
    about: str | None = None
    order: str | None = None
    service: str | None = None

    def __str__(self) -> str:
        """Return it in words."""
        if self.kind in ("requirement", "due", "stay"):
            name = f"{self.about} under {self.order}" if self.order else self.about
            return _OF_REQUIREMENTS[self.kind].format(name)
        if self.kind not in _OF_MEASURES:
            return self.kind
        parts = (self.about, self.service, f"({self.order})" if self.order else None)
        return _OF_MEASURES[self.kind].format(" ".join(filter(None, parts)))


_OF_REQUIREMENTS = {
    "requirement": "requirement {}",
    "due": "due day of {}",
    "stay": "enforcement of {}",
}
_OF_MEASURES = {
    "measure": "measure {}",
    "measure-ahead": "measure ahead {}",
    "platform-measure": "measure {} by the platform",
}

Change = tuple[What, str | None, str | None]
"""What differs, with what it was before and what it is after; None: there is nothing of it."""


def changed(old: Standing | None, new: Standing | None) -> tuple[Change, ...]:
    """Return what differs between two standings; a due day only where both have one."""
    before, after = words(old), words(new)
    return tuple(
        (name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
        and (name.kind != "due" or (name in before and name in after))
    )


def words(standing: Standing | None) -> dict[What, str]:
    """Return what is said of each part of a standing."""
    return {} if standing is None else dict(_words(standing))


def _words(standing: Standing) -> Iterator[tuple[What, str]]:
    yield What("compliance"), standing.compliance
    yield What("access"), standing.access
    if standing.ahead is not None:
        yield What("ahead"), standing.ahead
    yield What("certainty"), standing.certainty
    yield What("disputed"), "yes" if standing.disputed else "no"
    if standing.observed is not None:
        yield What("observed"), _observed(standing.observed)
    for item in standing.requirements:
        yield from _of_requirement(item)
    levels: dict[What, list[str]] = {}
    for measure in standing.measures:
        level = f"{measure.level}{STAYED}" if measure.stayed else measure.level
        levels.setdefault(of_measure(measure), []).append(level)
    yield from ((what, ", ".join(told)) for what, told in levels.items())


def _observed(one: Observed) -> str:
    return f"{one.state}, otherwise than announced" if one.contradicts else one.state


def _of_requirement(item: RequirementStanding) -> Iterator[tuple[What, str]]:
    yield of_requirement(item), item.state
    if item.due is not None:
        yield of_requirement(item)._replace(kind="due"), item.due.isoformat()
    if item.stayed and item.state != "stayed":
        yield of_requirement(item)._replace(kind="stay"), "stayed"


def of_requirement(item: RequirementStanding) -> What:
    """Return what differs where the state of a requirement does."""
    return What("requirement", item.requirement, item.ground)


def of_measure(item: MeasureStanding) -> What:
    """Return what differs where the levels of a measure do."""
    kind = "measure-ahead" if item.slot == "ahead" else "measure"
    return What(
        kind if item.side == "state" else "platform-measure", item.scope, item.order, item.service
    )
