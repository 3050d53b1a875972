"""What every address may say: the day, the point of the log, what was public by a day, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode

from register.jurisdictions import LANGUAGES
from reports.errors import UnknownLanguage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TIMES = ("at", "known", "public-by")
"""The parameters that say what is looked at; every link of a page keeps them."""

KEPT = (*TIMES, "lang")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says, as it was typed; None: nothing, so today, and all that is known."""

    prefix: str
    language: str
    at: str | None = None
    known: str | None = None
    public_by: str | None = None
    is_language_said: bool = False

    def kept(self) -> dict[str, str]:
        """Return the parameters that links keep."""
        said = {"at": self.at, "known": self.known, "public-by": self.public_by}
        if self.is_language_said:
            said["lang"] = self.language
        return {name: value for name, value in said.items() if value is not None}

    def link(self, path: str, /, **changes: str | None) -> str:
        """Return an address at the same T, K and P; a change of None leaves a parameter out.

        ``public_by`` stands for ``public-by``, which is no name in Python.
        """
        asked: dict[str, str | None] = {**self.kept()}
        asked |= {name.replace("_", "-"): value for name, value in changes.items()}
        query = urlencode([(name, value) for name, value in asked.items() if value is not None])
        return f"{self.prefix}{quote(path)}{'?' if query else ''}{query}"

    def for_programs(
        self, path: str, takes: Iterable[str] = TIMES, /, **filters: str | None
    ) -> str:
        """Return an address of the HTTP API, which refuses what it does not take.

        Of T, K and P it says those that the address takes; a language it never does.
        """
        kept = self.kept()
        times = {name: kept.get(name) for name in takes}
        said = {name.replace("_", "-"): value for name, value in (times | filters).items()}
        query = urlencode([(name, value) for name, value in said.items() if value is not None])
        return f"{self.prefix}{quote(path)}{'?' if query else ''}{query}"


def asked(query: Mapping[str, str], accepted: str | None, prefix: str) -> Asked:
    """Return what an address says; ``accepted`` are the languages that a browser asks for.

    An empty parameter says nothing: a form sends its empty fields, too. Raises UnknownLanguage.
    """
    said = {name: query.get(name, "").strip() or None for name in KEPT}
    chosen = said["lang"]
    if chosen is not None and chosen not in LANGUAGES:
        raise UnknownLanguage(
            f"{chosen!r} is no language of pages; they are {', '.join(LANGUAGES)}"
        )
    return Asked(
        prefix=prefix,
        language=chosen or negotiated(accepted),
        at=said["at"],
        known=said["known"],
        public_by=said["public-by"],
        is_language_said=chosen is not None,
    )


def in_language(path: str, language: str | None) -> str:
    """Return an address in a language that links keep, unless it says one itself."""
    whole, mark, place = path.partition("#")
    way, _, query = whole.partition("?")
    if language not in LANGUAGES or "lang" in parse_qs(query):
        return path
    return f"{way}?{query}{'&' if query else ''}lang={language}{mark}{place}"


def negotiated(accepted: str | None) -> str:
    """Return the language of pages that is asked for first (RFC 9110, Accept-Language); else English."""
    for tag in _by_weight(accepted or ""):
        primary = tag.partition("-")[0].lower()
        if primary in LANGUAGES:
            return primary
    return "en"


def _by_weight(accepted: str) -> Iterable[str]:
    weighed = []
    for place, part in enumerate(accepted[:1000].split(",")):
        tag, _, parameters = part.strip().partition(";")
        name, _, value = parameters.strip().partition("=")
        try:
            weight = float(value) if name == "q" else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighed.append((-weight, place, tag.strip()))
    return [tag for _, _, tag in sorted(weighed)]
