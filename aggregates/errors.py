"""The one root of everything the register refuses, and the refusals of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


class RegisterError(Exception):
    """Root of all errors of the register; its text is one sentence for the user."""


class InvalidDate(RegisterError, ValueError):
    """A text that is not an EDTF date (ISO 8601-2), or names a day that does not exist.

    It is a ``ValueError`` too, because typed decoding reports only those with their JSON path.
    """


class InvalidCode(RegisterError, ValueError):
    """A text that is not of the form that its field wants (a slug, a language tag, a hash)."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a fact: where (a JSON path) and why (a sentence part)."""

    path: str
    reason: str

    def __str__(self) -> str:
        """Return ``path: reason``, as it is shown to the user."""
        return f"{self.path}: {self.reason}"


Problems: TypeAlias = tuple[Problem, ...]
"""Everything that is wrong with a fact; empty: nothing is."""


class FactRefused(RegisterError):
    """A fact that can't be recorded; ``problems`` has every reason, each with its JSON path."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))
