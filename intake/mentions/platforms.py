"""Platforms that a text names, by the register's own names, in any script."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from intake.mentions.words import ARABIC_PREFIX, bare
from register.jurisdictions import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CYRILLIC, _ARABIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE), re.compile("[\u0621-\u064a]")
_SOURCE = r"(?![\s-]{0,2}(?:канал|чат|бот|арна|channel|kênh|play\b))"
"""A channel on a platform is where something was said, and not what it is about."""

_SHORT = 1
"""Names of so few letters are found only where their surroundings say that it is a platform."""

_COMPANY = re.compile(
    r"(?<!\w)(?:соцсет\w*|сет(?:ь|и|ью)|платформ\w*|мессенджер\w*|сервис\w*|приложени\w*|желі\w*|"
    r"network|platform|app|site|service|messenger|on|access to|ban on|blocked?|mạng xã hội|"
    r"ứng dụng|nền tảng|منصة|تطبيق|شبكة|موقع)\s+[\"'«“(]*$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^[\"'»”)]*\s*(?:\((?:formerly|ex-|бывш|ранее|trước đây|سابقا|бұрынғы)|corp\b|"
    r"in [A-Z]|'s\b|,? (?:formerly|previously|owned|бывш\w+|ранее|trước đây|سابقا))",
    re.IGNORECASE,
)


class FoundName(NamedTuple):
    """A name of a platform, and whether the register knows that platform."""

    slug: str
    name: str
    registered: bool = True


@dataclass(frozen=True, slots=True)
class PlatformMention:
    """A platform that a candidate may be about, and whether its own sentence names it."""

    slug: str
    where: str
    registered: bool = True

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"slug": self.slug, "where": self.where, "registered": self.registered}


class _Pattern(NamedTuple):
    slug: str
    registered: bool
    pattern: re.Pattern[str]
    needs_context: bool


@dataclass(frozen=True, slots=True)
class PlatformNames:
    """The names by which platforms are found in a text."""

    patterns: tuple[_Pattern, ...]

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> PlatformNames:
        """Return those of a register (slug and name), and well known ones that it doesn't have."""
        own = [FoundName(slug, name) for slug, name in names]
        taken = {folded(one.name) for one in own} | {one.slug for one in own}
        more = [
            one for one in _well_known() if one.slug not in taken and folded(one.name) not in taken
        ]
        ordered = sorted([*own, *more], key=lambda one: -len(one.name))
        return cls(tuple(_pattern(one) for one in ordered))

    def named(self, text: str) -> list[tuple[str, bool]]:
        """Return the platforms that a text names, in their order, each once; True: registered."""
        text = bare(text)
        taken: list[tuple[int, int]] = []
        found: list[tuple[int, str, bool]] = []
        for one in self.patterns:
            for match in one.pattern.finditer(text):
                start, end = match.span()
                if any(start < other_end and other < end for other, other_end in taken):
                    continue
                if one.needs_context and not _has_context(text, start, end):
                    continue
                taken.append((start, end))
                found.append((start, one.slug, one.registered))
        return list(dict.fromkeys((slug, known) for _, slug, known in sorted(found)))


def _pattern(one: FoundName) -> _Pattern:
    """Return how a name is found: with endings in Cyrillic, with what is put before in Arabic."""
    written = bare(one.name)
    name = re.escape(written).replace(r"\ ", r"[\s-]?").replace(" ", r"[\s-]?")
    is_ambiguous = len(one.name) <= _SHORT or folded(one.name) in _ambiguous()
    if _ARABIC.search(written):
        text = rf"(?<!\w){ARABIC_PREFIX}{name}(?!\w)"
    elif _CYRILLIC.search(written):
        turns = written[-1] in "аяоеь" and len(written) > 4
        stem = re.escape(written[:-1]) if turns else name
        text = rf"(?<!\w){stem}\w{{0,4}}(?!\w)"
    else:
        text = rf"(?<![A-Za-z0-9_.@/-]){name}(?![A-Za-z0-9_]|\.[a-z]|-[a-z]){_SOURCE}"
    flags = re.NOFLAG if is_ambiguous else re.IGNORECASE
    return _Pattern(one.slug, one.registered, re.compile(text, flags), len(one.name) <= _SHORT)


def _has_context(text: str, start: int, end: int) -> bool:
    """Tell whether what surrounds a name of one letter speaks of a platform."""
    return bool(_COMPANY.search(text[max(0, start - 30) : start]) or _FOLLOWS.match(text[end:]))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    path = files("intake.mentions").joinpath("platforms.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _ambiguous() -> frozenset[str]:
    return frozenset(folded(name) for name in _table()["words"]["ambiguous"])


def _well_known() -> Iterator[FoundName]:
    for slug, names in _table()["known"].items():
        for name in names:
            yield FoundName(slug, name, registered=False)
