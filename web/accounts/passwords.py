"""Passwords: which ones will do, and their Argon2id hashes."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.site import PasswordCost

SHORTEST = 12
LONGEST = 500
AT_ONCE = 2
"""How many hashes are made at once: each takes 64 MiB, and a second of a busy core."""

FEWEST_LETTERS = 5
"""How many different characters there are at least in what isn't guessed at once."""

COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789123",
        "0123456789ab",
        "qwertyuiopas",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiop[]",
        "qwerty123456",
        "qwerty1234567",
        "qwerty12345678",
        "1q2w3e4r5t6y",
        "1q2w3e4r5t6y7u",
        "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv",
        "q1w2e3r4t5y6",
        "zaq12wsxcde3",
        "asdfghjkl123",
        "asdfghjkl;'",
        "abcdefghijkl",
        "abcdefgh1234",
        "abcd12345678",
        "password1234",
        "password12345",
        "password123456",
        "password2024",
        "password2025",
        "password2026",
        "passwordpassword",
        "passw0rd1234",
        "p@ssw0rd1234",
        "mypassword123",
        "administrator",
        "administrator1",
        "adminadmin12",
        "admin1234567",
        "admin12345678",
        "letmein12345",
        "letmeinletmein",
        "iloveyou1234",
        "iloveyouforever",
        "welcome12345",
        "welcome123456",
        "welcome12024",
        "changeme1234",
        "changemechangeme",
        "trustno1trustno1",
        "correcthorsebatterystaple",
        "football1234",
        "baseball1234",
        "superman1234",
        "sunshine1234",
        "princess1234",
        "compliance123",
        "complianceregister",
        "register1234",
        "registerregister",
        "йцукенгшщзхъ",
        "пароль123456",
        "парольпароль",
    ]
) | {"correct horse battery staple"}
"""Passwords that stand in every list, of those long enough."""


class Passwords:
    """Hashes and compares passwords, a few at once; whoever comes later waits."""

    def __init__(self, cost: PasswordCost, random: Callable[[int], bytes]) -> None:
        self._hasher = PasswordHasher(cost.rounds, cost.kibibytes, cost.lanes)
        self._random = random
        self._turns = BoundedSemaphore(AT_ONCE)
        self._of_nobody = self.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """Return a new hash of a password. It takes long: never do it in a transaction."""
        with self._turns:
            return self._hasher.hash(_same(password), salt=self._random(16))

    def fits(self, hashed: str | None, password: str) -> bool:
        """Tell whether a password has this hash; without one it takes as long, and is not so."""
        with self._turns:
            try:
                self._hasher.verify(hashed or self._of_nobody, _same(password))
            except VerifyMismatchError:
                return False
        return hashed is not None


def is_common(password: str, handle: str) -> bool:
    """Tell whether a password is one that is tried first."""
    plain = _same(password).casefold()
    return plain in COMMON or plain == handle or len(set(plain)) < FEWEST_LETTERS


def _same(password: str) -> str:
    """Return a password as it is hashed, whichever way a keyboard composes its letters."""
    return normalize("NFKC", password)
