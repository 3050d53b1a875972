"""What a type of fact does to the standing: domain.md, "Types and what they do"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Act(StrEnum):
    """The one thing that a fact does; the fold gives each its meaning."""

    __hash__ = str.__hash__  # an enumeration's own is slower, and the fold asks for it at each fact

    IMPOSE = "impose"
    EXTEND = "extend"
    WAIVE = "waive"
    PLEDGE = "pledge"
    ABANDON = "abandon"
    CLAIM = "claim"
    MEET = "meet"
    LAPSE = "lapse"
    REFUSE = "refuse"
    END = "end"
    FIND = "find"
    FINE = "fine"
    PAY = "pay"
    CLEAR = "clear"
    STAY = "stay"
    RESUME = "resume"
    RAISE = "raise"
    EASE = "ease"
    LIFT = "lift"
    WITHDRAW_THREAT = "withdraw-threat"
    WITHDRAW_SERVICE = "withdraw-service"
    RESTORE_SERVICE = "restore-service"
    OBSERVE_BLOCK = "observe-block"
    OBSERVE_ACCESS = "observe-access"
    CONFIRM = "confirm"
    DENY = "deny"
    CORRECT = "correct"
    RETRACT = "retract"


CLAIMS = frozenset({Act.CONFIRM, Act.DENY, Act.CORRECT, Act.RETRACT})


class Level(IntEnum):
    """How hard a measure of the state is; a higher one stands over a lower one."""

    __hash__ = int.__hash__  # as of acts

    PROPOSED = 1
    THREATENED = 2
    ORDERED = 3
    RESTRICTED = 4
    BLOCKED = 5

    def __init__(self, _: int) -> None:
        self.word = self.name.lower()
        """The level as the standing names it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An act, and what of it the type fixes: the requirement, or the level and the scope."""

    act: Act
    requirement: str | None = None
    level: Level | None = None
    scope: str | None = None


NATIONWIDE = "nationwide"
EVERY_SCOPE = "all"
SERVICE = "service"
ADVERTISING = "advertising"
