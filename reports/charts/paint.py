"""Colours and signs of charts: of middle brightness, to be seen on white and on nearly black."""

from __future__ import annotations

from reports.model import HATCHED, Tone, Word

ON_COLOUR = "#ffffff"
"""What texts are drawn in on a full colour."""

HOLLOW = ("#ffffff", "#1b1f24")
"""What marks are filled and edged with that stand on any colour, and on the paper."""

COLOURS = {
    Tone.NEUTRAL: "#6b747d",
    Tone.GOOD: "#2b8350",
    Tone.AHEAD: "#2f72b8",
    Tone.WARN: "#b3600f",
    Tone.BAD: "#b3203f",
    Tone.GONE: "#7a66ab",
    Tone.PASSED: "#8a6d00",
    Tone.SILENT: "#6f7378",
}
"""By tone; the colour-blind tell good from bad by its brightness, and everyone by the sign."""

_SIGNS = {
    Tone.NEUTRAL: "·",
    Tone.GOOD: "✓",
    Tone.AHEAD: "…",
    Tone.WARN: "!",
    Tone.BAD: "✕",
    Tone.GONE: "–",
    Tone.PASSED: "◷",
    Tone.SILENT: "◍",
}


def sign(word: Word) -> str:
    """Return what stands for a word where it has no room."""
    return word.sign or _SIGNS[word.tone]


def patterns(tone: Tone, *, disputed: bool = False) -> list[str]:
    """Return the patterns over a colour: that of its tone, and that of what is disputed."""
    found = [tone.value] if tone in HATCHED else []
    return [*found, "hatch"] if disputed else found
