"""That whoever runs a command vouches for the clock: said by an option, heeded by what records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click import Context

CLOCK_IS_RIGHT = "register.clock-is-right"
"""Under which name the context of a command keeps it."""


def vouch(context: Context, *, value: bool) -> None:
    """Keep whether the clock is vouched for, in the context of a command."""
    context.meta[CLOCK_IS_RIGHT] = value


def is_vouched_for() -> bool:
    """Tell whether whoever runs the present command vouches for the clock."""
    return bool(click.get_current_context().meta.get(CLOCK_IS_RIGHT))
