"""The register's own keys: the public ones in the database, the private one in a file apart.

A key is followed by another of the same name, in a note that both sign. So whoever trusts the
first can follow to the latest, and whoever trusts the latest back to the first. Before 0.9 only
the key before signed: anybody can say of a key that it follows theirs, so nothing leads back.
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
    from collections.abc import Iterator, Sequence
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
    return _kept(connection, SigningKey(new.verifier.vkey, moment, signed(text, old, new).whole))


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
    """Return the keys that somebody may trust who trusts one: it first, and all that it leads to.

    To those that follow it, each endorsed by one that is trusted, and to those before it, as far
    as each has signed that it follows. The list is empty if ``vkey`` is no key.
    """
    first = _verifier(vkey)
    if first is None:
        return []
    found = [*(one for one, vouched in before(chain, vkey) if vouched), first]
    for key in chain:
        own = _verifier(key.vkey)
        if own is not None and own not in found and any(_endorses(one, key) for one in found):
            found.append(own)
    return [first, *(one for one in found if one != first)]


def before(chain: Sequence[SigningKey], vkey: str) -> Iterator[tuple[Verifier, bool]]:
    """Give the keys that a key has followed, the last one first, and whether it vouches for each."""
    rows = {key.vkey: key for key in chain}
    vouched = True
    while (key := rows.pop(vkey, None)) is not None:
        earlier = _endorser(key)
        if earlier is None:
            return
        vouched = vouched and _endorses(key.verifier, key, earlier)
        yield earlier, vouched
        vkey = earlier.vkey


def key_problems(chain: Sequence[SigningKey]) -> list[str]:
    """Return what is wrong with the keys: those that don't follow from the first."""
    if not chain:
        return []
    first = chain[0].vkey
    follow = {key.vkey for key in trusted(chain, first)}
    found = [
        f"the key {key.vkey} does not follow from the first one, {first}"
        if _verifier(key.vkey) is not None
        else f"the key {key.vkey!r} is damaged"
        for key in chain
        if key.vkey not in follow
    ]
    if chain[0].endorsement is not None:
        found.append(f"the first key, {first}, follows none, and an endorsement stands beside it")
    return found


def _verifier(vkey: str) -> Verifier | None:
    try:
        return read_vkey(vkey)
    except KeyProblem:
        return None


def _endorser(key: SigningKey) -> Verifier | None:
    """Return the key that says of another one that it follows; None: none does."""
    if key.endorsement is None:
        return None
    lines = key.endorsement.split("\n")
    found = _verifier(lines[1]) if len(lines) > 1 else None
    return found if found is not None and _endorses(found, key) else None


def _endorses(by: Verifier, key: SigningKey, earlier: Verifier | None = None) -> bool:
    """Tell whether a key has signed that another one follows it; or follows an ``earlier`` one."""
    if key.endorsement is None:
        return False
    first = earlier or by
    try:
        note = read_note(key.endorsement)
        check(note, [by])
        same_name = key.verifier.name == first.name
    except (NoteRefused, KeyProblem):
        return False
    return same_name and note.text == _endorsing(first.vkey, key.vkey)


def _endorsing(before: str, key: str) -> str:
    """Return the text that is signed; its second line has a +, so it is no checkpoint."""
    return f"{_ENDORSES}\n{before}\n{key}\n"
