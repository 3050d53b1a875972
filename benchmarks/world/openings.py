"""What a made-up register begins with: its platforms, and the laws of its jurisdictions."""

from typing import Any

from benchmarks.world.relationship import instrument_of
from benchmarks.world.words import ARABIC_NAMES, CYRILLIC_NAMES, PLATFORM_NAMES

_SOURCES = [
    {
        "url": "https://monitor.example/platforms",
        "title": "Platforms and laws at the beginning of 2005",
        "publisher": "Platform Policy Monitor",
        "published": "2005-01-01",
        "language": "en",
    }
]


def openings(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the facts, without ids, that register each platform and each law once."""
    platforms = dict.fromkeys(platform for platform, _ in pairs)
    jurisdictions = dict.fromkeys(jurisdiction for _, jurisdiction in pairs)
    return [
        *[_platform(platform, number) for number, platform in enumerate(platforms)],
        *[_instrument(jurisdiction) for jurisdiction in jurisdictions],
    ]


def _platform(slug: str, number: int) -> dict[str, Any]:
    place, turn = number % len(PLATFORM_NAMES), 1 + number // len(PLATFORM_NAMES)
    return {
        "type": "platform-registered",
        "platform": slug,
        "occurred": "2004",
        "details": {
            "name": f"{PLATFORM_NAMES[place]} {turn}",
            "operator": f"{PLATFORM_NAMES[place]} {turn} Ltd.",
            "aliases": [f"{CYRILLIC_NAMES[place]} {turn}", f"{ARABIC_NAMES[place]} {turn}"],
        },
        "sources": _SOURCES,
    }


def _instrument(jurisdiction: str) -> dict[str, Any]:
    return {
        "type": "instrument-in-force",
        "instrument": instrument_of(jurisdiction),
        "jurisdiction": jurisdiction,
        "occurred": "2004-06",
        "details": {
            "title": f"Law of {jurisdiction} on online platforms",
            "number": instrument_of(jurisdiction),
            "authority": f"Communications Authority of {jurisdiction}",
        },
        "sources": _SOURCES,
    }
