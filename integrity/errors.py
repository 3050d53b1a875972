"""What can go wrong with what is signed; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class NoteRefused(RegisterError):
    """A text that is no signed note or no checkpoint, or is not signed as it should be."""


class KeyProblem(RegisterError):
    """A key that is missing, unreadable, of another register, or no key at all."""


class CheckpointRefused(RegisterError):
    """A checkpoint that can't be made, kept or signed, because of what is signed already."""


class ProofRefused(RegisterError):
    """A proof that can't be made, can't be read, or proves something else."""


class TimestampRefused(RegisterError):
    """A timestamp that can't be had, or is not one of the checkpoint."""
