"""The register's own keys: the public ones in the database, the private one in a file apart.

A key is followed by another of the same name, which the one before endorses in a signed note.
So whoever trusts the first can follow to the latest, and needs to trust nobody in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from integrity.errors import KeyProblem, NoteRefused
from integrity.notes import (
    SignatureKind,
    Signer,
    Verifier,
    check,
    is_name,
    read_note,
    read_vkey,
    signed,
)
from integrity.signing_lock import take_turn
from integrity.tables import signing_key
from register.clock import microseconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

NO_KEY = "this register has no key yet: make one with 'register key init'"

_ENDORSES = "register key rotation"
_KEYS = select(signing_key).order_by(signing_key.c.created_at, signing_key.c.vkey)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key of the register; ``created_at`` in µs since 1970.

    ``endorsement`` is a note of the key before, which says that this one follows it.
    """

    vkey: str
    created_at: int
    endorsement: str | None

    @property
    def verifier(self) -> Verifier:
        """The key to check signatures with; raises KeyProblem if the database has damaged it."""
        return read_vkey(self.vkey)


def new_signer(seed: bytes, name: str | None = None) -> Signer:
    """Return a private key from 32 random bytes; without a name it is named after itself.

    Raises KeyProblem for a name that no key can have.
    """
    unnamed = Signer(name or "unnamed", SignatureKind.LOG, seed)
    if name is None:
        return Signer(
            f"register-{sha256(unnamed.verifier.public).hexdigest()[:8]}", SignatureKind.LOG, seed
        )
    refuse_name(name)
    return unnamed


def refuse_name(name: str) -> None:
    """Raise KeyProblem for a name that no key can have (C2SP signed-note)."""
    if not is_name(name):
        raise KeyProblem(f"{name!r} can't name a key: a name is not empty, and has no space and +")


def keys(connection: Connection) -> list[SigningKey]:
    """Return the register's keys, the first one first."""
    return [
        SigningKey(row.vkey, row.created_at, row.endorsement) for row in connection.execute(_KEYS)
    ]


def latest(chain: Sequence[SigningKey]) -> Verifier:
    """Return the key that signs now; raise KeyProblem if there is none.

    It is the last that follows from the first: a row that somebody added follows from none.
    """
    if not chain:
        raise KeyProblem(NO_KEY)
    return (trusted(chain, chain[0].vkey) or [chain[0].verifier])[-1]


def begin(connection: Connection, signer: Signer, now: datetime) -> SigningKey:
    """Keep the first public key; raise KeyProblem if there is one already."""
    take_turn(connection)
    refuse_second(connection)
    return _kept(connection, SigningKey(signer.verifier.vkey, microseconds(now), None))


def refuse_second(connection: Connection) -> None:
    """Raise KeyProblem if the register has its first key already."""
    found = keys(connection)
    if found:
        raise KeyProblem(
            f"this register has the key {latest(found).vkey} already; "
            "'register key rotate' makes the next"
        )


def rotate(connection: Connection, old: Signer, new: Signer, now: datetime) -> SigningKey:
    """Keep a further public key, endorsed by the latest; raise KeyProblem if that is not ``old``."""
    take_turn(connection)
    chain = keys(connection)
    refuse_other(old, chain)
    if new.name != old.name or new.verifier == old.verifier:
        raise KeyProblem(f"the next key of {old.name} is another of the same name, not {new!r}")
    text = _endorsing(old.verifier.vkey, new.verifier.vkey)
    moment = max(microseconds(now), chain[-1].created_at + 1)
    return _kept(connection, SigningKey(new.verifier.vkey, moment, signed(text, old).whole))


def _kept(connection: Connection, key: SigningKey) -> SigningKey:
    row = {"vkey": key.vkey, "created_at": key.created_at, "endorsement": key.endorsement}
    connection.execute(insert(signing_key).values(row))
    return key


def refuse_other(signer: Signer, chain: Sequence[SigningKey]) -> None:
    """Raise KeyProblem unless a private key is the register's latest."""
    now, own = latest(chain).vkey, signer.verifier.vkey
    if own == now:
        return
    if own in (key.vkey for key in chain):
        raise KeyProblem(f"the private key is of {own}, which {now} has followed")
    raise KeyProblem(f"the private key is of {own}, and this register's is {now}")


def trusted(chain: Sequence[SigningKey], vkey: str) -> list[Verifier]:
    """Return the keys that somebody may trust who trusts one: it, and all that follow from it.

    A key follows if one that is trusted endorses it. The list is empty if ``vkey`` is no key.
    """
    first = _verifier(vkey)
    found = [] if first is None else [first]
    for key in chain:
        own = _verifier(key.vkey)
        if own is not None and own not in found and any(_endorses(one, key) for one in found):
            found.append(own)
    return found


def key_problems(chain: Sequence[SigningKey]) -> list[str]:
    """Return what is wrong with the keys: those that don't follow from the first."""
    if not chain:
        return []
    follow = {key.vkey for key in trusted(chain, chain[0].vkey)}
    return [
        f"the key {key.vkey} does not follow from the first one, {chain[0].vkey}"
        if _verifier(key.vkey) is not None
        else f"the key {key.vkey!r} is damaged"
        for key in chain
        if key.vkey not in follow
    ]


def _verifier(vkey: str) -> Verifier | None:
    try:
        return read_vkey(vkey)
    except KeyProblem:
        return None


def _endorses(before: Verifier, key: SigningKey) -> bool:
    """Tell whether a key says that another one follows it."""
    if key.endorsement is None:
        return False
    try:
        note = read_note(key.endorsement)
        check(note, [before])
        same_name = key.verifier.name == before.name
    except (NoteRefused, KeyProblem):
        return False
    return same_name and note.text == _endorsing(before.vkey, key.vkey)


def _endorsing(before: str, key: str) -> str:
    """Return the text that is signed; its second line has a +, so it is no checkpoint."""
    return f"{_ENDORSES}\n{before}\n{key}\n"
