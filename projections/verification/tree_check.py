"""Holding the log's leaves against the Merkle tree that was kept, and against what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from integrity.merkle import SIZE, WIDTH, TileKey, Tree
from projections.read_models import tree
from projections.tables import projection, tree_tile
from projections.verification.mismatch import Mismatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection


HIGHEST = 13
"""No tree with positions of 64 bits has a level above this one."""

LEAF_DIFFERS = "the row and its leaf in the tree differ"


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """The root that the first ``size`` facts had when it was signed, and where that is kept."""

    size: int
    root: bytes
    place: str


class TreeCheck:
    """Makes the tree anew from the leaves that it is given, and compares on the way.

    ``agreed`` has what was signed and is so.
    """

    def __init__(self, connection: Connection, signed: Iterable[SignedRoot]) -> None:
        self._connection = connection
        self._signed = sorted(signed, key=lambda one: one.size)
        self._kept_size, self._kept_root = tree.head(connection)
        self._tree = Tree()
        self._differs = False
        self.agreed: list[SignedRoot] = []

    @property
    def root(self) -> bytes:
        """The root over all leaves that it was given."""
        return self._tree.root()

    def grow(self, hashes: Sequence[bytes]) -> Iterator[Mismatch]:
        """Add leaves, with a stop at each size at which there is something to compare."""
        start, end = self._tree.size, self._tree.size + len(hashes)
        sizes = {one.size for one in self._signed} | {self._kept_size}
        done = start
        for size in sorted(size for size in sizes if start < size <= end):
            yield from self._add(hashes[done - start : size - start])
            yield from self._stop(size)
            done = size
        yield from self._add(hashes[done - start :])

    def _add(self, hashes: Sequence[bytes]) -> Iterator[Mismatch]:
        tiles = self._tree.extend(hashes)
        if self._tree.size <= self._kept_size:
            yield from self._compare(
                {key: tile for key, tile in tiles.items() if len(tile) == WIDTH * SIZE}
            )

    def _stop(self, size: int) -> Iterator[Mismatch]:
        if size == self._kept_size:
            yield from self._compare(self._tree.partial())
            if not self._differs and self._tree.root() != self._kept_root:
                yield Mismatch("tree_head", "root", "it is not the root of the tree")
        for signed in self._signed:
            if signed.size == size:
                yield from self._held_against(signed)

    def _held_against(self, signed: SignedRoot) -> Iterator[Mismatch]:
        if self._tree.root() == signed.root:
            self.agreed.append(signed)
            return
        sound = self.agreed[-1].size if self.agreed else 0
        what = (
            f"the first {signed.size} facts of the log are not those that were signed: "
            f"one from position {sound + 1} on was changed"
        )
        yield Mismatch("checkpoint", signed.place, what)

    def _compare(self, tiles: dict[TileKey, bytes]) -> Iterator[Mismatch]:
        """Name the first hash that is not as it is kept; what is above it differs of itself."""
        for level in sorted({key.level for key in tiles}):
            if self._differs:
                return
            numbers = sorted(key.number for key in tiles if key.level == level)
            kept = self._kept(level, numbers[0], numbers[-1])
            for number in numbers:
                wanted, found = tiles[TileKey(level, number)], kept.get(number)
                if wanted != found:
                    self._differs = True
                    yield _difference(TileKey(level, number), wanted, found)
                    break

    def _kept(self, level: int, first: int, last: int) -> dict[int, bytes]:
        query = select(tree_tile.c.number, tree_tile.c.hashes).where(
            tree_tile.c.level == level, tree_tile.c.number.between(first, last)
        )
        return {row.number: row.hashes for row in self._connection.execute(query)}

    def beyond(self) -> Iterator[Mismatch]:
        """Check what reaches beyond the last leaf: the tree, and what was signed."""
        last = self._tree.size
        query = select(projection.c.position).where(projection.c.name == tree.NAME)
        reached = min(self._connection.execute(query).scalar() or 0, last)
        if self._kept_size < reached:
            what = f"it has {self._kept_size} leaves, and was kept up to position {reached}"
            yield Mismatch("tree_head", "size", what)
        if self._kept_size > last:
            what = f"the tree has {self._kept_size} leaves: rows after position {last} are gone"
            yield Mismatch("log", f"position {last + 1}", what, last + 1)
        for signed in self._signed:
            if signed.size > last:
                what = (
                    f"it was signed over {signed.size} facts, and the log has {last}: "
                    f"the rows after position {last} are gone"
                )
                yield Mismatch("checkpoint", signed.place, what, last + 1)
        yield from self._strays()

    def _strays(self) -> Iterator[Mismatch]:
        query = select(tree_tile.c.level, func.max(tree_tile.c.number)).group_by(tree_tile.c.level)
        for level, number in self._connection.execute(query):
            hashes = self._kept_size // WIDTH**level if 0 <= level < HIGHEST else 0
            if number * WIDTH >= max(hashes, 0):
                place = f"tile {number} of level {level}"
                yield Mismatch("tree_tile", place, "it is beyond the end of the tree")


def _difference(key: TileKey, wanted: bytes, kept: bytes | None) -> Mismatch:
    place = f"tile {key.number} of level {key.level}"
    if kept is None:
        return Mismatch("tree_tile", place, "it is missing")
    if len(kept) != len(wanted):
        return Mismatch("tree_tile", place, f"it does not have {len(wanted) // SIZE} hashes")
    at = next(
        at for at in range(0, len(wanted), SIZE) if wanted[at : at + SIZE] != kept[at : at + SIZE]
    )
    if key.level:
        return Mismatch("tree_tile", place, f"hash {at // SIZE} is not that of the leaves under it")
    position = key.number * WIDTH + at // SIZE + 1
    return Mismatch("log", f"position {position}", LEAF_DIFFERS, position)
