"""What held, as it is kept: a row of `standing_period`, and the contents of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from projections.fold.access import contradicts
from projections.fold.apply import MEASURES, OBSERVED
from projections.fold.periods import Period
from projections.fold.standing import (
    MeasureStanding,
    Observed,
    Otherwise,
    RequirementStanding,
    ServiceStanding,
    Standing,
)
from register.errors import DamagedReadModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from projections.read_models.relationships import RelationshipKey


class MeasuresContent(msgspec.Struct):
    """What is kept of all measures: those listed, and each service by its name."""

    measures: tuple[MeasureStanding, ...]
    services: dict[str, ServiceStanding]


def _reader(kind: type[Any]) -> Callable[[str], Any]:
    """Return what reads the contents of parts; it raises DamagedReadModel of one that is none."""
    decode = msgspec.json.Decoder(kind).decode

    def read(content: str) -> Any:
        try:
            return decode(content)
        except msgspec.DecodeError as error:
            raise DamagedReadModel(
                "a row of standing_part is damaged, and 'register rebuild standing-period' makes it "
                f"anew ({error})"
            ) from error

    return read


_requirements = _reader(list[RequirementStanding])
_measures = _reader(MeasuresContent)
observed_in = _reader(Observed)

NO_SERVICES = '"services":{}}'
"""How what is kept of measures ends where no service is named."""


class _Place(msgspec.Struct):
    """Where a requirement stands in the list."""

    requirement: str
    ground: str | None

    @property
    def key(self) -> tuple[str, bool, str]:
        return (self.requirement, self.ground is not None, self.ground or "")


class _State(_Place):
    """The state of a requirement, as much of it as is asked for each day of decades."""

    state: str


class _RawMeasures(msgspec.Struct):
    """What is kept of all measures, as it is kept."""

    measures: msgspec.Raw = msgspec.Raw(b"[]")
    services: msgspec.Raw = msgspec.Raw(b"{}")


_places = _reader(list[_Place])
_states = _reader(list[_State])
_raw_list = _reader(list[msgspec.Raw])
_raw_measures = _reader(_RawMeasures)


@dataclass(frozen=True, slots=True)
class StoredPeriod:
    """What held: a row of `standing_period` with the contents of its parts, as they are kept."""

    key: RelationshipKey
    row: Any
    until: int | None
    parts: tuple[tuple[str, str], ...] = ()
    """The names of requirements, in their order, each with its content."""
    measures: str = ""
    observed: str = ""

    @property
    def since(self) -> date:
        """Its first day."""
        return date.fromordinal(self.row.valid_from)

    @property
    def latest_source(self) -> date | None:
        """When somebody last spoke of the relationship; only of what was looked up for a day."""
        published = self.row.published
        return None if published is None else date.fromordinal(published)

    def period(self) -> Period:
        """Return it as a period with its standing."""
        row = self.row
        other = row.otherwise_compliance
        held = _measures(self.measures) if self.measures else MeasuresContent((), {})
        listed = [one for _, content in self.parts for one in _requirements(content)]
        return Period(
            date.fromordinal(row.valid_from),
            self._until(),
            row.began,
            Standing(
                compliance=row.compliance,
                access=row.access,
                ahead=row.ahead,
                certainty=row.certainty,
                disputed=other is not None,
                otherwise=other and Otherwise(other, row.otherwise_access, row.otherwise_ahead),
                observed=self._observed(),
                requirements=tuple(sorted(listed, key=lambda one: one.key)),
                measures=held.measures,
                services=held.services,
            ),
        )

    def document(self) -> dict[str, Any]:
        """Return the contract's JSON of the period; its parts are not read for that."""
        row = self.row
        until = self._until()
        other = row.otherwise_compliance
        held = _raw_measures(self.measures) if self.measures else _RawMeasures()
        observed = self._observed()
        return {
            "compliance": row.compliance,
            "access": row.access,
            "ahead": row.ahead,
            "certainty": row.certainty,
            "disputed": other is not None,
            "otherwise": other
            and {
                "compliance": other,
                "access": row.otherwise_access,
                "ahead": row.otherwise_ahead,
            },
            "since": date.fromordinal(row.valid_from).isoformat(),
            "until": None if until is None else until.isoformat(),
            "began": row.began,
            "observed": observed and observed.to_json(),
            "requirements": self._raw_requirements(),
            "measures": held.measures,
            "services": held.services,
        }

    def _raw_requirements(self) -> list[msgspec.Raw] | msgspec.Raw:
        """Return the requirements as they are kept, in the order of the contract.

        Only instances of a requirement can stand behind another whose name begins as its own.
        """
        if not any(after.startswith(name) for (name, _), (after, _) in pairwise(self.parts)):
            return msgspec.Raw(f"[{','.join(content[1:-1] for _, content in self.parts)}]".encode())
        raw = [one for _, content in self.parts for one in _raw_list(content)]
        places = [one.key for _, content in self.parts for one in _places(content)]
        return [one for _, _, one in sorted(zip(places, range(len(raw)), raw, strict=True))]

    def _observed(self) -> Observed | None:
        if not self.observed:
            return None
        seen: Observed = observed_in(self.observed)
        return replace(seen, contradicts=contradicts(seen.state, self.row.access))

    def _until(self) -> date | None:
        return None if self.until is None else date.fromordinal(self.until)


def services_in(content: str) -> dict[str, ServiceStanding]:
    """Return the services of what is kept of measures."""
    services: dict[str, ServiceStanding] = _measures(content).services
    return services


def words_of(part: str, content: str) -> dict[Any, str]:
    """Return the state of each requirement by its key, the level of each measure by its outline."""
    if not content or part == OBSERVED:
        return {}
    if part == MEASURES:
        return {measure.outline: measure.level for measure in _measures(content).measures}
    return {one.key: one.state for one in _states(content)}
