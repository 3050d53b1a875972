"""Trees over made-up leaves, and the proofs that they give."""

from collections.abc import Sequence

from integrity.merkle import Proofs, TileKey, Tree, leaf_hash


def proofs_of(leaves: Sequence[bytes]) -> Proofs:
    tiles: dict[TileKey, bytes] = {}
    tree = Tree()
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for start in range(0, len(hashes), 7):  # as facts come: a few at a time
        tiles |= tree.extend(hashes[start : start + 7])
    return Proofs(len(leaves), tiles.__getitem__)


def of(count: int) -> list[bytes]:
    return [str(number).encode() for number in range(count)]
