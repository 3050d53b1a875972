"""What is wrong with a law as data, beyond what its fields say one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.dates.windows import deadline
from aggregates.errors import Problem
from aggregates.vocabulary.law import CountedFrom, Days, Periods

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from aggregates.vocabulary.law import (
        Category,
        Deadline,
        Duty,
        Instrument,
        Recurrence,
        Threshold,
    )

CALENDAR = {"P1Y": 12, "P12M": 12, "P6M": 6, "P3M": 3, "P1M": 1}
"""The lengths that periods of the calendar have, in months."""


WAITING = (CountedFrom.REQUEST, CountedFrom.DEEMED)
"""What a deadline is counted from that has to come first, after the designation or before."""

USERS = ("users", "accounts", "recipients", "subscribers", "visitors", "visits", "accesses")
"""The last words of metrics that a number of users reaches."""


def problems_of(law: Instrument, vocabulary: Collection[str]) -> Iterator[Problem]:
    """Give what doesn't hold together in what an instrument says, each with its JSON path."""
    categories, duties = law.categories or [], law.duties or []
    yield from _twice("categories", "category", [one.category for one in categories])
    yield from _twice("duties", "duty", [one.duty for one in duties])
    yield from _twice("defines", "requirement", [one.requirement for one in law.defines or ()])
    yield from _of_categories(categories)
    known = {*vocabulary, *(one.requirement for one in law.defines or ())}
    by_name: dict[str, Category] = {one.category: one for one in categories}
    for place, duty in enumerate(duties):
        yield from _of_duty(f"$.details.duties[{place}]", duty, known, by_name)
    yield from _same_requirement(duties)


def folded(text: str) -> str:
    """Return a text as the names of categories are compared."""
    return " ".join(text.casefold().replace("-", " ").split())


def names_of(one: Category) -> set[str]:
    """Return what a category is known by, as it is compared: its name, title and aliases."""
    return {folded(text) for text in (one.category, one.title, *(one.aliases or ()))}


def _twice(field: str, name: str, values: list[str]) -> Iterator[Problem]:
    for place, value in enumerate(values):
        if value in values[:place]:
            yield Problem(f"$.details.{field}[{place}].{name}", f"{value!r} is there twice")


def _of_categories(categories: list[Category]) -> Iterator[Problem]:
    by_name: dict[str, Category] = {one.category: one for one in categories}
    for place, one in enumerate(categories):
        path = f"$.details.categories[{place}]"
        for name in one.includes or ():
            if name not in by_name:
                yield Problem(f"{path}.includes", _unknown("category", name, by_name))
        if circle := _circle(one.category, by_name):
            yield Problem(f"{path}.includes", f"it includes itself: {' → '.join(circle)}")
        for number, threshold in enumerate(one.thresholds or ()):
            yield from _of_threshold(f"{path}.thresholds[{number}]", threshold)
        for other in categories[:place]:
            for shared in sorted(names_of(one) & names_of(other)):
                yield Problem(path, f"{shared!r} is a name of category {other.category!r} too")
            if _overlap(one, other) and not _nested(one, other, by_name):
                yield Problem(
                    path,
                    f"category {one.category!r} overlaps {other.category!r}: a platform could be "
                    "in both; part them by a threshold or by kinds, or let one include the other",
                )


def _circle(start: str, by_name: Mapping[str, Category]) -> list[str]:
    """Return a way from a category back to itself, if there is one."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        known = by_name.get(way[-1])
        for name in (known.includes or ()) if known else ():
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _reaches(one: Category, other: Category, by_name: Mapping[str, Category]) -> bool:
    names = [one.category]
    for name in names:
        known = by_name.get(name)
        names += [it for it in (known.includes or ()) if it not in names] if known else []
    return other.category in names


def _nested(one: Category, other: Category, by_name: Mapping[str, Category]) -> bool:
    return _reaches(one, other, by_name) or _reaches(other, one, by_name)


def _of_threshold(path: str, one: Threshold) -> Iterator[Problem]:
    bounds = (one.at_least, one.above, one.at_most, one.below)
    if bounds == (None, None, None, None):
        yield Problem(path, "a threshold needs at_least, above, at_most or below")
        return
    if one.at_least is not None and one.above is not None:
        yield Problem(path, "it has at_least and above, of which only one can be meant")
    if one.at_most is not None and one.below is not None:
        yield Problem(path, "it has at_most and below, of which only one can be meant")
    if _is_empty(*_range(one)):
        yield Problem(path, "no number is in it")


def _range(one: Threshold) -> tuple[tuple[float, bool], tuple[float, bool]]:
    """Return the bounds, each with whether it is itself outside."""
    low = (one.above, True) if one.above is not None else (one.at_least or 0, False)
    high: tuple[float, bool] = (float("inf"), False)
    if one.below is not None:
        high = (one.below, True)
    elif one.at_most is not None:
        high = (one.at_most, False)
    return low, high


def _is_empty(low: tuple[float, bool], high: tuple[float, bool]) -> bool:
    return low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))


def _overlap(one: Category, other: Category) -> bool:
    """Tell whether a platform could be in both: nothing that they say parts them."""
    if one.kinds and other.kinds and not set(one.kinds) & set(other.kinds):
        return False
    return not any(
        mine.metric == its.metric and mine.unit == its.unit and _apart(mine, its)
        for mine in one.thresholds or ()
        for its in other.thresholds or ()
    )


def _apart(one: Threshold, other: Threshold) -> bool:
    (low, high), (its_low, its_high) = _range(one), _range(other)
    return _is_empty(max(low, its_low), min(high, its_high, key=lambda it: (it[0], not it[1])))


def _of_duty(
    path: str, duty: Duty, known: set[str], categories: Mapping[str, Category]
) -> Iterator[Problem]:
    if duty.requirement not in known:
        yield Problem(
            f"{path}.requirement",
            f"{duty.requirement!r} is not a requirement of the vocabulary, nor one that the "
            f"instrument defines: {', '.join(sorted(known))}",
        )
    for name in duty.categories:
        if name not in categories:
            yield Problem(f"{path}.categories", _unknown("category", name, categories))
    if (due := duty.deadline) is not None:
        yield from _of_deadline(f"{path}.deadline", due)
        if due.counted_from is CountedFrom.DEEMED:
            yield from _of_deeming(f"{path}.deadline.counted_from", duty, categories)
    kinds = [clock.request or "any" for clock in duty.clocks or ()]
    for kind in {kind for kind in kinds if kinds.count(kind) > 1}:
        yield Problem(f"{path}.clocks", f"there are several for requests of one kind ({kind})")
    if duty.recurrence is not None:
        yield from _of_recurrence(f"{path}.recurrence", duty.recurrence, due)


def _of_deadline(path: str, due: Deadline) -> Iterator[Problem]:
    waits = due.counted_from in WAITING
    if due.within is None and due.on is None and not waits:
        yield Problem(path, "a deadline needs within or on")
    if due.request is not None and due.counted_from is not CountedFrom.REQUEST:
        yield Problem(f"{path}.request", "only what is counted from a request has its kind")
    if due.on is not None and deadline(due.on) is None:
        yield Problem(f"{path}.on", f"{due.on} has no last day")
    business = due.days is Days.BUSINESS
    if business and (
        due.within is None or not due.within.endswith("D") or not due.within[1:-1].isdigit()
    ):
        yield Problem(f"{path}.within", "business days are counted in days, such as P10D")


def _of_deeming(path: str, duty: Duty, by_name: Mapping[str, Category]) -> Iterator[Problem]:
    """Give the categories of a duty that no number of users tells apart."""
    for one in (by_name[name] for name in duty.categories if name in by_name):
        if not one.thresholds:
            yield Problem(path, f"deemed, but category {one.category!r} has no threshold to reach")
        for metric in (it.metric for it in one.thresholds or () if not counts_users(it.metric)):
            yield Problem(
                path,
                f"no type of fact can give it: users-reported is of users, and {metric!r} of "
                f"category {one.category!r} is not: its last word is none of {', '.join(USERS)}",
            )


def counts_users(metric: str) -> bool:
    """Tell whether a metric is a number of users, which a fact can report."""
    return metric.rpartition("-")[2] in USERS


def _of_recurrence(path: str, recurrence: Recurrence, first: Deadline | None) -> Iterator[Problem]:
    every = recurrence.every
    if "T" in every or every[-1] not in "MY" or ("Y" in every and "M" in every):
        yield Problem(f"{path}.every", f"a duty comes again after months or years, not {every}")
    elif recurrence.periods is Periods.CALENDAR:
        if every not in CALENDAR:
            yield Problem(
                f"{path}.every", f"no period of the calendar has {every}: take P1M, P3M, P6M or P1Y"
            )
    elif first is None:
        yield Problem(path, "what repeats from the first deadline needs a deadline")


def _same_requirement(duties: list[Duty]) -> Iterator[Problem]:
    """Refuse two duties of one category on one requirement: nobody could tell them apart."""
    seen: dict[tuple[str, str], str] = {}
    for place, duty in enumerate(duties):
        for category in duty.categories:
            first = seen.setdefault((category, duty.requirement), duty.duty)
            if first != duty.duty:
                yield Problem(
                    f"$.details.duties[{place}]",
                    f"duties {first!r} and {duty.duty!r} both set {duty.requirement!r} for "
                    f"category {category!r}",
                )


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"{name!r} is not a {what} of the instrument: {', '.join(known) or 'it has none'}"
