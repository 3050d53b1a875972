"""Who is designated under which law, as known at a question's T, K and P."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.claims import effect_window, knowledge
from aggregates.vocabulary.events import CLAIM_TYPES, TYPES, PlatformDesignated
from projections.queries.facts import known_of_streams
from projections.read_models.relationships import RelationshipKey
from register.log.reader import LogReader
from register.store.tables import DESIGNATED

if TYPE_CHECKING:
    from datetime import date

    from web.asking.view import View

_TOPICS = (DESIGNATED, *(TYPES[name].topic() for name in sorted(CLAIM_TYPES)))


@dataclass(frozen=True, slots=True)
class KnownDesignation:
    """A designation that counts: whose, under which law, in which category, from when."""

    key: RelationshipKey
    fact: PlatformDesignated
    on: date
    disputed: bool

    @property
    def id(self) -> str:
        """The id of the fact."""
        return str(self.fact.id)


def designations(view: View, law: str | None = None) -> list[KnownDesignation]:
    """Return the designations under a law, or under all, that had taken effect by T."""
    through = view.question.known.position
    entries = LogReader(view.connection).designated(through)
    streams = dict.fromkeys(entry.stream for entry in entries)
    found: list[KnownDesignation] = []
    read = known_of_streams(
        view.connection, streams, _TOPICS, through=through, public_by=view.question.public_by
    )
    for stream, facts in read:
        known = knowledge(facts)
        _, platform, jurisdiction = stream.split("/")
        for one in known.facts:
            fact, on = one.fact, effect_window(one)[1]
            if not isinstance(fact, PlatformDesignated) or on > view.question.at:
                continue
            if law in (None, fact.details.instrument):
                key = RelationshipKey(platform, jurisdiction)
                found.append(KnownDesignation(key, fact, on, one.id in known.denied))
    return sorted(found, key=lambda one: (one.key, one.on, one.id))
