"""What the kinds of report are made from: the log as known at K, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from integrity.errors import ProofRefused
from projections.read_models.platform_names import names_at
from projections.read_models.tree import root_at
from reports.model import Foreign
from reports.statement import LogPoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from projections.queries.status import Question
    from register.log.points import KnownAt
    from reports.statement import Statement
    from reports.words.language import Language


@dataclass(frozen=True, slots=True)
class ReportContext:
    """One report being made: where from, what is asked, in which language, and who may see what.

    ``show`` takes a recorded fact and returns it as this report may show it: opened with the
    keys that are here, or without what outsiders must not get.
    """

    connection: Connection
    statement: Statement
    language: Language
    show: Callable[[dict[str, Any]], dict[str, Any]]

    @property
    def question(self) -> Question:
        """The question at whose T and K the report is made."""
        return self.statement.question

    def platforms(self, slugs: Iterable[str]) -> dict[str, Foreign]:
        """Return the names that platforms had at K, by slug."""
        names = names_at(self.connection, slugs, self.statement.known.position)
        return {slug: Foreign(name) for slug, name in names.items()}


def point(connection: Connection, known: KnownAt) -> LogPoint:
    """Return a point of the log with the root of its Merkle tree; raise ProofRefused without one."""
    from projections.verification.verify import root_text  # noqa: PLC0415

    try:
        root = root_at(connection, known.position)
    except LookupError as lost:
        raise ProofRefused(f"{lost}: 'register rebuild tree' makes the tree anew") from None
    told = known.to_json()
    return LogPoint(
        position=told["position"], recorded_at=told["recorded_at"], root=root_text(root)
    )
