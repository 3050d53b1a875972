"""What can go wrong with reports; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class ReportProblem(RegisterError):
    """A report can't be made here."""
