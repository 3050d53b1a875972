"""Walking the log from its first row to its last, and saying what is not as it was recorded.

Each row is held against the rows before it, against its own payload, and against its leaf in
the Merkle tree. What finds which change is in docs/explanation/threat-model.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from integrity.leaves import NOTHING, hash_of_row
from projections.read_models import tree
from projections.verification.mismatch import Mismatch
from projections.verification.tree_check import SignedRoot, TreeCheck
from register.log.raw_rows import raw_rows
from register.store.tables import log, log_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection


class _Own(msgspec.Struct):
    """What a payload says about itself."""

    type: str
    id: str
    platform: str | None = None
    jurisdiction: str | None = None
    instrument: str | None = None
    person: str | None = None
    document: str | None = None


_READ = msgspec.json.Decoder(_Own)

STRANGE = "a value is not of the type that the register writes"
"""What is wrong with a row that nothing can be told of but that."""


class LogWalk:
    """One walk over the log. It finds, of each kind of damage, the first place."""

    def __init__(
        self, connection: Connection, signed: Iterable[SignedRoot], progress: Callable[[int], None]
    ) -> None:
        self._connection = connection
        self._progress = progress
        self._versions: dict[str, int] = {}
        self._recorded_at = 0
        self._told: set[str] = set()
        self.check = TreeCheck(connection, signed)
        self.facts = _last(connection)

    def findings(self) -> Iterator[Mismatch]:
        """Give what is wrong, in the order of the log."""
        yield from _ends(self._connection, self.facts)
        after = 0
        while after < self.facts:
            through = min(after + tree.BATCH, self.facts)
            rows = raw_rows(self._connection, after, through)
            yield from self._range(rows, after, through)
            if not rows:  # positions can be as far apart as numbers go
                what = f"no row stands up to position {through}, and what follows was not looked at"
                yield Mismatch("log", f"position {after + 1}", what, after + 1)
                return
            self._progress(through - after)
            after = through
        yield from self.check.beyond()

    def _range(self, rows: Sequence[Any], after: int, through: int) -> Iterator[Mismatch]:
        hashes = [NOTHING] * (through - after)
        for row in rows:
            hashes[row[0] - after - 1] = hash_of_row(row)
            for kind, what in self._wrong(row):
                if kind not in self._told:
                    self._told.add(kind)
                    yield _of_row(row, what)
        if NOTHING in hashes and "gap" not in self._told:
            self._told.add("gap")
            lost = after + hashes.index(NOTHING) + 1
            yield Mismatch("log", f"position {lost}", "its row is missing", lost)
        yield from self.check.grow(hashes)

    def _wrong(self, row: Any) -> Iterator[tuple[str, str]]:
        """Give what is wrong with a row, each by its kind."""
        _, stream, version, topic, fact_id, recorded_at, recorded_by, payload = row
        before = self._versions.get(stream, 0)
        self._versions[stream] = version
        if not (
            type(stream) is type(topic) is type(fact_id) is type(recorded_by) is str
            and type(version) is type(recorded_at) is int
            and type(payload) is bytes
        ):
            yield "types", STRANGE
            return
        if recorded_at < self._recorded_at:
            yield "time", "it says that it was recorded before the row before it"
        self._recorded_at = recorded_at
        if version != before + 1:
            yield "version", f"it is version {version} of {stream}, after {before}"
        if not _is_own(payload, topic, fact_id, stream):
            yield from _wrong_payload(payload, topic, fact_id, stream)


def _last(connection: Connection) -> int:
    return connection.execute(select(func.max(log.c.position))).scalar() or 0


def _ends(connection: Connection, last: int) -> Iterator[Mismatch]:
    """Check what stands before the first position, and after the last one that was given out."""
    first = connection.execute(select(func.min(log.c.position))).scalar()
    if first is not None and first < 1:
        yield Mismatch("log", f"position {first}", "positions begin at 1")
    head = connection.execute(select(log_head)).first()
    if head is None:
        yield Mismatch("log_head", "its row", "it is missing")
    elif last > head.position:
        what = f"the last position that was given out is {head.position}"
        yield Mismatch("log", f"position {head.position + 1}", what, head.position + 1)
    elif last < head.position:
        what = f"its row is missing; positions up to {head.position} were given out"
        yield Mismatch("log", f"position {last + 1}", what, last + 1)
    else:
        query = select(log.c.recorded_at).where(log.c.position == last)
        moment = connection.execute(query).scalar() or 0
        if moment != head.recorded_at:
            what = f"it is {head.recorded_at}, and the last row has {moment}"
            yield Mismatch("log_head", "recorded_at", what, last)


def _is_own(payload: bytes, topic: str, fact_id: str, stream: str) -> bool:
    """Tell whether a payload says of itself what its row does; most are of relationships."""
    try:
        own = _READ.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return (
        own.id == fact_id and topic.partition("/")[0] == own.type and stream == _stream(own, stream)
    )


def _wrong_payload(
    payload: bytes, topic: str, fact_id: str, stream: str
) -> Iterator[tuple[str, str]]:
    try:
        own = _READ.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield "payload", f"its payload is no fact: {error}"
        return
    for kind, column, inside in (
        ("id", fact_id, own.id),
        ("type", topic.partition("/")[0], own.type),
        ("stream", stream, _stream(own, stream)),
    ):
        if column != inside:
            yield kind, f"its {kind} is {column!r}, and in its payload {inside!r}"


def _stream(own: _Own, stream: str) -> str:
    """Return the stream that a payload belongs to, of the kind that the row names."""
    match stream.partition("/")[0]:
        case "relationship":
            return f"relationship/{own.platform}/{own.jurisdiction}"
        case "platform":
            return f"platform/{own.platform}"
        case "instrument":
            return f"instrument/{own.instrument}"
        case "person":
            return f"person/{own.person}"
        case "document":
            return f"document/{own.document}"
        case _:
            return stream


def _of_row(row: Any, what: str) -> Mismatch:
    fact_id = row.fact_id if isinstance(row.fact_id, str) else None
    return Mismatch("log", f"position {row.position}", what, row.position, fact_id)
