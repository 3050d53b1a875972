"""The kinds of report, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.kinds.audit.report import audit
from reports.kinds.changes import changes
from reports.kinds.deadlines import due_days
from reports.kinds.dossier.report import dossier
from reports.kinds.jurisdiction import jurisdiction
from reports.kinds.matrix import matrix
from reports.kinds.platform import platform

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.context import ReportContext
    from reports.model import Report

KINDS: dict[str, Callable[[ReportContext], Report]] = {
    "dossier": dossier,
    "jurisdiction": jurisdiction,
    "platform": platform,
    "matrix": matrix,
    "deadlines": due_days,
    "changes": changes,
    "audit": audit,
}
"""What makes each kind of report."""
