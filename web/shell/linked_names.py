"""Names in tables of pages: the first of each row leads to the relationship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.model import Ref
from reports.tables.names import Keyed, ReportNames

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.tables.fields import Fields


@dataclass(frozen=True, slots=True)
class LinkedNames(ReportNames):
    """Names of a report, of which those of a relationship lead to its page."""

    def key_fields(self) -> Fields[Keyed]:
        """Return the fields that name a relationship; the first of them is a link."""
        fields = ReportNames.key_fields(self)
        if not fields:
            return fields
        (column, _), *others = fields
        return ((column, self._led(self.shows[0])), *others)

    def _led(self, side: str) -> Callable[[Keyed], Ref]:
        def cell(one: Keyed) -> Ref:
            key = one.key
            label = (
                self.platform(key.platform).text
                if side == "platform"
                else self.jurisdiction(key.jurisdiction)
            )
            return Ref(f"/relationships/{key.platform}/{key.jurisdiction}", label)

        return cell


def linked(names: ReportNames) -> LinkedNames:
    """Return the same names, with links."""
    return LinkedNames(names.language, names.platforms, names.shows)
