"""Signed notes: a text, and lines with signatures of it (C2SP signed-note v1.0.0).

Keys are written as golang.org/x/mod/sumdb/note writes them. There are two kinds of signature:
a log's own (Ed25519 over the text) and a witness's, which binds a time (C2SP cosignature/v1).
"""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from integrity.errors import KeyProblem, NoteRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 1_000_000
"""Bytes of the longest note that is read."""

MOST_SIGNATURES = 100
"""How many signatures a note may have; the specification asks for 16 at least."""

_DASH = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"
_ID_SIZE = 4
_KEY_SIZE = 32
_TIME = struct.Struct(">Q")
_LAST_SECOND = 2**63 - 1


class SignatureKind(IntEnum):
    """What a key signs, as C2SP numbers it."""

    LOG = 0x01
    WITNESS = 0x04


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name and its kind: all that is needed to check signatures."""

    name: str
    kind: SignatureKind
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand for the key in a signature; they may collide, so check."""
        hashed = sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)
        return hashed.digest()[:_ID_SIZE]

    @property
    def vkey(self) -> str:
        """The key as text: ``<name>+<key id in hex>+<base64>``."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Tell whether a signature, without the key's id, is one of the text."""
        message = text.encode()
        if self.kind is SignatureKind.WITNESS:
            seconds, signature = _dated(signature)
            if seconds is None:
                return False
            message = _cosigned(message, seconds)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name and its kind. It is never shown: ``repr`` has no seed."""

    name: str
    kind: SignatureKind
    seed: bytes

    def __repr__(self) -> str:
        """Return what may be read by everybody."""
        return f"Signer({self.verifier.vkey!r})"

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, self.kind, public.public_bytes_raw())

    @property
    def private_text(self) -> str:
        """The private key as text, to be kept in a file that nobody else can read."""
        known = f"{self.name}+{self.verifier.key_id.hex()}"
        return f"{_PRIVATE}{known}+{_base64(bytes([self.kind]) + self.seed)}"

    def sign(self, text: str, *, seconds: int | None = None) -> Signature:
        """Sign a text; a witness also says when, in seconds since 1970."""
        message, dated = text.encode(), b""
        if self.kind is SignatureKind.WITNESS:
            if seconds is None:
                raise ValueError("a witness says when it signs")
            message, dated = _cosigned(message, seconds), _TIME.pack(seconds)
        signed = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        return Signature(self.name, self.verifier.key_id, dated + signed)


@dataclass(frozen=True, slots=True)
class Signature:
    """A line under a note: who says that he signed it, and the signature's bytes."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as the note has it, without the newline."""
        return f"{_DASH}{self.name} {_base64(self.key_id + self.value)}"

    @property
    def who(self) -> str:
        """The name and the id of the key, as texts for people have them."""
        return f"{self.name}+{self.key_id.hex()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a newline, and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def whole(self) -> str:
        """The note as a file has it."""
        return self.text + "\n" + "".join(f"{one.line}\n" for one in self.signatures)


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What came of checking a signature. ``by`` None: nobody that is known.

    ``seconds`` is when a witness says that it signed, since 1970.
    """

    signature: Signature
    by: Verifier | None
    valid: bool
    seconds: int | None = None


def read_note(content: str | bytes) -> Note:
    """Return a note; raise NoteRefused if it is none, to the letter of the specification."""
    whole = _text(content)
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteRefused(
            "a signed note is a text, an empty line, and signatures, each line ended; this is not"
        )
    found = [read_line(line) for line in lines[:-1].split("\n")]
    if len(found) > MOST_SIGNATURES:
        raise NoteRefused(f"a note may have {MOST_SIGNATURES} signatures, this has {len(found)}")
    return Note(text + "\n", tuple(found))


def _text(content: str | bytes) -> str:
    try:
        whole = content.decode("utf-8") if isinstance(content, bytes) else content
        size = len(whole.encode("utf-8"))
    except UnicodeError:
        raise NoteRefused("a signed note is text in UTF-8, this is not") from None
    if size > LONGEST:
        raise NoteRefused(f"a signed note has {LONGEST} bytes at most, this has {size}")
    if any(char < " " and char != "\n" for char in whole):
        raise NoteRefused("a signed note has no control characters, this has some")
    return whole


def read_line(line: str) -> Signature:
    """Return the signature in a line without its newline; raise NoteRefused."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    value = _bytes(encoded)
    wellformed = line.startswith(_DASH) and is_name(name)
    if not wellformed or value is None or len(value) <= _ID_SIZE:
        raise NoteRefused(f"{line!r} is no line of a signature, such as '{_DASH}NAME BASE64'")
    return Signature(name, value[:_ID_SIZE], value[_ID_SIZE:])


def is_name(name: str) -> bool:
    """Tell whether a key can have a name: not empty, without spaces, plus and controls."""
    return bool(name) and not any(char.isspace() or char == "+" or char < " " for char in name)


def signed(text: str, *signers: Signer) -> Note:
    """Return a text as a note that logs have signed; raise NoteRefused for what is no text."""
    note = Note(text, tuple(signer.sign(text) for signer in signers))
    if read_note(note.whole) != note:
        raise NoteRefused(f"{text!r} can't be signed: a text ends with one newline")
    return note


def looked_at(note: Note, known: Iterable[Verifier]) -> list[SignatureCheck]:
    """Check each signature of a note by the keys that are known, in the note's order."""
    keys = list(known)
    return [_looked_at(note.text, one, keys) for one in note.signatures]


def _looked_at(text: str, one: Signature, known: Sequence[Verifier]) -> SignatureCheck:
    named = [key for key in known if (key.name, key.key_id) == (one.name, one.key_id)]
    for key in named:
        if key.has_signed(text, one.value):
            dated = key.kind is SignatureKind.WITNESS
            return SignatureCheck(
                one, key, valid=True, seconds=_dated(one.value)[0] if dated else None
            )
    return SignatureCheck(one, named[0] if named else None, valid=False)


def check(note: Note, known: Iterable[Verifier]) -> list[SignatureCheck]:
    """Return who signed a note, unknown ones too, which count for nothing.

    Raises NoteRefused if nobody known has, or a signature by a known key is not one of the text.
    """
    found = looked_at(note, known)
    for one in found:
        if one.by is not None and not one.valid:
            raise NoteRefused(f"the signature of {one.signature.who} is not one of this text")
    if not any(one.valid for one in found):
        names = ", ".join(one.signature.who for one in found)
        raise NoteRefused(f"no known key has signed this; it names {names}")
    return found


def read_vkey(text: str) -> Verifier:
    """Return a public key from its text; raise KeyProblem."""
    name, key_id, kind, public = _read_key(text.strip(), "public key, such as NAME+KEYID+BASE64")
    verifier = Verifier(name, kind, public)
    if verifier.key_id.hex() != key_id:
        raise KeyProblem(f"{text.strip()!r} is damaged: its key id is {verifier.key_id.hex()}")
    return verifier


def read_private(text: str) -> Signer:
    """Return a private key from its text; raise KeyProblem, which doesn't show it."""
    stripped = text.strip()
    if not stripped.startswith(_PRIVATE):
        raise KeyProblem("this is no private key, which begins with PRIVATE+KEY+")
    what = "private key, such as PRIVATE+KEY+NAME+KEYID+BASE64"
    name, key_id, kind, seed = _read_key(stripped.removeprefix(_PRIVATE), what, shown=False)
    signer = Signer(name, kind, seed)
    if signer.verifier.key_id.hex() != key_id:
        raise KeyProblem(f"the private key of {name} is damaged: its key id is not {key_id}")
    return signer


def _read_key(text: str, what: str, *, shown: bool = True) -> tuple[str, str, SignatureKind, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    value = _bytes(encoded)
    if not is_name(name) or value is None or len(value) != 1 + _KEY_SIZE:
        raise KeyProblem(f"{repr(text) if shown else 'this'} is no {what}")
    if value[0] not in tuple(SignatureKind):
        raise KeyProblem(
            f"the key of {name} is of type {value[0]}; known are "
            "1 (Ed25519) and 4 (Ed25519 cosignature/v1)"
        )
    return name, key_id, SignatureKind(value[0]), value[1:]


def _cosigned(message: bytes, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n".encode() + message


def _dated(signature: bytes) -> tuple[int | None, bytes]:
    """Split what a witness signed into its time and the signature; None: it has no time."""
    if len(signature) < _TIME.size:
        return None, signature
    seconds: int = _TIME.unpack_from(signature)[0]
    return (seconds if seconds <= _LAST_SECOND else None), signature[_TIME.size :]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(encoded: str) -> bytes | None:
    """Return what base64 stands for; None if it is not the one way to write it (RFC 4648)."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if _base64(content) == encoded else None
