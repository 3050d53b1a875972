"""What looks odd about a fact: it is said on standard error, and the fact is recorded all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import TYPES
from register.format.schemas import detail_properties
from register.log.reader import LogReader
from register.suggestions import did_you_mean, known_ones, nearest, told_nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_MISSPELT = 0.75
"""How like a detail with a meaning a free one is that may be meant for it."""


def looks(connection: Connection, document: Mapping[str, Any]) -> Iterator[str]:
    """Give what looks odd about a fact's JSON, a sentence for each."""
    details = document.get("details")
    if isinstance(details, dict):
        yield from _misspelt(document["type"], details)
        yield from _unknown_services(LogReader(connection), document)


def _misspelt(type_name: str, details: Mapping[str, Any]) -> Iterator[str]:
    """Name free details that are spelt nearly like one that has a meaning."""
    if TYPES[type_name].KNOWN is None:
        return
    known = detail_properties(type_name)
    for name in details:
        close = nearest(name, set(known) - set(details), cutoff=_MISSPELT)
        if name not in known and close:
            yield f"{name!r} means nothing to a {type_name}{told_nearest(close)}"


def _unknown_services(log: LogReader, document: Mapping[str, Any]) -> Iterator[str]:
    """Name services that the platform does not have, as the log knows it."""
    slug, given = document.get("platform"), document["details"].get("services")
    if "jurisdiction" not in document or not isinstance(slug, str) or not isinstance(given, list):
        return
    services = log.platform(slug).services
    for name in given:
        if name not in services:
            hint = did_you_mean(str(name).casefold(), services) or known_ones(services)
            yield f"{slug} has no service {name!r}{hint}"
