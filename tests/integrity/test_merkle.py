"""The tree's hashes and proofs are those of RFC 9162, whose definitions are written out here."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from support.proofs.trees import of, proofs_of

from integrity.merkle import (
    EMPTY_ROOT,
    Proofs,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The test vectors of Certificate Transparency's own implementations.
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def largest_power_below(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def head(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    middle = largest_power_below(len(leaves))
    return sha256(b"\1" + head(leaves[:middle]) + head(leaves[middle:])).digest()


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    middle = largest_power_below(len(leaves))
    if index < middle:
        return [*path(index, leaves[:middle]), head(leaves[middle:])]
    return [*path(index - middle, leaves[middle:]), head(leaves[:middle])]


def subproof(older: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if older == len(leaves):
        return [] if whole else [head(leaves)]
    middle = largest_power_below(len(leaves))
    if older <= middle:
        return [*subproof(older, leaves[:middle], whole=whole), head(leaves[middle:])]
    return [*subproof(older - middle, leaves[middle:], whole=False), head(leaves[:middle])]


def test_the_roots_are_those_of_the_published_vectors() -> None:
    for size, root in enumerate(ROOTS):
        assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == root
        assert proofs_of(LEAVES).root(size).hex() == root
    assert EMPTY_ROOT.hex() == ROOTS[0]


def test_the_proofs_are_those_of_the_published_vectors() -> None:
    proofs = proofs_of(LEAVES)
    assert [each.hex() for each in proofs.inclusion(0)] == FIRST_OF_EIGHT
    assert [each.hex() for each in proofs.consistency(6)] == SIX_TO_EIGHT


@given(some.integers(0, 3_000), some.data())
@settings(max_examples=60)
def test_roots_and_proofs_are_those_of_the_recursive_definitions(
    count: int, data: some.DataObject
) -> None:
    leaves = of(count)
    size = data.draw(some.integers(0, count), label="size")
    proofs = proofs_of(leaves)
    assert proofs.root(size) == head(leaves[:size])
    if not size:
        return
    index = data.draw(some.integers(0, size - 1), label="index")
    older = data.draw(some.integers(1, size), label="older")
    assert proofs.inclusion(index, size) == path(index, leaves[:size])
    assert proofs.consistency(older, size) == subproof(older, leaves[:size], whole=True)


@given(some.integers(1, 2_000), some.data())
def test_a_proof_of_inclusion_holds_and_not_when_anything_is_altered(
    size: int, data: some.DataObject
) -> None:
    leaves = of(size)
    index = data.draw(some.integers(0, size - 1), label="index")
    proof, root, leaf = proofs_of(leaves).inclusion(index), head(leaves), leaf_hash(leaves[index])

    def holds(
        leaf: bytes = leaf,
        index: int = index,
        size: int = size,
        proof: Sequence[bytes] = tuple(proof),
        root: bytes = root,
    ) -> bool:
        return verify_inclusion(leaf, index=index, size=size, proof=proof, root=root)

    assert holds()
    assert not holds(leaf=altered(leaf, data))
    assert not holds(root=altered(root, data))
    other = data.draw(some.integers(-1, 2 * size).filter(lambda each: each != index))
    assert not holds(index=other)
    assert not holds(index=size)
    for wrong in wrong_proofs(proof, data):
        assert not holds(proof=wrong)


@given(some.integers(2, 2_000), some.data())
def test_a_proof_of_consistency_holds_and_not_when_anything_is_altered(
    size: int, data: some.DataObject
) -> None:
    leaves = of(size)
    older = data.draw(some.integers(1, size - 1), label="older")
    proof = proofs_of(leaves).consistency(older)
    before, after = head(leaves[:older]), head(leaves)

    def holds(
        older: int = older,
        older_root: bytes = before,
        size: int = size,
        root: bytes = after,
        proof: Sequence[bytes] = tuple(proof),
    ) -> bool:
        return verify_consistency(
            older=older, older_root=older_root, size=size, root=root, proof=proof
        )

    assert holds()
    assert not holds(older_root=altered(before, data))
    assert not holds(root=altered(after, data))
    assert not holds(older=size, size=older)
    assert not holds(older=size)
    for wrong in wrong_proofs(proof, data):
        assert not holds(proof=wrong)


def altered(hashed: bytes, data: some.DataObject) -> bytes:
    at = data.draw(some.integers(0, len(hashed) * 8 - 1), label="bit")
    return (int.from_bytes(hashed, "big") ^ 1 << at).to_bytes(len(hashed), "big")


def wrong_proofs(proof: Sequence[bytes], data: some.DataObject) -> list[list[bytes]]:
    """The proof with a hash too many, one too few, one altered, two swapped."""
    found = [[*proof, sha256(b"more").digest()]]
    if proof:
        at = data.draw(some.integers(0, len(proof) - 1), label="at")
        found += [
            [*proof[:at], *proof[at + 1 :]],
            [*proof[:at], altered(proof[at], data), *proof[at + 1 :]],
        ]
    if len(proof) > 1:
        found.append([proof[1], proof[0], *proof[2:]])
    return found


@pytest.mark.parametrize("older", range(9))
def test_the_size_of_the_older_tree_is_bound_by_its_root(older: int) -> None:
    """A proof holds for other sizes only if they have the same shape; then the root decides."""
    proofs = proofs_of(LEAVES)
    for claimed in range(9):
        holds = verify_consistency(
            older=claimed,
            older_root=bytes.fromhex(ROOTS[older]),
            size=8,
            root=bytes.fromhex(ROOTS[8]),
            proof=proofs.consistency(claimed),
        )
        assert holds is (claimed == older)


def test_nothing_is_proved_of_what_is_not_there() -> None:
    proofs = proofs_of(LEAVES)
    for index, size in ((8, 8), (-1, 8), (0, 0), (3, 9)):
        with pytest.raises(IndexError, match="there is no leaf"):
            proofs.inclusion(index, size)
    for older, size in ((9, 8), (5, 4), (-1, 8), (1, 9)):
        with pytest.raises(IndexError, match="is no beginning"):
            proofs.consistency(older, size)


@pytest.mark.parametrize("size", [9, 10, 12, 16, 300, -1])
def test_a_tree_has_no_root_over_leaves_that_have_not_come(size: int) -> None:
    with pytest.raises(IndexError, match=f"a tree of 8 leaves has no root over {size}"):
        proofs_of(LEAVES).root(size)


@pytest.mark.parametrize("left", [0, 1, 2, 3, 5])
def test_a_tile_that_was_cut_has_no_root(left: int) -> None:
    with pytest.raises(LookupError, match="tile 0 of level 0 has too few hashes"):
        Proofs(8, lambda _: b"".join(map(leaf_hash, LEAVES[:left]))).root()


def test_a_leaf_is_never_taken_for_a_node() -> None:
    two = [leaf_hash(leaf) for leaf in (b"a", b"b")]
    assert leaf_hash(b"".join(two)) != node_hash(*two)
