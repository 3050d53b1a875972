"""The colours of tones as those see them who see fewer: no state may pass for another.

The matrices are of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation
of Color Vision Deficiency" (2009), at full severity, for linear light.
"""

import re
from importlib import resources
from itertools import combinations

import pytest

from reports.model import HATCHED, Tone

Light = tuple[float, float, float]

DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "nobody's deficiency": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
APART = 8.0
"""How far two colours must be (CIE 1976, L*a*b*) for readers to take them for two: 2.3 is just seen."""

OPPOSED = [
    (one, other)
    for one, other in combinations(Tone, 2)
    if {one, other} & {Tone.GOOD, Tone.BAD} and not {one, other} & {Tone.NEUTRAL, Tone.GONE}
]
"""Tones of which none may pass for the other: what is in order, what is broken, and each else."""


def light_of(colour: str) -> Light:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return linear(red), linear(green), linear(blue)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def seen_by(deficiency: str, light: Light) -> Light:
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0)
        for row in DEFICIENCIES[deficiency]
    )
    return red, green, blue


def lightness(light: Light) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def lab(light: Light) -> Light:
    red, green, blue = light
    x = cube((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = cube(lightness(light))
    z = cube((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def cube(share: float) -> float:
    return float(share ** (1 / 3)) if share > 0.008856 else 7.787 * share + 16 / 116


def distance(one: Light, other: Light) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5)


def contrast(one: Light, other: Light) -> float:
    dark, bright = sorted((lightness(one), lightness(other)))
    return (bright + 0.05) / (dark + 0.05)


def colours(scheme: str) -> dict[str, Light]:
    """The properties of the sheet of reports that are colours, in a scheme."""
    sheet = resources.files("reports.formats").joinpath("report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    block = blocks[{"light": 0, "dark": 1}[scheme]]
    return {
        name: light_of(told) for name, told in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)
    }


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_passes_for_one_that_means_something_else(scheme: str, deficiency: str) -> None:
    """Its ink or its ground is another colour, or one of the two is hatched."""
    told = {name: seen_by(deficiency, light) for name, light in colours(scheme).items()}
    alike = [
        (one.value, other.value)
        for one, other in OPPOSED
        if (one in HATCHED) == (other in HATCHED)
        and distance(told[one], told[other]) < APART
        and distance(told[f"{one}-tint"], told[f"{other}-tint"]) < APART
    ]
    assert alike == []


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground_for_everybody(scheme: str, deficiency: str) -> None:
    """WCAG 2.2, 1.4.3: a ratio of 4.5 to 1 at least; on paper the colours are those of light."""
    told = {name: seen_by(deficiency, light) for name, light in colours(scheme).items()}
    faint = [one.value for one in Tone if contrast(told[one], told[f"{one}-tint"]) < 4.5]
    assert faint == []
