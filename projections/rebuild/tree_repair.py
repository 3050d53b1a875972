"""Making the Merkle tree anew where it was changed, and nothing else was.

The tree is evidence. Where a row of the log and its leaf differ, one of them was changed, and
only a checkpoint says which: if the log agrees with one that covers the row, it was the leaf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from integrity.checkpoints.checkpoints import sound_checkpoints
from integrity.merkle import SIZE, WIDTH
from projections.engine.projector import position_of
from projections.read_models import tree
from projections.tables import tree_tile
from projections.verification.log_walk import LogWalk
from projections.verification.tree_check import LEAF_DIFFERS, SignedRoot
from projections.verification.verify import is_readable
from register.errors import RebuildStopped
from register.store.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from integrity.merkle import TileKey


def mend_tree(engine: Engine, *, trusted: int = 0) -> None:
    """Make the tree anew from the log, while nobody records.

    Raises RebuildStopped, and changes nothing, if the log was changed, or if a row and its leaf
    differ that no checkpoint covers. Up to the position ``trusted`` the caller has made sure
    otherwise that the log is right.
    """
    with writing(engine) as connection:
        if not is_readable(connection):
            raise RebuildStopped(
                "the tree is left as it is: beside the log stand values that the register never "
                "writes; 'register verify' names them"
            )
        reached = position_of(connection, tree.NAME)
        proved = max(_proved(connection), trusted)
        made, wrong = tree.remade(connection, reached)
        for position in (*_lost_evidence(connection, wrong), *_beyond(connection, reached)):
            if position > proved:
                raise RebuildStopped(
                    f"the tree is left as it is: what it has of position {position} is not what "
                    "the log has, and no checkpoint says that the log is right ('register verify' "
                    "says more, and --trust-log-through takes the log's word)"
                )
        tree.write(connection, made, wrong)
        tree.forget_beyond(connection, reached)


def _proved(connection: Connection) -> int:
    """Return up to where the log agrees with what was signed; raise RebuildStopped if it doesn't."""
    signed = [SignedRoot(one.size, one.root, "") for one in sound_checkpoints(connection)]
    walk = LogWalk(connection, signed, lambda _: None)
    for finding in walk.findings():
        about_tree = finding.table in ("tree_tile", "tree_head") or finding.what == LEAF_DIFFERS
        if not about_tree:
            raise RebuildStopped(
                f"the tree is left as it is, because the log was changed: {finding}; "
                "'register verify' says more"
            )
    return max((one.size for one in walk.check.agreed), default=0)


def _lost_evidence(connection: Connection, wrong: dict[TileKey, bytes]) -> Iterator[int]:
    """Give the positions whose leaves are kept, and are others than the log makes."""
    for key in sorted(wrong):
        if key.level:
            continue
        kept = tree.tile(connection, key) or b""
        for at in range(0, min(len(kept), len(wrong[key])), SIZE):
            if kept[at : at + SIZE] != wrong[key][at : at + SIZE]:
                yield key.number * WIDTH + at // SIZE + 1


def _beyond(connection: Connection, reached: int) -> Iterator[int]:
    """Give the first position of each tile of leaves behind the end of the log."""
    query = select(tree_tile.c.number).where(
        tree_tile.c.level == 0, tree_tile.c.number * WIDTH >= reached
    )
    for number in connection.execute(query.order_by(tree_tile.c.number)).scalars():
        yield number * WIDTH + 1
