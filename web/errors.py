"""What can go wrong in the web application; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class WebProblem(RegisterError):
    """The web application can't do what was asked."""


class AddressTaken(WebProblem):
    """The address to serve at can't be had."""


class InvalidFilter(WebProblem):
    """What an address keeps to can't be understood."""


class UnknownJob(WebProblem):
    """Nothing is being made, or was made, under a name, for who asks."""


class TooMuchWaits(WebProblem):
    """So much is waiting to be made that nothing more is taken."""


class NotChecked(WebProblem):
    """A file that was brought can't be held against the log."""
