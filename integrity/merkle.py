"""Merkle trees over a log: RFC 6962 hashing, and the proofs of RFC 9162, section 2.1.

A tree's hashes are kept in tiles. Tile ``number`` of ``level`` has the roots of the complete
subtrees of 32**level leaves, from number 32*number on: at most 32 of them, of 32 bytes each.
A tile that is full never changes; of each level only the last may be partial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

SIZE = 32
"""Bytes of a hash."""

WIDTH = 32
"""How many hashes a full tile has."""

_HEIGHT = 5

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves (RFC 9162, 2.1.1)."""


class TileKey(NamedTuple):
    """Which tile it is."""

    level: int
    number: int


ReadTile = Callable[[TileKey], bytes]
"""Gives the hashes of a tile, one after the other."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162, 2.1.1)."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two others (RFC 9162, 2.1.1)."""
    return sha256(b"\1" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree over leaf hashes (RFC 9162, 2.1.1)."""
    if not hashes:
        return EMPTY_ROOT
    tree = Tree()
    tree.extend(hashes)
    return tree.root()


class Tree:
    """The right edge of a tree: all that is needed to add leaves and to tell the root.

    ``edge`` has, of each level, the hashes of the last tile, as far as it is filled.
    """

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self._edge: list[list[bytes]] = [_split(tile) for tile in edge]

    def extend(self, hashes: Sequence[bytes]) -> dict[TileKey, bytes]:
        """Add leaf hashes; return the tiles that are new or have grown, as they are now."""
        changed: dict[TileKey, bytes] = {}
        number = self.size // WIDTH
        fresh, level = list(hashes), 0
        self.size += len(fresh)
        while fresh:
            if level == len(self._edge):
                self._edge.append([])
            row = self._edge[level] + fresh
            fresh = []
            full = len(row) // WIDTH * WIDTH
            for start in range(0, full, WIDTH):
                tile = row[start : start + WIDTH]
                changed[TileKey(level, number)] = b"".join(tile)
                fresh.append(_perfect(tile))
                number += 1
            self._edge[level] = row[full:]
            if len(row) > full:
                changed[TileKey(level, number)] = b"".join(row[full:])
            number = (number - len(fresh)) // WIDTH
            level += 1
        return changed

    def partial(self) -> dict[TileKey, bytes]:
        """Return the last tile of each level, if it is not full."""
        return {
            key: b"".join(tile)
            for key, tile in zip(edge_of(self.size), self._edge, strict=False)
            if tile
        }

    def root(self) -> bytes:
        """Return the root."""
        peaks = [peak for tile in self._edge for peak in reversed(_peaks(tile))]
        if not peaks:
            return EMPTY_ROOT
        root = peaks[0]
        for peak in peaks[1:]:
            root = node_hash(peak, root)
        return root


def edge_of(size: int) -> list[TileKey]:
    """Return the tiles at the right edge of a tree, one a level; a full one is none of them."""
    keys = []
    level = 0
    while size:
        keys.append(TileKey(level, size // WIDTH))
        size //= WIDTH
        level += 1
    return keys


class Proofs:
    """Makes proofs about a tree of ``size`` leaves, from its tiles."""

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        self.size = size
        self._read = read_tile

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the tree over the first leaves; by default over all.

        Raises IndexError if the tree has fewer.
        """
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise IndexError(f"a tree of {self.size} leaves has no root over {size}")
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the audit path of a leaf in the tree over the first leaves (RFC 9162, 2.1.3.1).

        Raises IndexError if there is no such leaf.
        """
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise IndexError(f"there is no leaf {index} in a tree of {min(size, self.size)}")
        return self._path(index, 0, size)

    def consistency(self, older: int, size: int | None = None) -> list[bytes]:
        """Return the proof that an older tree is the beginning of this (RFC 9162, 2.1.4.1).

        Raises IndexError if the older tree is not the smaller one.
        """
        size = self.size if size is None else size
        if not 0 <= older <= size <= self.size:
            raise IndexError(f"a tree of {older} is no beginning of one of {min(size, self.size)}")
        return self._subproof(older, 0, size, whole=True) if older else []

    def _path(self, index: int, begin: int, end: int) -> list[bytes]:
        path: list[bytes] = []
        while end - begin > 1:
            middle = begin + _split_point(end - begin)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(begin, middle))
                begin = middle
        return path[::-1]

    def _subproof(self, older: int, begin: int, end: int, *, whole: bool) -> list[bytes]:
        if older == end:
            return [] if whole else [self._range(begin, end)]
        middle = begin + _split_point(end - begin)
        if older <= middle:
            return [
                *self._subproof(older, begin, middle, whole=whole),
                self._range(middle, end),
            ]
        return [*self._subproof(older, middle, end, whole=False), self._range(begin, middle)]

    def _range(self, begin: int, end: int) -> bytes:
        """Return the hash over the leaves [begin, end), which are a subtree of some tree."""
        count = end - begin
        if count & (count - 1) == 0:
            return self._node(count.bit_length() - 1, begin // count)
        middle = begin + _split_point(count)
        return node_hash(self._range(begin, middle), self._range(middle, end))

    def _node(self, height: int, index: int) -> bytes:
        """Return the hash of a complete subtree of 2**height leaves; raise LookupError for a cut tile."""
        level, above = divmod(height, _HEIGHT)
        first = index << above
        tile = _split(self._read(TileKey(level, first // WIDTH)))
        at = first % WIDTH
        hashes = tile[at : at + (1 << above)]
        if len(hashes) < 1 << above:
            raise LookupError(f"tile {first // WIDTH} of level {level} has too few hashes")
        return _perfect(hashes)


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether a leaf's hash stands at an index of the tree with a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for hashed in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(hashed, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, hashed)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    *, older: int, older_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether an older tree is the beginning of a tree (RFC 9162, 2.1.4.2)."""
    if older == size:
        return not proof and older_root == root
    if older == 0:
        return not proof and older_root == EMPTY_ROOT
    if older > size or not proof:
        return False
    path = list(proof) if older & (older - 1) else [older_root, *proof]
    at, last = older - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for hashed in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(hashed, old), node_hash(hashed, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, hashed)
        at, last = at >> 1, last >> 1
    return last == 0 and old == older_root and new == root


def _split(tile: bytes) -> list[bytes]:
    return [tile[at : at + SIZE] for at in range(0, len(tile), SIZE)]


def _split_point(count: int) -> int:
    """Return the largest power of two below a number of at least two."""
    return 1 << ((count - 1).bit_length() - 1)


def _perfect(hashes: list[bytes]) -> bytes:
    """Return the hash over a power of two of hashes."""
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [sha256(b"\1" + left + right).digest() for left, right in pairs]
    return hashes[0]


def _peaks(tile: list[bytes]) -> list[bytes]:
    """Return the hashes of the largest complete subtrees over a tile, the largest first."""
    peaks = []
    at, count = 0, len(tile)
    for height in range(_HEIGHT, -1, -1):
        if count & (1 << height):
            peaks.append(_perfect(tile[at : at + (1 << height)]))
            at += 1 << height
    return peaks
