"""Timestamps of checkpoints by an authority (RFC 3161), asked for, checked, and kept.

A timestamp is of the note as the register first signed it: text and signature. So it says when
the signature was there, and stands even if the register's key is stolen later.
Reading them needs the extra ``timestamps``; all else works without.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning
from sqlalchemy import func, insert, select

from integrity.checkpoints.der import with_certificates_in_order
from integrity.checkpoints.store import kept_or_last
from integrity.errors import TimestampRefused
from integrity.signing_lock import take_turn
from integrity.tables import checkpoint_timestamp
from register.clock import microseconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
_SHA256_OID = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_CERTIFICATES_WANTED = b"\x01\x01\xff"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a timestamp says: when, in µs since 1970, and which authority says so."""

    at: int
    authority: str


@dataclass(frozen=True, slots=True)
class KeptTimestamp:
    """A kept timestamp, looked at. ``made_at`` is when it was kept, in µs since 1970.

    ``unchecked`` says why its authority's signature could not be checked; it is no problem.
    """

    made_at: int
    stamp: Stamp | None
    problems: tuple[str, ...] = ()
    unchecked: str | None = None


def request(note: str, nonce: int) -> bytes:
    """Return the request for a timestamp of a note, in DER (RFC 3161, 2.4.1).

    The nonce is a random number of 64 bits, by which the answer is known to be one to it.
    """
    imprint = _der(0x30, _SHA256 + _der(0x04, sha256(note.encode()).digest()))
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
    return _der(0x30, b"\x02\x01\x01" + imprint + _der(0x02, number) + _CERTIFICATES_WANTED)


def _der(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content  # all of it is shorter than 128 bytes


def checked(
    response: bytes, note: str, roots: Sequence[bytes], *, asked: bytes | None = None
) -> Stamp:
    """Return what a response says; raise TimestampRefused unless an authority says it of a note.

    ``roots`` are certificates in PEM; ``asked`` is the request that it has to be the answer to.
    """
    found = _decoded(response)
    _refuse_another(found, note)
    if asked is not None and request(note, found.tst_info.nonce or 0) != asked:
        raise TimestampRefused("the timestamp is not the answer to this request: its nonce differs")
    _verify(found, note, roots)
    return _stamp(found)


def _decoded(response: bytes) -> Any:
    import rfc3161_client as client  # noqa: PLC0415  # only where a timestamp is looked at

    try:
        found = client.decode_timestamp_response(with_certificates_in_order(response))
        status, told = found.status, "; ".join(found.status_string)
    except ValueError:
        raise TimestampRefused("this is no response of a time-stamping authority") from None
    if status != client.PKIStatus.GRANTED:
        raise TimestampRefused(f"the time-stamping authority refuses: {told or status}")
    return found


def _refuse_another(found: Any, note: str) -> None:
    try:
        imprint = found.tst_info.message_imprint
    except ValueError:
        raise TimestampRefused("the timestamp is damaged: it can't be read") from None
    if imprint.hash_algorithm != _SHA256_OID:
        raise TimestampRefused("the timestamp is of another hash than SHA-256")
    if imprint.message != sha256(note.encode()).digest():
        raise TimestampRefused("the timestamp is of something else than this checkpoint's note")


def _verify(found: Any, note: str, roots: Sequence[bytes]) -> None:
    import rfc3161_client as client  # noqa: PLC0415  # only where a timestamp is looked at

    builder = client.VerifierBuilder(roots=certificates(roots))
    try:
        builder.build().verify_message(found, note.encode())
    except (client.VerificationError, ValueError) as problem:
        raise TimestampRefused(
            f"the timestamp is not one of a known authority: {problem}"
        ) from None


def certificates(roots: Sequence[bytes]) -> list[x509.Certificate]:
    """Return certificates from PEM; raise TimestampRefused if there is none."""
    found: list[x509.Certificate] = []
    for pem in roots:
        try:
            found += x509.load_pem_x509_certificates(pem)
        except (ValueError, CryptographyDeprecationWarning):
            raise TimestampRefused("this is no certificate in PEM") from None
    if not found:
        raise TimestampRefused("a timestamp is checked with a certificate of its authority")
    return list(dict.fromkeys(found))


def usable_roots(bundle: bytes) -> list[bytes]:
    """Return the certificates of a bundle in PEM, one by one, without those that can't be read."""
    found = []
    for pem in _PEM.findall(bundle):
        with suppress(TimestampRefused), warnings.catch_warnings(action="error"):
            certificates([pem])  # of an old certificate against the rules, a warning
            found.append(pem)
    return found


def _stamp(found: Any) -> Stamp:
    try:
        signer = next(iter(found.signed_data.signer_infos))
        authority = signer.issuer
        for each in map(x509.load_der_x509_certificate, found.signed_data.certificates):
            if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number):
                authority = each.subject
        return Stamp(microseconds(found.tst_info.gen_time), authority.rfc4514_string())
    except (ValueError, StopIteration):
        raise TimestampRefused("the timestamp is damaged: it can't be read") from None


def keep(
    connection: Connection,
    size: int,
    response: bytes,
    roots: Sequence[bytes],
    now: datetime,
    *,
    asked: bytes | None = None,
) -> Stamp:
    """Check a timestamp of a kept checkpoint and keep it; the same one is kept once.

    Raises TimestampRefused, or CheckpointRefused if there is no such checkpoint.
    """
    take_turn(connection)
    found = kept_or_last(connection, size)
    stamp = checked(response, found.as_signed, roots, asked=asked)
    if response not in [token for _, token in _tokens(connection, size)]:
        moment = max(microseconds(now), _last_kept_at(connection, size) + 1)
        row = {"size": size, "made_at": moment, "token": response}
        connection.execute(insert(checkpoint_timestamp).values(row))
    return stamp


def _last_kept_at(connection: Connection, size: int) -> int:
    moment = func.max(checkpoint_timestamp.c.made_at)
    query = select(moment).where(checkpoint_timestamp.c.size == size)
    return connection.execute(query).scalar() or 0


def _tokens(connection: Connection, size: int) -> list[tuple[int, bytes]]:
    table = checkpoint_timestamp
    query = select(table.c.made_at, table.c.token).where(table.c.size == size)
    return [(row.made_at, row.token) for row in connection.execute(query.order_by(table.c.made_at))]


def timestamps_of(
    connection: Connection, size: int, note: str, roots: Sequence[bytes]
) -> list[KeptTimestamp]:
    """Look at the kept timestamps of a checkpoint; without certificates, at what they are of."""
    return [_looked_at(made_at, token, note, roots) for made_at, token in _tokens(connection, size)]


def _looked_at(made_at: int, token: bytes, note: str, roots: Sequence[bytes]) -> KeptTimestamp:
    try:
        if roots:
            return KeptTimestamp(made_at, checked(token, note, roots))
        found = _decoded(token)
        _refuse_another(found, note)
        unchecked = "no certificate of the authority is given"
        return KeptTimestamp(made_at, _stamp(found), unchecked=unchecked)
    except TimestampRefused as problem:
        return KeptTimestamp(made_at, None, (str(problem),))
