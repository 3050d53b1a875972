"""The checkpoints that the register has signed: made, kept, signed by others, and looked at.

What is kept is append-only. No checkpoint is made that contradicts the last one that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import insert

from integrity import notes
from integrity.checkpoints.store import StoredCheckpoint, all_kept, kept
from integrity.checkpoints.text import Checkpoint, open_checkpoint
from integrity.checkpoints.timestamps import KeptTimestamp, timestamps_of
from integrity.errors import CheckpointRefused, NoteRefused, ProofRefused
from integrity.keys.signing_keys import before, keys, refuse_other, trusted
from integrity.keys.witnesses import sound_witnesses
from integrity.signing_lock import take_turn
from integrity.tables import checkpoint, checkpoint_signature
from register.clock import iso, microseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from integrity.merkle import Proofs
    from integrity.notes import Note, SignatureCheck, Signer, Verifier


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """What there is to say of a kept checkpoint, without a look at the tree.

    ``root`` is empty if the note can't be read. Signatures of unknown keys are in ``signed``,
    with ``by`` None, and are no problem: they say nothing. ``sound`` is one that the register
    has signed, whatever is wrong with what others added; what is not proves nothing. It is
    ``unvouched`` if a key has signed it that the asker's key followed, and does not vouch for.
    """

    kept: StoredCheckpoint
    root: bytes
    signed: tuple[SignatureCheck, ...]
    problems: tuple[str, ...]
    timestamps: tuple[KeptTimestamp, ...]
    sound: bool = False
    unvouched: bool = False

    @property
    def size(self) -> int:
        """How many facts it is of."""
        return self.kept.size

    @property
    def made_at(self) -> int:
        """When it was made, by the register's own clock, in µs since 1970."""
        return self.kept.made_at


def make(
    connection: Connection,
    tree: Callable[[Connection], Proofs],
    signer: Signer,
    now: datetime,
    *,
    at_least: int = 0,
) -> StoredCheckpoint:
    """Sign and keep a checkpoint of the tree as it is, of ``at_least`` so many facts.

    The one that is kept already of the same size is returned as it is. Raises KeyProblem for
    a key that is not the register's latest, and CheckpointRefused if the tree has not come
    so far, or is not the continuation of the last kept checkpoint's.
    """
    take_turn(connection)
    refuse_other(signer, keys(connection))
    proofs = tree(connection)
    if proofs.size < at_least:
        raise CheckpointRefused(
            f"the tree has {proofs.size} of {at_least} facts: it can't be brought up to the log now"
        )
    _refuse_contradiction(connection, proofs)
    already = kept(connection, proofs.size)
    if already is not None and not look_at(connection, already).sound:
        raise CheckpointRefused(
            f"a checkpoint of {already.size} facts is there that this register has not signed: "
            "'register verify' says more, and after one more fact another can be made"
        )
    return already or _signed(connection, proofs, signer, now)


def _signed(
    connection: Connection, proofs: Proofs, signer: Signer, now: datetime
) -> StoredCheckpoint:
    made = Checkpoint(signer.name, proofs.size, _root(proofs, proofs.size))
    found = StoredCheckpoint(made.size, microseconds(now), notes.signed(made.text, signer).whole)
    row = {"size": found.size, "made_at": found.made_at, "note": found.note}
    connection.execute(insert(checkpoint).values(row))
    return found


def _refuse_contradiction(connection: Connection, proofs: Proofs) -> None:
    """Raise CheckpointRefused unless the tree goes on from the last kept checkpoint."""
    found = sound_checkpoints(connection)
    if not found:
        return
    last = found[-1].kept
    signed = open_checkpoint(last.as_signed).checkpoint
    named = f"the checkpoint of {last.size} facts, kept on {iso(last.made_at)}"
    if proofs.size < last.size:
        raise CheckpointRefused(f"the tree has {proofs.size} facts, and so contradicts {named}")
    root = _root(proofs, last.size)
    if root != signed.root:
        shown = Checkpoint(signed.origin, last.size, root).root_text
        raise CheckpointRefused(
            f"the root of the first {last.size} facts is {shown}, and in {named}, it is "
            f"{signed.root_text}: the log or its tree was changed since"
        )


def _root(proofs: Proofs, size: int) -> bytes:
    try:
        return proofs.root(size)
    except LookupError as lost:
        raise ProofRefused(f"{lost}: 'register rebuild tree' makes the tree anew") from None


def add_signatures(
    connection: Connection, content: str | bytes, known: Sequence[Verifier]
) -> list[SignatureCheck]:
    """Keep further signatures of a kept checkpoint, by the register or known witnesses.

    Returns those that are new. Raises NoteRefused or CheckpointRefused, and keeps none, if one
    of them is by nobody known, or not of this checkpoint.
    """
    take_turn(connection)
    opened = open_checkpoint(content)
    mine = kept(connection, opened.checkpoint.size)
    if mine is None:
        raise CheckpointRefused(
            f"there is no kept checkpoint of {opened.checkpoint.size} facts to add signatures to"
        )
    note = open_checkpoint(mine.note).note
    if note.text != opened.note.text:
        raise CheckpointRefused(
            f"this is another checkpoint than the kept one of {mine.size} facts: it says "
            f"{_differing(note.text, opened.note.text)}"
        )
    fresh = [one for one in dict.fromkeys(opened.note.signatures) if one not in note.signatures]
    found = _by_known(notes.Note(note.text, tuple(fresh)), [*own_verifiers(connection), *known])
    rows = [{"size": mine.size, "line": one.signature.line} for one in found]
    if len(note.signatures) + len(rows) > notes.MOST_SIGNATURES:
        raise CheckpointRefused(
            f"the checkpoint of {mine.size} facts has {len(note.signatures)} signatures already, "
            f"and a note may have {notes.MOST_SIGNATURES}"
        )
    if rows:
        connection.execute(insert(checkpoint_signature), rows)
    return found


def _differing(kept_text: str, text: str) -> str:
    pairs = zip(kept_text.split("\n"), text.split("\n"), strict=False)
    return next((f"{new!r}, not {old!r}" for old, new in pairs if old != new), "more or less")


def _by_known(note: Note, known: Sequence[Verifier]) -> list[SignatureCheck]:
    found = notes.looked_at(note, known)
    for one in found:
        if one.by is None:
            raise NoteRefused(
                f"the key {one.signature.who} is no known witness: 'register witness add' knows it"
            )
        if not one.valid:
            raise NoteRefused(f"the signature of {one.signature.who} is not one of this checkpoint")
    return found


def check(
    content: str | bytes, known: Sequence[Verifier]
) -> tuple[Checkpoint, list[SignatureCheck]]:
    """Return a checkpoint that somebody brings, and who signed it.

    Raises NoteRefused if it is none, or if none of the known keys of its origin has signed it.
    """
    opened = open_checkpoint(content)
    found = notes.check(opened.note, known)
    if not any(one.valid and one.by and one.by.name == opened.checkpoint.origin for one in found):
        raise NoteRefused(f"{opened.checkpoint.origin} itself has not signed this checkpoint")
    return opened.checkpoint, found


def kept_checkpoints(
    connection: Connection, *, vkey: str | None = None, roots: Sequence[bytes] = ()
) -> list[KeptCheckpoint]:
    """Look at all kept checkpoints, that of the fewest facts first: signatures and timestamps.

    ``vkey`` is the key that the asker trusts (default: the register's first); ``roots`` are
    certificates, in PEM, of time-stamping authorities.
    """
    own = own_verifiers(connection, vkey)
    witnesses = sound_witnesses(connection)
    earlier = [] if vkey is None else [one for one, _ in before(keys(connection), own[0].vkey)]
    found = []
    for one in all_kept(connection):
        stamps = timestamps_of(connection, one.size, one.as_signed, roots)
        looked = _looked_at(one, stamps, own, [*own, *witnesses])
        if not looked.sound and earlier:
            by_earlier = _looked_at(one, stamps, earlier, [*earlier, *own, *witnesses])
            if by_earlier.sound:
                looked = replace(by_earlier, sound=False, unvouched=True)
        found.append(looked)
    return found


def look_at(connection: Connection, one: StoredCheckpoint) -> KeptCheckpoint:
    """Look at one kept checkpoint: its signatures, and what its timestamps are of."""
    own = own_verifiers(connection)
    stamps = timestamps_of(connection, one.size, one.as_signed, ())
    return _looked_at(one, stamps, own, [*own, *sound_witnesses(connection)])


def _looked_at(
    one: StoredCheckpoint,
    stamps: Sequence[KeptTimestamp],
    own: Sequence[Verifier],
    known: Sequence[Verifier],
) -> KeptCheckpoint:
    named = f"the checkpoint of {one.size} facts"
    try:
        opened = open_checkpoint(one.note)
    except NoteRefused as problem:
        return KeptCheckpoint(one, b"", (), (f"{named} can't be read: {problem}",), tuple(stamps))
    found = notes.looked_at(opened.note, known)
    serious = list(_unsound(one, opened.checkpoint, found, own))
    problems = [f"{named} {wrong}" for wrong in (*_wrong(one, found), *serious)]
    root = opened.checkpoint.root
    return KeptCheckpoint(
        one, root, tuple(found), tuple(problems), tuple(stamps), sound=not serious
    )


def sound_checkpoints(connection: Connection) -> list[KeptCheckpoint]:
    """Return the kept checkpoints that the register has signed, that of the fewest facts first."""
    return [one for one in kept_checkpoints(connection) if one.sound]


def _wrong(one: StoredCheckpoint, signatures: Sequence[SignatureCheck]) -> Iterator[str]:
    for each in signatures:
        if each.by is not None and not each.valid:
            yield f"has a signature of {each.signature.who} that is not one of it"
    for line in one.unreadable:
        yield f"has a line that is no signature: {line[:60]!r}"


def _unsound(
    one: StoredCheckpoint,
    found: Checkpoint,
    signatures: Sequence[SignatureCheck],
    own: Sequence[Verifier],
) -> Iterator[str]:
    if not any(each.valid and each.by in own for each in signatures):
        yield "is not signed by a key of this register"
    if found.size != one.size:
        yield f"says that it is of {found.size}"
    if own and found.origin != own[0].name:
        yield f"is of {found.origin}, and this register is {own[0].name}"


def own_verifiers(connection: Connection, vkey: str | None = None) -> list[Verifier]:
    """Return a key that is trusted, and those of the register that it leads to.

    By default it is the first that the register keeps. Raises KeyProblem for what is no key.
    """
    chain = keys(connection)
    if vkey is not None:
        return trusted(chain, notes.read_vkey(vkey).vkey)
    return trusted(chain, chain[0].vkey) if chain else []
