"""What can go wrong in the web application; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class WebProblem(RegisterError):
    """The web application can't do what was asked."""


class AddressTaken(WebProblem):
    """The address to serve at can't be had."""


class SignInRefused(WebProblem):
    """A handle and a password don't belong together."""


class BodyTooSlow(WebProblem):
    """The body of a request didn't come in time."""
