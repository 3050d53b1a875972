"""Of a dossier: proceedings, findings, fines and sanctions, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.tables.names import names_for
from reports.tables.proceeding_rows import known_proceedings, proceedings_section

if TYPE_CHECKING:
    from reports.kinds.dossier.material import DossierData
    from reports.model import Section


def proceedings(material: DossierData) -> Section | None:
    """Return the proceedings through the day asked, each step leading to its fact."""
    making = material.making
    if not (found := known_proceedings(making)):
        return None
    names = names_for(making, (one.key.platform for one in found), shows=())
    return proceedings_section(making, names, found, linked=True)
