"""What can go wrong with evidence; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class NoEvidence(RegisterError):
    """A bundle can't be made: there is nothing to show, or nothing that proves it."""


class BundleUnusable(RegisterError):
    """A bundle or a key that somebody brings is none."""
