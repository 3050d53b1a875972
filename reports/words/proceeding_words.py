"""What reports call that which became of a finding, a fine or a sanction, and of fines in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.model import Tone, Word
from reports.words.language import P_

if TYPE_CHECKING:
    from reports.words.language import Language, Message

BECAME: dict[str, Message] = {
    "open": P_("became", "nothing further known"),
    "challenged": P_("became", "challenged in court"),
    "ruled": P_("became", "ruled on by a court"),
    "upheld": P_("became", "upheld by a court"),
    "reduced": P_("became", "reduced by a court"),
    "remitted": P_("became", "sent back by a court"),
    "annulled": P_("became", "set aside by a court"),
    "stayed": P_("became", "enforcement held back"),
    "remedied": P_("became", "put right"),
    "paid": P_("became", "paid"),
}
SUMS: dict[str, Message] = {
    "imposed": P_("fines", "fines imposed"),
    "paid": P_("fines", "fines paid"),
    "annulled": P_("fines", "fines set aside by courts"),
    "reduced": P_("fines", "what courts took off"),
    "open": P_("fines", "fines neither paid nor set aside, as far as known"),
    "unassigned": P_("fines", "payments of which it is not known for which fine"),
}
_TONES = {
    "challenged": Tone.AHEAD,
    "stayed": Tone.AHEAD,
    "remitted": Tone.AHEAD,
    "upheld": Tone.BAD,
    "reduced": Tone.WARN,
    "annulled": Tone.GONE,
    "remedied": Tone.GOOD,
    "paid": Tone.GOOD,
}


def became(language: Language, code: str) -> Word:
    """Return the word for what became of a decision; the same for what a court rules."""
    return Word(code, language.word(BECAME[code]), _TONES.get(code, Tone.NEUTRAL))


def sum_of(language: Language, code: str) -> Word:
    """Return what a sum of fines is of."""
    return Word(code, language.word(SUMS[code]))
