"""The event of an aggregate: one fact at one version of its stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregates.vocabulary.shapes import Fact


@dataclass(frozen=True, slots=True)
class Event:
    """A fact in its place: the stream (an aggregate's name) and the version it makes, from 1.

    It is a domain event in the sense of `eventsourcing.domain.DomainEventProtocol`.
    """

    originator_id: str
    originator_version: int
    fact: Fact
