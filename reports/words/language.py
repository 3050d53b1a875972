"""The languages of reports: messages (gettext), and names, days and numbers from CLDR (Babel)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from string import Formatter
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from aggregates.dates.windows import window
from register import jurisdictions
from reports.errors import UnknownLanguage
from reports.model import Day, Number, VagueDate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reports.model import Inline, Run

LANGUAGES = jurisdictions.LANGUAGES
"""The languages that reports are written in (ISO 639-1)."""

Message = tuple[str, str]
"""A word of the vocabulary before it is translated: its context and its English."""


def P_(context: str, message: str) -> Message:  # noqa: N802  # gettext's name for it
    """Mark a word for translation, in a context; `Language.word` translates it."""
    return context, message


_WITH_ARTICLE = frozenset(
    "001 AE BS CD CF CZ DO EU FK GB GM IM KM KY MH MP MV NL PH SB SC TC UM US VA VG VI".split()  # noqa: SIM905
)
"""The jurisdictions whose names stand with an article in an English sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of reports; ``direction`` is ``ltr`` or ``rtl``, as HTML has it."""

    code: str
    locale: Locale
    messages: NullTranslations

    @property
    def direction(self) -> str:
        """The direction of its script."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def tr(self, message: str, **values: str) -> str:
        """Return a message in this language, with these values at its placeholders."""
        return self.messages.ugettext(message).format_map(values)

    def trn(self, one: str, many: str, count: int, **values: str) -> str:
        """Return a message in the form that a count asks for; ``{count}`` is the count."""
        told = self.messages.ungettext(one, many, count)
        return told.format_map({"count": format_decimal(count, locale=self.locale), **values})

    def run(self, message: str, **values: Inline | Run) -> Run:
        """Return a message as a run, with values of a report at its placeholders."""
        return _filled(self.messages.ugettext(message), values)

    def listed(self, runs: Iterable[Run]) -> Run:
        """Return runs one after another, with commas as this language has them."""
        return _joined(self.run("{one}, {other}", one=(), other=()), runs)

    def series(self, runs: Iterable[Run]) -> Run:
        """Return runs one after another, set further apart than by commas."""
        return _joined(self.run("{one}; {other}", one=(), other=()), runs)

    def labelled(self, name: Inline, value: Run) -> Run:
        """Return a value with its name before it."""
        return self.run("{name}: {value}", name=name, value=value)

    def aside(self, told: Run, more: Inline) -> Run:
        """Return a run with something beside it in brackets."""
        return self.run("{told} ({more})", told=told, more=more)

    def word(self, message: Message) -> str:
        """Return a word of the vocabulary in this language."""
        return str(self.messages.upgettext(*message))

    def jurisdiction(self, code: str) -> str:
        """Return a jurisdiction's name (CLDR; a subdivision's is in English)."""
        return jurisdictions.name(code, self.code)

    def place(self, code: str) -> str:
        """Return a jurisdiction's name as it stands in a sentence; English has articles for some."""
        name = self.jurisdiction(code)
        return f"the {name}" if self.code == "en" and code in _WITH_ARTICLE else name

    def language(self, tag: str) -> str:
        """Return a language's name (CLDR), or its tag where there is none."""
        return _named(self, tag)

    def day(self, on: date) -> Day:
        """Return a day, written in full."""
        return _day(self, on)

    def moment(self, text: str) -> str:
        """Return an instant (ISO 8601) in UTC, to the second, by a clock of 24 hours."""
        moment = datetime.fromisoformat(text).astimezone(UTC)
        day = _dated(self, moment.date(), "medium")
        return self.tr("{day}, {time} UTC", day=day, time=f"{moment:%H:%M:%S}")

    def number(self, value: float) -> Number:
        """Return a number as this language writes it, in European digits."""
        return _number(self, value)

    def when(self, edtf: str) -> VagueDate:
        """Return a date as recorded (EDTF) in words; what has no words stays as it is."""
        return _when(self, edtf)

    def span(self, edtf: str) -> VagueDate:
        """Return a length of time as recorded (an EDTF interval) in words, from its first to its last."""
        first, mark, last = edtf.partition("/")
        if not mark or first in ("", "..") or last in ("", ".."):
            return self.when(edtf)
        told = self.tr(
            "{first} to {last}", first=self.when(first).label, last=self.when(last).label
        )
        return VagueDate(edtf, told)


_REMEMBERED = 4_096
"""How many days, and dates, are kept: a report names the same ones again and again."""


@lru_cache(_REMEMBERED)
def _day(language: Language, on: date) -> Day:
    return Day(on, _dated(language, on, "long"))


@lru_cache(_REMEMBERED)
def _dated(language: Language, on: date, length: str) -> str:
    """Return a day as CLDR writes it; French has an ordinal for the first of a month."""
    told = str(format_date(on, length, locale=language.locale))
    return told.replace("1", "1er", 1) if language.code == "fr" and on.day == 1 else told


@lru_cache(_REMEMBERED)
def _named(language: Language, tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(language.locale) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@lru_cache(_REMEMBERED, typed=True)
def _number(language: Language, value: float) -> Number:
    if type(value) is int and value >= 0:
        return Number(value, f"{value:,}".replace(",", _group(language)))
    return Number(value, format_decimal(value, locale=language.locale))


@cache
def _group(language: Language) -> str:
    """Return what stands between thousands; all languages of reports group by three digits."""
    return format_decimal(1_000, locale=language.locale)[1:-3]


@lru_cache(_REMEMBERED)
def _when(language: Language, edtf: str) -> VagueDate:
    return VagueDate(edtf, _vague(language, edtf))


@cache
def language(code: str) -> Language:
    """Return a language of reports; raise UnknownLanguage."""
    if code not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UnknownLanguage(f"{code!r} is not a language of reports; they are {known}")
    return Language(code, Locale.parse("en_GB" if code == "en" else code), _messages(code))


def _messages(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    place = resources.files("reports") / "locale" / f"{code}.po"
    with place.open("rb") as file:
        write_mo(compiled := BytesIO(), read_po(file, locale=code))
    return Translations(BytesIO(compiled.getvalue()))


_parsed = lru_cache(_REMEMBERED)(lambda told: list(Formatter().parse(told)))


def _filled(told: str, values: dict[str, Inline | Run]) -> Run:
    parts: list[Inline] = []
    for text, name, _, _ in _parsed(told):
        parts += [text] if text else []
        if name is not None:
            value = values[name]
            parts.extend(value if isinstance(value, tuple) else (value,))
    return tuple(parts)


def _joined(mark: Run, runs: Iterable[Run]) -> Run:
    return tuple(part for run in runs for part in (*mark, *run))[len(mark) :]


_PLAIN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
_TIMED = re.compile(r"(\d{4}-\d\d-\d\d)T(.+)", re.ASCII)
_DECADE = re.compile(r"(\d{3})X", re.ASCII)
_SEASONS = {
    "21": P_("season", "spring {year}"),
    "22": P_("season", "summer {year}"),
    "23": P_("season", "autumn {year}"),
    "24": P_("season", "winter {year}"),
    "33": P_("season", "first quarter of {year}"),
    "34": P_("season", "second quarter of {year}"),
    "35": P_("season", "third quarter of {year}"),
    "36": P_("season", "fourth quarter of {year}"),
    "40": P_("season", "first half of {year}"),
    "41": P_("season", "second half of {year}"),
}


def _vague(language: Language, edtf: str) -> str:
    first, mark, last = edtf.partition("/")
    if not mark:
        return _qualified(language, edtf)
    if first in ("", "..") and last in ("", ".."):
        return language.tr("day not known")
    return _interval(language, first, last)


def _interval(language: Language, first: str, last: str) -> str:
    if first in ("", ".."):
        return language.tr("until {day}", day=_qualified(language, last))
    if last in ("", ".."):
        return language.tr("from {day} on", day=_qualified(language, first))
    one, other = _qualified(language, first), _qualified(language, last)
    return language.tr("between {first} and {last}", first=one, last=other)


def _qualified(language: Language, text: str) -> str:
    plain = _point(language, text.rstrip("~?%"))
    match text[len(text.rstrip("~?%")) :]:
        case "":
            return plain
        case "~":
            return language.tr("about {day}", day=plain)
        case "?":
            return language.tr("{day} (uncertain)", day=plain)
        case _:
            return language.tr("about {day} (uncertain)", day=plain)


def _point(language: Language, text: str) -> str:
    if timed := _TIMED.fullmatch(text):
        return f"{_point(language, timed[1])}, {timed[2]}"
    if decade := _DECADE.fullmatch(text):
        return language.tr("the {decade}s", decade=f"{decade[1]}0")
    if (found := _PLAIN.fullmatch(text)) is None:
        return _between(language, text)
    year, month, day = found.groups()
    if month is None:
        return str(year)
    if (season := _SEASONS.get(month)) is not None:
        return language.word(season).format(year=year)
    if not 1 <= int(month) <= 12 or (first := window(text).first) is None:
        return text
    if day is None:
        return str(format_skeleton("yMMMM", first, locale=language.locale))
    return language.day(first).label


def _between(language: Language, text: str) -> str:
    """Return what has no words of its own by its first and its last day."""
    if set(text) <= {"X", "-"}:
        return language.tr("day not known")
    found = window(text)
    if found.first is None or found.last is None:
        return text
    one, other = language.day(found.first).label, language.day(found.last).label
    return language.tr("between {first} and {last}", first=one, last=other)
