"""Read model: the Merkle tree over the log, kept by tiles (`integrity.merkle`).

Its leaves stand at position - 1. A position that the log has lost when the tree comes by has
the leaf of no bytes, so that the tree goes on; `register verify` names the gap.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, or_, select

from integrity.leaves import NOTHING, hash_of
from integrity.merkle import EMPTY_ROOT, SIZE, WIDTH, Proofs, TileKey, Tree, edge_of
from projections.tables import tree_head, tree_tile
from register.log.reader import LogReader
from register.store.prepared import Prepared
from register.store.upsert import Upsert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from register.log.reader import Entry

NAME = "tree"
"""The name of the read model."""

BATCH = 8_192
"""How many rows of the log are read at once to make the tree anew: whole tiles."""

REMEMBERED = 10_000
"""How many tiles one who makes proofs remembers: of 1 KB each. The tiles of a tree only grow."""

_OF = tree_tile.c
_HEAD = Prepared(select(tree_head.c.size, tree_head.c.root))
_TILE = Prepared(
    select(tree_tile.c.hashes).where(
        tree_tile.c.level == bindparam("of_level"), tree_tile.c.number == bindparam("of_number")
    )
)
_KEEP_HEAD = Upsert(
    tree_head, keys=("id",), values=lambda new: {"size": new.size, "root": new.root}
)
_KEEP_TILES = Upsert(tree_tile, keys=("level", "number"), values=lambda new: {"hashes": new.hashes})


class TreeOfLog:
    """Adds the leaves of facts as they come; it remembers the edge from one batch to the next.

    A tree that was changed stays as it is, until somebody has looked (`projections.rebuild.tree_repair`).
    """

    def __init__(self) -> None:
        self._tree: Tree | None = None

    def handle(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Add the leaves of rows that the tree does not have yet."""
        tree = self._at_head(connection)
        self._tree = None  # what is added here counts only once it is written
        if tree is None:
            return  # its leaves are evidence: `register verify` says what is wrong with it
        hashes: list[bytes] = []
        for entry in entries:
            missing = entry.position - 1 - tree.size - len(hashes)
            if missing >= 0:
                hashes += [NOTHING] * missing
                hashes.append(hash_of(entry))
        write(connection, tree, tree.extend(hashes))
        self._tree = tree

    def _at_head(self, connection: Connection) -> Tree | None:
        """Return the tree to go on from; None: what is kept of it does not fit together."""
        size, root = head(connection)
        if self._tree is not None and self._tree.size == size and self._tree.root() == root:
            return self._tree
        if not size and connection.execute(select(tree_tile.c.number).limit(1)).first():
            return None
        tree = tree_of(connection, size)
        return tree if tree.root() == root else None


def write(connection: Connection, tree: Tree, tiles: dict[TileKey, bytes]) -> None:
    """Write the tiles that have changed, and the head."""
    rows = [{"level": key.level, "number": key.number, "hashes": tiles[key]} for key in tiles]
    _KEEP_TILES.run(connection, rows)
    keep_head(connection, tree.size, tree.root())


def keep_head(connection: Connection, size: int, root: bytes) -> None:
    """Write how many leaves the tree has, and its root."""
    _KEEP_HEAD.run(connection, [{"id": 1, "size": size, "root": root}])


def tree_of(connection: Connection, size: int) -> Tree:
    """Return the tree's edge as it is kept.

    Each tile is asked for by itself: a list of pairs (IN) is a scan of all tiles on SQLite.
    """
    keys = edge_of(size)
    if not keys:
        return Tree(size, [])
    one_by_one = [and_(_OF.level == key.level, _OF.number == key.number) for key in keys]
    rows = connection.execute(select(tree_tile).where(or_(*one_by_one)))
    found = {TileKey(row.level, row.number): row.hashes for row in rows}
    return Tree(size, [found.get(key, b"") for key in keys])


def remade(connection: Connection, size: int) -> tuple[Tree, dict[TileKey, bytes]]:
    """Make the tree over the first positions of the log anew; return it, and tiles that differ."""
    made = Tree()
    wrong: dict[TileKey, bytes] = {}
    for hashes in batched_hashes(connection, size):
        for key, hashed in made.extend(hashes).items():
            wrong[key] = hashed
            if len(hashed) == WIDTH * SIZE and tile(connection, key) == hashed:
                del wrong[key]
    return made, {key: new for key, new in wrong.items() if tile(connection, key) != new}


def batched_hashes(connection: Connection, size: int, after: int = 0) -> Iterator[list[bytes]]:
    """Give the hashes of the first leaves, or of those after some, in lists, as the log makes them."""
    reader = LogReader(connection)
    while after < size:
        through = min(after + BATCH, size)
        hashes = [NOTHING] * (through - after)
        for entry in reader.between(after, through):
            hashes[entry.position - after - 1] = hash_of(entry)
        yield hashes
        after = through


def forget_beyond(connection: Connection, size: int) -> None:
    """Delete the tiles that no tree of so many leaves has."""
    levels = {key.level: key.number for key in edge_of(size)}
    for level, number in levels.items():
        last = number if size // WIDTH**level % WIDTH else number - 1
        beyond = (tree_tile.c.level == level) & (tree_tile.c.number > last)
        connection.execute(delete(tree_tile).where(beyond))
    connection.execute(delete(tree_tile).where(tree_tile.c.level.not_in(levels)))


def head(connection: Connection) -> tuple[int, bytes]:
    """Return how many leaves the tree has, and its root."""
    return next(((size, root) for size, root in _HEAD.rows(connection)), (0, EMPTY_ROOT))


def proofs(connection: Connection) -> Proofs:
    """Return what makes proofs of the tree as it is kept; raise LookupError for a lost tile."""

    @lru_cache(maxsize=REMEMBERED)
    def read(key: TileKey) -> bytes:
        found = tile(connection, key)
        if found is None:
            raise LookupError(f"the tree has lost tile {key.number} of level {key.level}")
        return found

    return Proofs(head(connection)[0], read)


def root_at(connection: Connection, position: int) -> bytes:
    """Return the root of the log up to a position.

    Where the tree is a little behind the log, it goes on from where it stands, and writes nothing.
    Raises LookupError where it is far behind, or what is kept of it does not fit together.
    """
    size, root = head(connection)
    if position <= size:
        return proofs(connection).root(position)
    tree = tree_of(connection, size)
    if position - size > BATCH or tree.root() != root:
        raise LookupError(f"the tree has {size} leaves, of {position} that are asked for")
    for hashes in batched_hashes(connection, position, size):
        tree.extend(hashes)
    return tree.root()


def tile(connection: Connection, key: TileKey) -> bytes | None:
    """Return a tile as it is kept; None: it is not there."""
    where = {"of_level": key.level, "of_number": key.number}
    rows = _TILE.rows(connection, where)
    return rows[0][0] if rows else None
