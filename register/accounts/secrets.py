"""What is known to one person or program alone; the database has its hash."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

RANDOM_BYTES = 32
"""How many random bytes a secret has. So many can't be guessed, and need no slow hash."""


def secret_of(random: bytes) -> str:
    """Return random bytes as a text that may stand in an address, a cookie or a header."""
    return urlsafe_b64encode(random).rstrip(b"=").decode()


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
