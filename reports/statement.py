"""What a report states of how it was made, so that it can be made again: T, K, rules, versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from projections.fold import standing
from projections.queries.status import Question
from projections.read_models.relationships import RelationshipKey
from register.clock import microseconds
from register.log.points import KnownAt
from reports.errors import InvalidStatement

FORMAT = "register-report/1"
"""What a statement is called in every format that holds one."""

RULES = str(standing.RULES)
"""The version of the rules from facts to standings (domain.md); it goes up when an answer changes."""

EARLIER_RULES = frozenset({"1"})
"""Versions of the rules under which reports were made, and which are read by `RULES` now."""


class LogPoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point of the log: how many facts it has, when the last was recorded, their root (base64)."""

    position: int
    recorded_at: str | None
    root: str

    def __post_init__(self) -> None:
        """Refuse a time that is none: what is read back may be damaged."""
        if self.recorded_at is not None:
            microseconds_of(self.recorded_at)


class ReportQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question: the day in the world, and the point of the log."""

    at: date
    known: LogPoint

    @property
    def question(self) -> Question:
        """The question as projections take it."""
        known = self.known
        recorded = None if known.recorded_at is None else microseconds_of(known.recorded_at)
        return Question(self.at, KnownAt(known.position, recorded))


class Colophon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By whom and for whom a report was made, and when: as its maker said, each if they did.

    It is stated in the report, so that the report made again says the same.
    """

    organisation: str | None = None
    author: str | None = None
    made_on: date | None = None
    confidentiality: str | None = None
    contact: str | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a report depends on besides the log.

    ``before`` is the first question of a report of changes. ``within`` is how many days ahead
    deadlines are told of, ``overdue`` which of them besides, as `DeadlineHorizon` has it (None:
    those that passed in any case, as before version 0.9.0), ``longest`` how many rows of a table readers see at most, both None
    where the kind has no use for them. ``checkpoint`` is the size of the signed checkpoint that
    an audit names. ``public`` says that it was made for outsiders. ``rules_then`` is by which
    rules it was made first, where it is made again by others. ``dossiers`` is where the cells of a
    matrix lead to, relative to it, with a ``*`` for the name of each dossier.
    """

    report: str
    kind: str
    platform: str | None = None
    jurisdiction: str | None = None
    at: date
    known: LogPoint
    before: ReportQuestion | None = None
    within: int | None = None
    overdue: bool | None = None
    longest: int
    checkpoint: int | None = None
    dossiers: str | None = None
    public: bool = False
    colophon: Colophon | None = None
    language: str
    rules: str
    rules_then: str | None = None
    register: str

    @property
    def question(self) -> Question:
        """The question at whose T and K the report is made."""
        return ReportQuestion(at=self.at, known=self.known).question

    @property
    def key(self) -> RelationshipKey:
        """The relationship that a dossier is of; raise InvalidStatement if none is named."""
        if self.platform is None or self.jurisdiction is None:
            raise InvalidStatement(f"a {self.kind} needs a platform and a jurisdiction")
        return RelationshipKey(self.platform, self.jurisdiction)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, the same members in the same order each time."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told

    def to_text(self) -> str:
        """Return its JSON on one line."""
        return msgspec.json.encode(self).decode()


def statement_of(content: bytes | str, *, where: str) -> Statement:
    """Return the statement that a text is; raise InvalidStatement, which names the file."""
    try:
        found = msgspec.json.decode(content, type=Statement)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidStatement(
            f"{where}: what it states of its making can't be read: {error}"
        ) from (error)
    if found.report != FORMAT:
        raise InvalidStatement(
            f"{where}: its report is {found.report!r}, and {FORMAT} is known here"
        )
    return found


def microseconds_of(text: str) -> int:
    """Return an instant (ISO 8601) as the log has it, in microseconds."""
    return microseconds(datetime.fromisoformat(text))
