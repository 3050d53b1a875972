"""The platform: its names in all scripts, who runs it, its services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregates.errors import FactRefused, Problem
from aggregates.vocabulary.event import Event
from aggregates.vocabulary.events import (
    OperatorChanged,
    PlatformRegistered,
    PlatformRenamed,
    PlatformRetired,
    ServiceAdded,
    ServiceRemoved,
)
from aggregates.vocabulary.shapes import PlatformFact, platform_stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as it stands after its facts; ``names`` are all that it ever had.

    ``operators`` are those who run it in one jurisdiction alone: pairs of its code and a name.
    """

    slug: str
    version: int = 0
    registered: bool = False
    name: str = ""
    operator: str | None = None
    operators: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    retired: bool = False
    successor: str | None = None


def record(platform: Platform, fact: PlatformFact) -> Event:
    """Decide on a fact about a platform; raise FactRefused while it isn't registered.

    Then it is registered once and for all. (Older logs have platforms that were registered
    again, with further aliases; those count.)
    """
    is_registration = isinstance(fact, PlatformRegistered)
    if is_registration is platform.registered:
        reason = "registered already" if is_registration else "not registered"
        raise FactRefused((Problem("$.platform", f"{platform.slug!r} is {reason}"),))
    return Event(platform_stream(platform.slug), platform.version + 1, fact)


def evolve(platform: Platform, event: Event) -> Platform:
    """Return the platform after an event. It refuses nothing: history must always load."""
    after = replace(platform, version=event.originator_version)
    match event.fact:
        case PlatformRegistered(details=told):
            return replace(
                after,
                registered=True,
                name=told.name,
                operator=told.operator or after.operator,
                names=_joined(after.names, (told.name, *(told.aliases or ()))),
                services=_joined(after.services, told.services or ()),
            )
        case PlatformRenamed(details=told):
            return replace(after, name=told.name, names=_joined(after.names, (told.name,)))
        case OperatorChanged(jurisdiction=None, details=told):
            return replace(after, operator=told.operator)
        case OperatorChanged(jurisdiction=str(code), details=told):
            others = (one for one in after.operators if one[0] != code)
            return replace(after, operators=tuple(sorted((*others, (code, told.operator)))))
        case ServiceAdded(details=told):
            return replace(after, services=_joined(after.services, (told.service,)))
        case ServiceRemoved(details=told):
            left = tuple(name for name in after.services if name != told.service)
            return replace(after, services=left)
        case PlatformRetired(details=told):
            return replace(after, retired=True, successor=told.successor)
        case _:
            return after


def names_in(fact: PlatformFact) -> Iterator[tuple[str, str]]:
    """Give the names that a fact says a platform has, its slug too, with their JSON paths."""
    match fact:
        case PlatformRegistered(details=told):
            yield "$.platform", str(fact.platform)
            yield "$.details.name", told.name
            for place, alias in enumerate(told.aliases or ()):
                yield f"$.details.aliases[{place}]", alias
        case PlatformRenamed(details=told):
            yield "$.details.name", told.name
        case _:
            return


def replay(slug: str, events: Iterable[Event]) -> Platform:
    """Return the platform after all of its events."""
    platform = Platform(slug)
    for event in events:
        platform = evolve(platform, event)
    return platform


def _joined(names: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))
