"""A checkpoint as text: what a log signs of its tree (C2SP tlog-checkpoint v1.0.0)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from integrity.errors import NoteRefused
from integrity.merkle import SIZE
from integrity.notes import Note, read_note

_SIZE = re.compile("0|[1-9][0-9]{0,18}")
_WANTED = "a checkpoint has the lines origin, size and root, and no empty ones"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Whose log it is, how many facts it has, and the tree's root over them.

    ``extensions`` are further lines of other logs; they are kept, and mean nothing here.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(self.size), self.root_text, *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @property
    def root_text(self) -> str:
        """The root in base64, as the text has it."""
        return base64.b64encode(self.root).decode("ascii")


@dataclass(frozen=True, slots=True)
class Opened:
    """A note whose text is a checkpoint. Who signed it is not checked yet."""

    checkpoint: Checkpoint
    note: Note


def open_checkpoint(content: str | bytes) -> Opened:
    """Return a note's checkpoint; raise NoteRefused if it is no note, or not of a checkpoint."""
    note = read_note(content)
    return Opened(read_checkpoint(note.text), note)


def read_checkpoint(text: str) -> Checkpoint:
    """Return a checkpoint from the text of a note; raise NoteRefused."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or "" in lines or not text.endswith("\n"):
        raise NoteRefused(f"{_WANTED}; this is none")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise NoteRefused(f"{_WANTED}; {size!r} is no size")
    found = Checkpoint(origin, int(size), _root(root), tuple(extensions))
    if found.text != text:
        raise NoteRefused(f"{_WANTED}; {root!r} is no root as it is written in base64")
    return found


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        root = b""
    if len(root) != SIZE:
        raise NoteRefused(f"{_WANTED}; {text!r} is no root: {SIZE} bytes in base64")
    return root
