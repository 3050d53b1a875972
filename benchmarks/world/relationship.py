"""A made-up relationship: who takes part in it, who reports on it, and how far its threads are."""

from functools import cache
from typing import Any, NamedTuple

from benchmarks.world.steps import MACHINES
from benchmarks.world.words import CURRENCIES, JURISDICTIONS, LANGUAGE_OF, LANGUAGES


class Outlet(NamedTuple):
    """Who publishes: a name, a language tag, the beginning of its addresses, its titles."""

    publisher: str
    language: str
    address: str
    titles: list[str]


class Relationship:
    """A platform in a jurisdiction, and what its next facts depend on."""

    __slots__ = (
        "actors",
        "claim",
        "currency",
        "designated",
        "designation",
        "instances",
        "jurisdiction",
        "law",
        "notes",
        "outlets",
        "platform",
        "states",
        "targets",
        "threads",
    )

    def __init__(self, platform: str, jurisdiction: str, threads: list[int]) -> None:
        self.platform = platform
        self.jurisdiction = jurisdiction
        self.actors = (*actors(jurisdiction)[:1], _platform(platform), *actors(jurisdiction)[1:])
        self.outlets = outlets(jurisdiction)
        self.notes = notes(LANGUAGE_OF[jurisdiction])
        self.law = instrument_of(jurisdiction)
        self.currency = CURRENCIES.get(jurisdiction, "USD")
        self.designated = {"instrument": self.law, "category": "large platform"}
        self.threads = threads
        self.states = [0] * len(MACHINES)
        self.instances: dict[int, str] = {}
        self.targets: dict[int, tuple[str, int, int]] = {}
        self.claim: str | None = None
        self.designation: str | None = None


def named(number: int) -> tuple[str, str]:
    """Return the platform and the jurisdiction of the relationship with a number, from 0."""
    platform, place = divmod(number, len(JURISDICTIONS))
    return f"p{platform + 1:03}", JURISDICTIONS[place]


def instrument_of(jurisdiction: str) -> str:
    """Return the id of a jurisdiction's law on platforms."""
    return f"{jurisdiction}-{100 + JURISDICTIONS.index(jurisdiction)}-L"


@cache
def _platform(platform: str) -> dict[str, Any]:
    return {"name": platform, "role": "platform"}


@cache
def actors(jurisdiction: str) -> tuple[dict[str, Any], ...]:
    """Return who acts beside the platform: in the order of `steps`, which it is second in."""
    return (
        {"name": f"Communications Authority of {jurisdiction}", "role": "authority"},
        {"name": f"City Court ({jurisdiction})", "role": "court"},
        {"name": f"Parliament of {jurisdiction}", "role": "legislature"},
        {"name": f"{jurisdiction} News Agency", "role": "press"},
        {"name": "Open Network Society", "role": "civil-society"},
        {"name": "Network Measurement Project", "role": "measurement"},
    )


@cache
def notes(language: str) -> list[str]:
    """Return what can be noted on facts; half of it in English."""
    own = LANGUAGES[language].notes()
    return [*own, *LANGUAGES["en"].notes()[: len(own)]]


@cache
def titles(language: str) -> list[str]:
    """Return the titles of a language."""
    return LANGUAGES[language].titles()


@cache
def outlets(jurisdiction: str) -> tuple[Outlet, ...]:
    """Return the four who report on a jurisdiction: three in its language, one in English."""
    language = LANGUAGE_OF[jurisdiction]
    host = jurisdiction.lower()
    return (
        Outlet(
            f"{jurisdiction} News Agency",
            language,
            f"https://news.{host}.example/",
            titles(language),
        ),
        Outlet(
            f"{jurisdiction} Daily",
            language,
            f"https://daily.{host}.example/tech/",
            titles(language),
        ),
        Outlet(
            f"Gazette of {jurisdiction}",
            language,
            f"https://gazette.{host}.example/",
            titles(language),
        ),
        Outlet("Platform Policy Monitor", "en", f"https://monitor.example/{host}/", titles("en")),
    )
