"""Deciding on the facts of a file, in its order: against the log, and the lines before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregates.errors import Problem, Problems
from register.documents.quote_checks import QuoteChecks
from register.importing.row import CITED, FACT_ID, LINE, PAYLOAD, STREAM, TOPIC
from register.laws.consequences import CAUSES, TRIGGERS
from register.recording.admission import Admission, AdmissionCache, LogView, laws_of, may_name_law
from register.recording.preparation import PreparedFact, person_sealed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from register.importing.block_rows import BlockRows
    from register.importing.row import Row
    from register.importing.staging import Staging
    from register.log.reader import Entry, LogReader
    from register.persons.keys import Persons

_LAW = re.compile(rb'"legal_basis":"((?:[^"\\]|\\.)*)"')
_DECIDED_ALONE = CAUSES - TRIGGERS
"""The topics of which each row is looked at, whatever is known of its relationship."""

_MOST_STREAMS = 100_000
"""How many streams are remembered as open for facts."""


class FileAdmission:
    """Decides on rows and stages those accepted. The log is read through a new view each time.

    What is accepted stays so whatever others record meanwhile, but for three things: they may
    record a fact with the same id, archive a document that is quoted, or forget a person. The
    last makes no difference to what is kept: the text is sealed, and its key is gone.
    """

    def __init__(
        self,
        staging: Staging,
        log: Callable[[], AbstractContextManager[LogReader]],
        persons: Persons | None,
    ) -> None:
        self._staging = staging
        self._log = log
        self._persons = persons
        self._cache = AdmissionCache(persons)
        self._open: set[str] = set()
        self._laws: set[bytes] = set()
        self._quotes = QuoteChecks()
        with log() as reader:
            self._empty = reader.head() is None

    def decide(self, read: BlockRows) -> dict[int, Problems]:
        """Stage the rows that are accepted; return what is wrong with others, by line.

        With a duplicate nothing is wrong; it is not staged.
        """
        rows, unless_known = read.rows, read.unless_known
        with self._log() as reader:
            view = self._view(reader, rows)
            together = self._staging.add(
                [
                    row
                    for row in rows
                    if row[FACT_ID] not in view.recorded and row[LINE] not in unless_known
                ]
            )
            looked_at = (
                row
                for row in rows
                if not together
                or row[CITED] is not None
                or row[STREAM] not in self._open
                or row[FACT_ID] in view.recorded
                or row[LINE] in unless_known
                or row[TOPIC] in _DECIDED_ALONE
                or self._names_new_law(row)
                or person_sealed_in(row[PAYLOAD]) is not None
                or row[LINE] in view.unfound
            )
            admission = Admission(view, self._cache)
            found = {
                row[LINE]: self._problems(
                    view,
                    admission,
                    PreparedFact(*row, unless_known.get(row[LINE], ())),
                    staged=together and row[LINE] not in unless_known,
                )
                for row in looked_at
            }
            return {line: problems for line, problems in found.items() if problems}

    def _view(self, reader: LogReader, rows: Sequence[Row]) -> LogView:
        recorded: dict[str, Entry] = {}
        if not self._empty:  # if others fill it meanwhile, the append will see it
            cited = (other for row in rows if (other := row[CITED]) is not None)
            recorded = reader.by_ids([*(row[FACT_ID] for row in rows), *cited])
        payloads = ((row[LINE], row[PAYLOAD]) for row in rows if row[FACT_ID] not in recorded)
        unfound = self._quotes.of_many(reader.connection, payloads)
        return LogView(reader, recorded, self._staging.find, unfound)

    def _problems(
        self, view: LogView, admission: Admission, one: PreparedFact, *, staged: bool
    ) -> Problems:
        """Return what is wrong with a fact, which is staged afterwards if it is new and fine."""
        if (entry := view.recorded.get(one.id)) is not None:
            return admission.problems_beside(one, entry, f"at position {entry.position}")
        if not staged and (earlier := view.earlier(one.id, one.line)) is not None:
            place = f"earlier in the same input, in line {earlier.line},"
            return admission.problems_beside(one, earlier, place)
        problems = admission.problems(self._unless_key_is_here(one))
        if problems:
            self._staging.drop(one.line)
            return problems
        if not staged:
            self._staging.add([one[:6]])
        self._opens(one.stream)
        if may_name_law(one.type, one.payload):
            self._laws.update(law.encode() for _, law in laws_of(one.fact()))
        return ()

    def _names_new_law(self, row: Row) -> bool:
        """Tell whether a fact names a law that was not found registered yet."""
        if not may_name_law(row[TOPIC], row[PAYLOAD]):
            return False
        named = _LAW.findall(row[PAYLOAD])
        return not named or not self._laws.issuperset(named)

    def _unless_key_is_here(self, one: PreparedFact) -> PreparedFact:
        """Refuse that somebody was forgotten whose key is here: no file destroys one."""
        kind, _, person = one.stream.partition("/")
        if kind != "person" or self._persons is None or self._persons.key(person) is None:
            return one
        reason = f"the key of {person} is here: forget them by 'register forget {person}' first"
        return one._replace(unless_known=(Problem("$.person", reason),))

    def _opens(self, stream: str) -> None:
        """Remember a stream of which facts without a cause are accepted unseen from now on."""
        if stream.startswith(("relationship/", "document/")):
            if len(self._open) >= _MOST_STREAMS:
                self._open.clear()
            self._open.add(stream)
