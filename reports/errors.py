"""What can be wrong with a report that is asked for."""

from __future__ import annotations

from aggregates.errors import RegisterError


class ReportProblem(RegisterError):
    """A report that can't be made."""


class UnknownLanguage(ReportProblem):
    """A language that no report is written in."""


class UnknownFormat(ReportProblem):
    """The ending of a file says no format that reports have."""


class UnknownTable(ReportProblem):
    """A report has no table of this name."""


class InvalidStatement(ReportProblem):
    """A file has no statement of how its report was made, or one that can't be used here."""


class NothingToReport(ReportProblem):
    """Nothing is known of what a report was asked about."""


class MissingPart(ReportProblem):
    """A package that a format needs is not installed here."""
