"""Appending many facts at once, past eventsourcing's one by one, in short transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from register.documents.quote_checks import QuoteChecks
from register.errors import ImportStopped
from register.format.codec import decode, encode
from register.importing.row import FACT_ID, LINE, PAYLOAD, TOPIC
from register.laws.consequences import CAUSES, consequences
from register.log.new_rows import insert_into_log
from register.log.reader import LogReader
from register.recording.admission import overwrites
from register.recording.preparation import cited_by
from register.store.tables import log_head

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from register.importing.row import Row
    from register.log.recorder import LogRecorder

LogRow: TypeAlias = tuple[int, str, int, str, str, int, str, bytes]
"""A row of the log, in the order of its columns."""

_MOST_STREAMS = 100_000
"""Of how many streams the last version is remembered."""


class BulkAppender:
    """Appends facts that were decided on, batch by batch, each in a transaction of its own.

    ``seen`` is the position of the log that the decisions knew. As long as nobody else
    records, nothing has to be looked up again; the writers' lock tells. ``is_cause`` tells of a
    row whether what follows from its fact is to be recorded with it; ``followed`` counts that.
    """

    def __init__(
        self,
        recorder: LogRecorder,
        *,
        seen: int,
        recorded_by: str,
        is_cause: Callable[[Row], bool] = lambda _: False,
    ) -> None:
        self._recorder = recorder
        self._seen = seen
        self._alone = True
        self._recorded_by = recorded_by
        self._versions: dict[str, int] = {}
        self._is_cause = is_cause
        self.followed = 0
        self._moment: int | None = None

    def append(self, connection: Connection, facts: Sequence[Row], name: str) -> int:
        """Append those of the facts that are not in the log yet; return how many they were.

        It takes the writers' lock. Raises ImportStopped if somebody else recorded another
        fact with the same id meanwhile, or archived a document that is quoted wrongly.
        """
        self._recorder.lock(connection)
        head: int = connection.execute(select(log_head.c.position)).scalar() or 0
        if head != self._seen:
            self._alone = False
            self._versions.clear()
        if not self._alone:
            facts = _not_recorded(connection, facts, name)
            _refuse_unfound(connection, facts, name)
        followed = self._insert_with_consequences(connection, facts)
        self._seen = head + len(facts) + followed
        self.followed += followed
        return len(facts)

    def _insert_with_consequences(self, connection: Connection, facts: Sequence[Row]) -> int:
        """Insert rows, behind each cause what follows from it; return how many that were.

        They are of one transaction, and have one time of recording, of its beginning.
        """
        followed, start, self._moment = 0, 0, None
        for place, row in enumerate(facts, 1):
            if row[TOPIC] in CAUSES and self._is_cause(row):
                self._insert(connection, facts[start:place])
                further = _following(connection, row)
                self._insert(connection, further)
                followed, start = followed + len(further), place
        self._insert(connection, facts[start:])
        return followed

    def _insert(self, connection: Connection, facts: Sequence[Row]) -> None:
        if not facts:
            return
        last, moment = self._recorder.advance(connection, len(facts), moment=self._moment)
        self._moment = moment
        versions, by = self._known_versions(connection, facts), self._recorded_by
        rows: list[LogRow] = []
        for position, (_, fact_id, topic, stream, _, payload) in enumerate(
            facts, last - len(facts) + 1
        ):
            version = versions[stream] = versions[stream] + 1
            rows.append((position, stream, version, topic, fact_id, moment, by, payload))
        insert_into_log(connection, rows)

    def _known_versions(self, connection: Connection, facts: Sequence[Row]) -> dict[str, int]:
        if len(self._versions) > _MOST_STREAMS:
            self._versions.clear()
        unknown = {fact[3] for fact in facts} - self._versions.keys()
        self._versions.update(dict.fromkeys(unknown, 0))
        self._versions.update(LogReader(connection).versions(unknown))
        return self._versions


def _following(connection: Connection, cause: Row) -> list[Row]:
    facts = consequences(connection, decode(cause[TOPIC], cause[PAYLOAD]))
    rows = [
        (cause[LINE], str(fact.id), fact.topic(), fact.stream(), cited_by(fact), encode(fact))
        for fact in facts
    ]
    known = LogReader(connection).by_ids(row[FACT_ID] for row in rows)
    return [row for row in rows if row[FACT_ID] not in known]


def _not_recorded(connection: Connection, facts: Sequence[Row], name: str) -> list[Row]:
    """Return the facts that nobody has recorded since they were decided on."""
    recorded = LogReader(connection).by_ids(fact[1] for fact in facts)
    for line, fact_id, _, _, _, payload in facts:
        entry = recorded.get(fact_id)
        if entry is not None and entry.payload != payload:
            (problem,) = overwrites(fact_id, f"at position {entry.position}")
            raise ImportStopped(
                f"{name}:{line}: {problem}: another process recorded it during the import"
            )
    return [fact for fact in facts if fact[1] not in recorded]


def _refuse_unfound(connection: Connection, facts: Sequence[Row], name: str) -> None:
    unfound = QuoteChecks().of_many(connection, ((fact[0], fact[5]) for fact in facts))
    for line, problems in unfound.items():
        raise ImportStopped(
            f"{name}:{line}: {problems[0]}: the document was archived during the import"
        )
