"""Claims about a recorded fact, as JSON: a confirmation, a denial, a retraction, a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.vocabulary.personal import named_in
from register.errors import UnknownFact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from register.log.reader import Entry

OWN_MISTAKES = ("fact-corrected", "fact-retracted")
"""Claims that may be about a mistake in recording, of which nobody else tells."""

OWN_WORD = "the recorder's own word"
"""What stands in the place of a publisher where the recorder is the source."""

FIXED = ("id", "type", "platform", "jurisdiction", "refers_to", "caused_by")
"""What a fact is about stays as it is: no correction sets it."""


def claim_about(type_name: str, target: Entry) -> dict[str, Any]:
    """Return what a claim says of what it is about; raise UnknownFact if no claim can be."""
    about = msgspec.json.decode(target.payload)
    if "jurisdiction" not in about or "platform" not in about:
        raise UnknownFact(
            f"fact {target.fact_id} is of type {about['type']}, and claims are about facts "
            "between a platform and a jurisdiction"
        )
    return {
        "type": type_name,
        "platform": about["platform"],
        "jurisdiction": about["jurisdiction"],
        "refers_to": target.fact_id,
    }


def own_word(reason: str, author: str) -> dict[str, Any]:
    """Return who records as the source of why a mistake is one."""
    return {"title": reason, "author": author, "publisher": OWN_WORD}


def with_person(target: Entry, patch: dict[str, Any]) -> dict[str, Any]:
    """Return a patch that says of whom a name or contact is: of the fact's person by default."""
    told = (patch.get("details") or {}).get("representative")
    before = named_in(msgspec.json.decode(target.payload))
    if isinstance(told, dict) and "person" not in told and before is not None:
        told["person"] = before.person
    return patch


def patch_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Merge Patch (RFC 7396) that makes one document of another; empty: none is needed."""
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            if inner := patch_between(old, value):
                patch[name] = inner
        elif name not in before or old != value:
            patch[name] = value
    return patch
