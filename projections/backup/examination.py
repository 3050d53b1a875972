"""Examining a log, or a copy of it: its tree is made anew, and has to be what is claimed of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from integrity.checkpoints.checkpoints import check, kept_checkpoints, own_verifiers
from integrity.leaves import hash_of
from integrity.merkle import SIZE, WIDTH, TileKey, Tree
from projections.backup.copying import head_row, pages
from projections.read_models import tree
from projections.tables import tree_tile
from register.errors import DamagedLog
from register.log.reader import Entry
from register.store.driver_errors import translated
from register.store.tables import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from projections.backup.copying import Progress


@dataclass(frozen=True, slots=True)
class TreeClaim:
    """That the tree over the first ``size`` facts has a root, and who says so."""

    size: int
    root: bytes
    who: str


class Examination:
    """One pass over the log of a connection, against claims and the tree that it keeps.

    Every position has to be there, each with the leaf that the kept tree has for it.
    """

    def __init__(self, connection: Connection, claims: Iterable[TreeClaim]) -> None:
        self._connection = connection
        self._last, _ = head_row(connection)
        self._kept, root = tree.head(connection)
        own = [TreeClaim(self._kept, root, "its tree")] if self._kept else []
        self._claims = sorted([*own, *claims], key=lambda claim: claim.size)
        self._agreed = 0
        self._made = Tree()

    def run(
        self,
        progress: Progress,
        on_tiles: Callable[[Tree, dict[TileKey, bytes]], None] = lambda _tree, _tiles: None,
    ) -> Tree:
        """Return the tree that the log makes; ``on_tiles`` is given its tiles as they come.

        Raises DamagedLog, which names the first position that differs.
        """
        for claim in self._claims:
            if claim.size > self._last:
                raise _damaged(self._last + 1, f"it is missing, and {claim.who} has {claim.size}")
        self._check_claims()
        for entries in self._entries():
            hashes = [hash_of(entry) for entry in entries]
            self._compare(hashes)
            for some in self._up_to_claims(hashes):
                on_tiles(self._made, self._made.extend(some))
                self._check_claims()
            progress(len(entries))
        if self._made.size < self._last:
            raise _damaged(self._made.size + 1, "it is missing")
        return self._made

    def _entries(self) -> Iterator[list[Entry]]:
        """Give the rows in lists, each but the last of whole tiles; none may be missing."""
        for rows in pages(self._connection, log):
            entries = [Entry(*row) for row in rows]
            for position, entry in enumerate(entries, self._made.size + 1):
                if position > self._last:
                    raise _damaged(position, _PAST)
                if entry.position != position:
                    raise _damaged(position, "it is missing")
            yield entries

    def _up_to_claims(self, hashes: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
        """Give the hashes that follow in parts that end where something is claimed."""
        after, start = self._made.size, 0
        ends = {claim.size - after for claim in self._claims if claim.size - after < len(hashes)}
        for end in [*sorted(ends), len(hashes)]:
            yield hashes[start:end]
            start = end

    def _compare(self, hashes: Sequence[bytes]) -> None:
        """Compare the leaves that follow with those that the kept tree has."""
        after = self._made.size
        kept = self._leaves(after, min(after + len(hashes), self._kept))
        for position, (made, found) in enumerate(zip(hashes, kept, strict=False), after + 1):
            if made != found:
                raise _damaged(position, "it is not what the tree says was recorded there")

    def _leaves(self, after: int, through: int) -> list[bytes]:
        """Return the leaf hashes of positions above ``after``, as the tree keeps them."""
        if through <= after:
            return []
        first = after // WIDTH
        query = (
            select(tree_tile.c.number, tree_tile.c.hashes)
            .where(tree_tile.c.level == 0, tree_tile.c.number >= first)
            .where(tree_tile.c.number <= (through - 1) // WIDTH)
        )
        with translated(self._connection.engine.url):
            tiles = {row.number: row.hashes for row in self._connection.execute(query)}
        return [
            tiles.get(at // WIDTH, b"")[at % WIDTH * SIZE : (at % WIDTH + 1) * SIZE]
            for at in range(after, through)
        ]

    def _check_claims(self) -> None:
        while self._claims and self._claims[0].size == self._made.size:
            claim = self._claims.pop(0)
            if self._made.root() != claim.root:
                raise DamagedLog(
                    f"a position from {self._agreed + 1} to {claim.size} is damaged: the facts up "
                    f"to there are not those of {claim.who}"
                )
            self._agreed = claim.size


_PAST = "it stands past the head of the log, which the register does not do"


def _damaged(position: int, what: str) -> DamagedLog:
    return DamagedLog(f"position {position} is damaged: {what}")


def checkpoint_claims(connection: Connection) -> list[TreeClaim]:
    """Return what the checkpoints claim that the register has signed.

    Raises DamagedLog if there are some, and it has signed none. What else is wrong with them,
    `register verify` tells: it keeps nobody from making a backup.
    """
    with translated(connection.engine.url):
        all_of_them = kept_checkpoints(connection)
    found = [one for one in all_of_them if one.sound]
    if all_of_them and not found:
        raise DamagedLog(all_of_them[-1].problems[0])
    return [TreeClaim(one.size, one.root, f"the checkpoint of {one.size} facts") for one in found]


def brought_claim(connection: Connection, path: str, content: bytes) -> TreeClaim:
    """Return what a checkpoint claims that somebody brings.

    Raises NoteRefused if it is none, or not one of this register's.
    """
    found, _ = check(content, own_verifiers(connection))
    return TreeClaim(found.size, found.root, f"the checkpoint {path}")
