"""The parts that a web application is built from; nothing of them comes from the environment."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from projections.embedded import EmbeddedRegister
from web.last_changes import LastChanges
from web.roots import KnownRoots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from intake.model.endpoint import Endpoint

CLOCK_IS_RIGHT = "clock_is_right"
"""The name of the box and of the parameter by which somebody vouches for the clock."""


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one Argon2id hash costs: rounds, KiB of memory, lanes (RFC 9106, its second choice)."""

    rounds: int = 3
    kibibytes: int = 65_536
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Site:
    """One register in the web.

    ``now`` gives the present moment, ``today`` the present day where its users are, ``random``
    so many random bytes. ``url`` is the address that its users have for it, without a path; requests
    for another one are refused. ``behind_proxy``: a proxy on this machine says who asks, and takes
    care of https. ``prefix`` is what every path begins with (``/register``; empty: nothing).
    A site with a ``visitor`` has no accounts: whoever comes is that person and may do everything
    but administer. It is for a demonstration on one's own machine. ``language_model`` is asked
    about an article where whoever reads it says so each time; None: there is none to ask.
    """

    register: EmbeddedRegister
    now: Callable[[], datetime]
    today: Callable[[], date]
    random: Callable[[int], bytes]
    prefix: str = ""
    visitor: str | None = None
    url: str = "http://127.0.0.1:8321"
    behind_proxy: bool = False
    cost: PasswordCost = PasswordCost()
    language_model: Endpoint | None = None
    roots: KnownRoots = field(default_factory=KnownRoots)
    changes: LastChanges = field(default_factory=LastChanges)

    @contextmanager
    def recorder(self, *, clock_is_right: bool) -> Iterator[EmbeddedRegister]:
        """Give the register to record in; where somebody vouches for the clock, one that heeds it."""
        if not clock_is_right:
            yield self.register
            return
        url = self.register.engine.url.render_as_string(hide_password=False)
        with EmbeddedRegister(url, self.now, persons=self.register.persons) as register:
            yield register

    @property
    def is_secure(self) -> bool:
        """Tell whether browsers come by https."""
        return self.url.startswith("https:")
