"""Sealing a text about a person, so that it can be read with that person's key alone.

AES-256-GCM (NIST SP 800-38D), by `cryptography`. The associated data binds the stream, the id of
the fact and the JSON path: in any other place the text doesn't open. It has no position and no
version, which the database gives out only when the text is sealed already; the id is unique in
the log, so it says more than a version would.

The nonce is not random but follows from what is sealed: HMAC-SHA256 under a key of its own, over
the associated data and the text, cut to the 12 bytes that GCM takes. So the same fact, encoded
again, is the same bytes, and stays one fact. GCM must never have one nonce for two different
texts or two different places under one key. Here two have the same only if HMAC, cut to 96 bits,
collides: for a person with a million sealed texts the chance is below 10⁻¹⁶. For the same text in
the same place it is the same message, which tells nobody more. (RFC 8452 and RFC 5297 make their
nonces likewise.) On opening the nonce is made again and compared.

A text is filled up with NUL, which no text of a fact may have, to a multiple of BLOCK bytes, so
that what is left of somebody forgotten doesn't tell how long the name was.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import NamedTuple

from aggregates.vocabulary.fields import SEALED
from register.format.codec import canonical

BLOCK = 64
"""To a multiple of how many bytes a text is filled up."""

_NONCE_BYTES = 12
_DOMAIN = "register sealed text 1"


class SealLocation(NamedTuple):
    """Where a sealed text belongs: nowhere else does it open."""

    stream: str
    fact_id: str
    path: str

    def bound(self) -> bytes:
        """Return the associated data: canonical JSON (RFC 8785), so no two places have the same."""
        return canonical([_DOMAIN, self.stream, self.fact_id, self.path])


class DoesNotOpen(ValueError):
    """A sealed text that this key, in this place, doesn't open."""


def seal(text: str, key: bytes, place: SealLocation) -> str:
    """Return a text as the log keeps it: ``sealed:1:`` and base64 of nonce and ciphertext."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # seldom needed

    plain, bound = _filled(text.encode()), place.bound()
    nonce = _nonce(key, bound, plain)
    sealed = AESGCM(_subkey(key, b"encryption")).encrypt(nonce, plain, bound)
    return f"{SEALED}{b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, key: bytes, place: SealLocation) -> str:
    """Return the text; raise DoesNotOpen if another key or place sealed it, or it was changed."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        found, bound = b64decode(sealed.removeprefix(SEALED), validate=True), place.bound()
        nonce, body = found[:_NONCE_BYTES], found[_NONCE_BYTES:]
        plain = AESGCM(_subkey(key, b"encryption")).decrypt(nonce, body, bound)
    except (InvalidTag, NotBase64, ValueError) as error:
        raise DoesNotOpen(f"the text at {place.path} doesn't open under this key") from error
    if not hmac.compare_digest(nonce, _nonce(key, bound, plain)):
        raise DoesNotOpen(f"the text at {place.path} has a nonce of somebody else's making")
    return plain.rstrip(b"\0").decode()


def _filled(text: bytes) -> bytes:
    return text + bytes(-len(text) % BLOCK)


def _nonce(key: bytes, bound: bytes, plain: bytes) -> bytes:
    told = len(bound).to_bytes(8, "big") + bound + plain
    return hmac.digest(_subkey(key, b"nonce"), told, "sha256")[:_NONCE_BYTES]


def _subkey(key: bytes, purpose: bytes) -> bytes:
    """Return the key for one purpose: one step of HKDF-Expand (RFC 5869) with SHA-256."""
    return hmac.digest(key, b"register " + purpose + b"\x01", "sha256")
