"""A recorded fact that a claim is about: as the log has it, and as it stands after corrections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aggregates.claims import knowledge
from aggregates.relationship import PATCHABLE
from projections.queries.facts import entry_named, known_facts
from projections.read_models.relationships import RelationshipKey
from register.format.codec import document_of
from register.log.export import recorded_document
from register.recording.claim_documents import claim_about
from web.forms.fields import Group, fields_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from register.log.reader import Entry
    from web.asking.view import View

PERSON = "representative"


@dataclass(frozen=True)
class ClaimedFact:
    """A fact between a platform and a jurisdiction.

    ``document`` is what of it a correction may replace, as it stands. A person is left out: name
    and contact are sealed, and stay as they are unless somebody gives others.
    """

    entry: Entry
    key: RelationshipKey
    document: dict[str, Any]

    @property
    def id(self) -> str:
        """The fact's id."""
        return self.entry.fact_id

    @property
    def type_name(self) -> str:
        """The type of the fact."""
        return self.entry.fact().type_name()

    @property
    def fields(self) -> Group:
        """The fields of the fact that a correction may replace."""
        found = fields_of(self.type_name)
        return replace(found, fields=tuple(one for one in found.fields if one.name in PATCHABLE))

    def claim(self, type_name: str) -> dict[str, Any]:
        """Return what a claim says of what it is about."""
        return claim_about(type_name, self.entry)

    def shown(self, view: View) -> dict[str, Any]:
        """Return the fact as it stands, to be looked at."""
        return {**view.show(recorded_document(self.entry)), **self.document}


def claimed_fact(connection: Connection, name: str, through: int) -> ClaimedFact:
    """Return the fact of an id, or the beginning of one; raise UnknownFact if none can be claimed about."""
    entry = entry_named(connection, name)
    about = claim_about("fact-confirmed", entry)
    key = RelationshipKey(about["platform"], about["jurisdiction"])
    known = knowledge(known_facts(connection, key, through=through))
    fact = next((one.fact for one in known.facts if one.id == entry.fact_id), entry.fact())
    document = {name: it for name, it in document_of(fact).items() if name in PATCHABLE}
    details = {name: it for name, it in document.get("details", {}).items() if name != PERSON}
    return ClaimedFact(
        entry, key, {**document, "details": details} if details else _without(document)
    )


def _without(document: dict[str, Any]) -> dict[str, Any]:
    return {name: it for name, it in document.items() if name != "details"}
