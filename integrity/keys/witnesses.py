"""The witnesses whose signatures of checkpoints are checked and kept."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from integrity.errors import KeyProblem
from integrity.keys.signing_keys import keys
from integrity.notes import read_vkey
from integrity.signing_lock import take_turn
from integrity.tables import witness
from register.clock import microseconds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from integrity.notes import Verifier

_WITNESSES = select(witness.c.vkey, witness.c.added_at).order_by(witness.c.added_at, witness.c.vkey)


def add_witness(connection: Connection, vkey: str, now: datetime) -> bool:
    """Know a witness from now on; False: it is known already. Raises KeyProblem."""
    take_turn(connection)
    verifier = read_vkey(vkey)
    if verifier.vkey in (key.vkey for key in keys(connection)):
        raise KeyProblem(f"{verifier.vkey} is a key of this register, which can't be its witness")
    if verifier in witnesses(connection):
        return False
    row = {"vkey": verifier.vkey, "added_at": microseconds(now)}
    connection.execute(insert(witness).values(row))
    return True


def witnesses(connection: Connection) -> list[Verifier]:
    """Return the keys of the known witnesses."""
    return [verifier for verifier, _ in known_since(connection)]


def known_since(connection: Connection) -> list[tuple[Verifier, int]]:
    """Return the keys of the known witnesses, with when each was added, in µs since 1970."""
    return [(read_vkey(row.vkey), row.added_at) for row in connection.execute(_WITNESSES)]


def sound_witnesses(connection: Connection) -> list[Verifier]:
    """Return the keys of the known witnesses, without those that the database has damaged."""
    found = []
    for row in connection.execute(_WITNESSES):
        with suppress(KeyProblem):
            found.append(read_vkey(row.vkey))
    return found
