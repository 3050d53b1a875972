"""What can go wrong in the web application; each text is one sentence for the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregates.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class WebProblem(RegisterError):
    """The web application can't do what was asked."""


class AddressTaken(WebProblem):
    """The address to serve at can't be had."""


class SignInRefused(WebProblem):
    """A handle and a password don't belong together."""


@dataclass(frozen=True, slots=True)
class RequestProblem:
    """One thing that is wrong with a request: a parameter, or a place in its body (RFC 6901)."""

    code: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return it as it stands among the errors of a problem."""
        place = {"parameter": self.parameter, "pointer": self.pointer}
        said = {name: text for name, text in place.items() if text is not None}
        return {**said, "code": self.code, "detail": self.detail}

    def __str__(self) -> str:
        """Return where and what, as a part of a sentence."""
        return f"{self.parameter or self.pointer or 'the body'}: {self.detail}"


class RequestRefused(WebProblem):
    """A request that can't be answered as it is; ``problems`` has all that is wrong with it."""

    def __init__(self, problems: Sequence[RequestProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


class BodyRefused(RequestRefused):
    """A body with facts that can't be recorded; ``problems`` has every reason."""


class NotAcceptable(WebProblem):
    """An answer is not to be had in any of the forms that are asked for."""


class BodyUnreadable(WebProblem):
    """A body that is not of the type that an address takes."""


class NoStanding(WebProblem):
    """A relationship has no standing at the day and the point that are asked about."""


class NoRelationship(WebProblem):
    """No fact is known between a platform and a jurisdiction."""


class PreconditionFailed(WebProblem):
    """Facts were recorded since the version that a request is about; ``since`` has them."""

    def __init__(self, text: str, *, version: int, since: Sequence[dict[str, Any]]) -> None:
        self.version = version
        self.since = list(since)
        super().__init__(text)


class InvalidFilter(WebProblem):
    """What an address keeps to can't be understood."""


class UnknownJob(WebProblem):
    """Nothing is being made, or was made, under a name, for who asks."""


class TooMuchWaits(WebProblem):
    """So much is waiting to be made that nothing more is taken."""


class NotChecked(WebProblem):
    """A file that was brought can't be held against the log."""


class NotByForm(WebProblem):
    """A type of fact that no form is made for; it is recorded from elsewhere."""


class BodyTooSlow(WebProblem):
    """The body of a request didn't come in time."""
