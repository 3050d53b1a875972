"""One relationship's ledger and timeline together, and the short form that is kept of them.

The short form has the last changes, and of each part the last facts, so that the next fact
costs the same whether a relationship has ten facts or a hundred thousand. A claim, or a fact
from before what is kept, needs the whole: then all facts are read again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from aggregates.vocabulary.shapes import ClaimFact, RelationshipFact
from projections.fold.happenings import happening
from projections.standing.changes import UNCHANGED, Delta
from projections.standing.claim_index import ClaimIndex, FactReader, FoldChange
from projections.standing.parts import part_named
from projections.standing.timeline import KEPT, Timeline, TimelineSnapshot, TimelineStore
from projections.standing.track import FoldEntry, PartTimeline, SnapshotTooShort, TrackSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregates.claims import Known


class SnapshotSource(FactReader, TimelineStore, Protocol):
    """Where a book reads what it does not know: recorded facts, and what is kept of it."""


class StateSnapshot(NamedTuple):
    """What is kept of a relationship beside its tracks: edges, and who is void or doubtful."""

    edges: TimelineSnapshot
    void: set[str]
    doubtful: set[str]


LONGEST_SHORT = 1_000
"""How many facts a short book takes before it is better opened anew from what is kept."""

_encode = msgspec.msgpack.Encoder().encode
_short = msgspec.msgpack.Decoder(StateSnapshot)
_tails: dict[Any, msgspec.msgpack.Decoder[Any]] = {}


def _tail_decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    if kind not in _tails:
        _tails[kind] = msgspec.msgpack.Decoder(tuple[date, kind, kind | None, list[FoldEntry]])
    return _tails[kind]


def pack_track(track: PartTimeline) -> bytes:
    """Return what is kept of a track as bytes."""
    return _encode(track.tail())


def unpack_track(name: str, packed: bytes) -> PartTimeline:
    """Return the track of bytes; raise msgspec.DecodeError if they are damaged."""
    part = part_named(name)
    return PartTimeline.of(part, TrackSnapshot(*_tail_decoder(part.kind).decode(packed)))


def is_same_track(name: str, one: bytes | None, other: bytes | None) -> bool:
    """Tell whether two packed tracks say the same.

    What is a set has no order in bytes, and how many facts are kept depends on how they came
    together: what both keep is compared, and the states before it.
    """
    if one is None or other is None or one == other:
        return one == other
    try:
        tracks = [unpack_track(name, packed) for packed in (one, other)]
    except msgspec.DecodeError:
        return False
    base = max(track.base for track in tracks)
    mine, others = (track.since(base) for track in tracks)
    return mine == others


class RelationshipState:
    """A relationship as known so far. `add` takes the next fact in log order."""

    def __init__(
        self, timeline: Timeline, ledger: ClaimIndex | None, short: StateSnapshot | None
    ) -> None:
        self._timeline = timeline
        self._ledger = ledger
        self._short = short
        self._added = 0

    @classmethod
    def empty(cls, source: SnapshotSource) -> RelationshipState:
        """Return the book of a relationship without a fact; it is whole."""
        return cls(Timeline(), ClaimIndex(source), None)

    @classmethod
    def whole(cls, facts: Iterable[Known], source: SnapshotSource) -> RelationshipState:
        """Return the book of all facts so far, in log order; it is whole."""
        ledger = ClaimIndex(source)
        for known in facts:
            ledger.add(known)
        return cls(Timeline.whole(ledger.entered()), ledger, None)

    @classmethod
    def short(cls, packed: bytes, source: SnapshotSource) -> RelationshipState:
        """Return the book of what was kept, with the tracks that are asked for one by one."""
        kept = _short.decode(packed)
        return cls(Timeline.of(kept.edges, source), None, kept)

    @property
    def size(self) -> int:
        """About how many facts it has in memory."""
        return len(self._ledger) if self._ledger is not None else 2 * KEPT + self._added

    @property
    def is_outgrown(self) -> bool:
        """Tell whether it was opened short, and has more in memory by now than it is worth."""
        return self._ledger is None and self._added > LONGEST_SHORT

    def read_from(self, source: SnapshotSource) -> None:
        """Read from now on elsewhere: on the connection of another transaction."""
        if self._ledger is not None:
            self._ledger.recorded = source
        else:
            self._timeline.kept = source

    def take_over(self, short: RelationshipState) -> None:
        """Take the place of a book of less: what that one changed is still to be kept."""
        self._timeline.changed |= short._timeline.changed

    def add(self, known: Known) -> Delta:
        """Take the next fact and return what it changed.

        Raises NeedsWhole where what is kept does not reach; then this book is of no more use.
        """
        self._added += 1
        shifts = self._ledger.add(known) if self._ledger is not None else self._shortly(known)
        return self._timeline.shift(shifts) if shifts else UNCHANGED

    def _shortly(self, known: Known) -> list[FoldChange]:
        fact, short = known.fact, self._short
        if isinstance(fact, ClaimFact) or short is None:
            raise SnapshotTooShort
        seen = happening(known)
        cause = fact.caused_by if isinstance(fact, RelationshipFact) else None
        if cause is None:
            return [FoldChange(None, FoldEntry(seen, doubtful=False))]
        if cause in short.doubtful:
            short.doubtful.add(known.id)
        if cause in short.void:
            short.void.add(known.id)
            return []
        return [FoldChange(None, FoldEntry(seen, doubtful=cause in short.doubtful))]

    def pack(self) -> bytes:
        """Return what is kept of it beside its tracks."""
        held = self._short if self._ledger is None else self._ledger
        void, doubtful = (held.void, held.doubtful) if held else (set(), set())
        return _encode(StateSnapshot(self._timeline.edges(), void, doubtful))

    def pack_tracks(self) -> dict[str, bytes]:
        """Return what is kept of the tracks that changed since the last time, by part."""
        timeline = self._timeline
        packed = {name: pack_track(timeline.tracks[name]) for name in sorted(timeline.changed)}
        timeline.changed.clear()
        return packed
