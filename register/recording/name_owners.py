"""Whose each name of a platform is: a name finds one platform, in any script, wherever it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aggregates import platform as platforms
from aggregates.errors import Problem, Problems
from aggregates.vocabulary.fields import MAX_INTEGER
from register.jurisdictions import folded

if TYPE_CHECKING:
    from aggregates.vocabulary.shapes import PlatformFact
    from register.log.reader import LogReader


class NameOwners:
    """The names that platforms have or had, by those who look at the log once and go on."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    @staticmethod
    def of(reader: LogReader) -> NameOwners:
        """Return the names that the log has."""
        names = NameOwners()
        for entry in reader.of_kind("platform", MAX_INTEGER):
            names.add(cast("PlatformFact", entry.fact()))
        return names

    def taken(self, fact: PlatformFact) -> Problems:
        """Return which names of a fact another platform has."""
        return tuple(
            Problem(path, f"{name!r} is a name of {owner} already")
            for path, name in platforms.names_in(fact)
            if (owner := self._owners.get(folded(name), fact.platform)) != fact.platform
        )

    def add(self, fact: PlatformFact) -> None:
        """Keep the names of a fact. Of two platforms that have one, the first counts."""
        for _, name in platforms.names_in(fact):
            self._owners.setdefault(folded(name), str(fact.platform))
