"""The kinds of report, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.audit import audit
from reports.changed import changes
from reports.dossier import dossier
from reports.due import due_days
from reports.jurisdiction import jurisdiction
from reports.matrix import matrix
from reports.platform import platform

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.making import Making
    from reports.model import Report

KINDS: dict[str, Callable[[Making], Report]] = {
    "dossier": dossier,
    "jurisdiction": jurisdiction,
    "platform": platform,
    "matrix": matrix,
    "deadlines": due_days,
    "changes": changes,
    "audit": audit,
}
"""What makes each kind of report."""
