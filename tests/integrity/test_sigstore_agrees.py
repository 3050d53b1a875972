"""An independent implementation accepts our checkpoints and proofs, and refuses altered ones.

It is the code by which the `sigstore` package checks what the Rekor log signs and proves.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as some
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import SignedCheckpoint, verify_checkpoint
from sigstore._internal.trust import Keyring, RekorKeyring
from sigstore.errors import VerificationError
from sigstore_models.common import v1
from support.proofs.signing import Signing, key, signing
from support.proofs.trees import of, proofs_of

from integrity.checkpoints.proofs import InclusionProof, prove_inclusion
from integrity.checkpoints.store import StoredCheckpoint
from integrity.checkpoints.text import open_checkpoint
from integrity.leaves import leaf_of
from integrity.notes import Verifier
from projections.read_models import tree
from register.log.reader import LogReader
from register.store.database import reading


def keyring(verifier: Verifier) -> RekorKeyring:
    public = Ed25519PublicKey.from_public_bytes(verifier.public)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    details = v1.PublicKeyDetails.PKIX_ED25519
    return RekorKeyring(Keyring([v1.PublicKey.model_construct(raw_bytes=der, key_details=details)]))


def entry(
    *, leaf: bytes, index: int, size: int, hashes: list[bytes], root: bytes, note: str = "", key_id: bytes = b""
) -> Any:  # fmt: skip
    """What sigstore reads of a log's entry."""
    proof = SimpleNamespace(
        log_index=index,
        tree_size=size,
        hashes=hashes,
        root_hash=root,
        checkpoint=SimpleNamespace(envelope=note),
    )
    inner = SimpleNamespace(
        inclusion_proof=proof, canonicalized_body=leaf, log_id=SimpleNamespace(key_id=key_id)
    )
    return SimpleNamespace(_inner=inner)


@pytest.fixture
def forty(database_url: str) -> Iterator[Signing]:
    with signing(database_url, 40) as found:
        yield found


def proved(found: Signing, made: StoredCheckpoint, position: int) -> InclusionProof:
    with reading(found.register.engine) as connection:
        leaf = leaf_of(LogReader(connection).at_positions([position])[position])
        checkpoint = open_checkpoint(made.note).checkpoint
        return prove_inclusion(tree.proofs(connection), position, leaf, checkpoint)


def as_entry(
    made: StoredCheckpoint, proof: InclusionProof, verifier: Verifier, **other: Any
) -> Any:
    told = {
        "leaf": proof.leaf.encode(),
        "index": proof.position - 1,
        "size": proof.size,
        "hashes": proof.raw_hashes(),
        "root": open_checkpoint(made.note).checkpoint.root,
        "note": made.note,
        "key_id": verifier.key_id,
    }
    return entry(**{**told, **other})


def test_sigstore_reads_our_checkpoint_as_we_do(forty: Signing) -> None:
    made = forty.checkpoint()
    theirs = SignedCheckpoint.from_text(made.note).checkpoint
    ours = open_checkpoint(made.note).checkpoint
    assert (theirs.origin, theirs.log_size, theirs.log_hash, theirs.other_content) == (
        ours.origin,
        ours.size,
        ours.root.hex(),
        [],
    )


def test_sigstore_accepts_our_checkpoint_and_proofs_and_none_that_are_altered(
    forty: Signing,
) -> None:
    forty.record(3)
    made, own = forty.checkpoint(), forty.signer.verifier
    forty.record(20)  # the tree goes on, and proofs of the checkpoint stay
    for position in (1, 2, 17, 32, 33, 42, 43):
        proof = proved(forty, made, position)
        whole = as_entry(made, proof, own)
        verify_checkpoint(keyring(own), whole)
        verify_merkle_inclusion(whole)
        altered: list[dict[str, Any]] = [
            {"leaf": proof.leaf.replace('"recorded_by":"test"', '"recorded_by":"me"').encode()},
            {"index": proof.position},
            {"root": bytes(32)},
            {"hashes": proof.raw_hashes()[1:]},
            {"hashes": [bytes(32), *proof.raw_hashes()[1:]]},
        ]
        for other in altered:
            with pytest.raises(VerificationError):
                verify_merkle_inclusion(as_entry(made, proof, own, **other))


@pytest.mark.parametrize(
    "alter",
    [
        lambda note: note.replace("\n43\n", "\n44\n"),
        lambda note: note.replace("example.org/register\n", "example.org/other\n", 1),
        lambda note: note[:-10] + "A" + note[-9:],
        lambda note: note.rpartition("— ")[0],
    ],
    ids=["size", "origin", "signature", "unsigned"],
)
def test_sigstore_refuses_our_checkpoint_when_it_is_altered(forty: Signing, alter: Any) -> None:
    forty.record(3)
    made, own = forty.checkpoint(), forty.signer.verifier
    proof = proved(forty, made, 5)
    altered = alter(made.note)
    assert altered != made.note
    with pytest.raises(VerificationError):
        verify_checkpoint(keyring(own), as_entry(made, proof, own, note=altered))
    other = key(9).verifier
    with pytest.raises(VerificationError):
        verify_checkpoint(keyring(other), as_entry(made, proof, other))


@given(some.integers(1, 500), some.data())
@settings(max_examples=100)
def test_sigstore_accepts_every_proof_of_inclusion(size: int, data: some.DataObject) -> None:
    leaves, index = of(size), data.draw(some.integers(0, size - 1))
    proofs = proofs_of(leaves)
    told: dict[str, Any] = {
        "leaf": leaves[index],
        "index": index,
        "size": size,
        "hashes": proofs.inclusion(index),
        "root": proofs.root(),
    }
    verify_merkle_inclusion(entry(**told))
    with pytest.raises(VerificationError):
        verify_merkle_inclusion(entry(**{**told, "leaf": b"other"}))
