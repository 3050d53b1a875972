"""The services of a platform that have a standing of their own: access, and what is ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.model import Audience, Column, Foreign
from reports.tables.fields import tabled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projections.fold.standing import ServiceStanding
    from projections.queries.status import Status
    from projections.read_models.relationships import RelationshipKey
    from reports.model import Run, Table
    from reports.tables.fields import Fields
    from reports.tables.names import ReportNames


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of a platform in a jurisdiction."""

    key: RelationshipKey
    name: str
    standing: ServiceStanding


def service_rows(found: Iterable[Status]) -> list[ServiceRow]:
    """Return the services with a measure of their own."""
    return [
        ServiceRow(one.key, name, standing)
        for one in found
        for name, standing in one.period.standing.services.items()
    ]


def service_fields(names: ReportNames) -> Fields[ServiceRow]:
    """Return what is told of a service."""
    tr = names.language.tr
    return (
        *names.key_fields(),
        (Column("service", tr("Service"), width=20), lambda one: Foreign(one.name)),
        (
            Column("access", tr("Access"), width=16),
            lambda one: names.word("access", one.standing.access),
        ),
        (
            Column("ahead", tr("What is ahead"), width=16),
            lambda one: names.ahead(one.standing.ahead),
        ),
    )


def service_table(names: ReportNames, found: Sequence[Status]) -> tuple[Table, ...]:
    """Return the services for programs; none where there are none."""
    rows = service_rows(found)
    fields = (*service_fields(names), *names.code_fields())
    title = names.language.tr("Services")
    return (tabled("services", title, fields, rows, Audience.PROGRAMS),) if rows else ()


def differing(names: ReportNames, one: Status) -> Iterable[Run]:
    """Give each service for which access, or what is ahead, is other than for the whole."""
    standing, language = one.period.standing, names.language
    for name, service in standing.services.items():
        if (service.access, service.ahead) != (standing.access, standing.ahead):
            yield language.labelled(Foreign(name), _words(names, service))


def _words(names: ReportNames, one: ServiceStanding) -> Run:
    access = names.word("access", one.access)
    ahead = names.ahead(one.ahead)
    return (access,) if ahead is None else names.language.listed([(access,), (ahead,)])
