"""Jurisdictions by code or by name, in six languages: ISO 3166 (pycountry) and CLDR (Babel)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize

from register.errors import UnknownJurisdiction
from register.suggestions import nearest, of_a_word_processor, told_nearest

LANGUAGES = ("en", "ru", "kk", "ar", "vi", "fr")
WORLD = "001"
UNION = "EU"


def folded(text: str) -> str:
    """Return a text as names are compared: without case, accents, vowel points and spacing."""
    return " ".join(unmarked(text).casefold().split())


def unmarked(text: str) -> str:
    """Return a text without accents and vowel points; of two with a space between, that of each."""
    return text if text.isascii() else normalize("NFKD", text).translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: None for a combining mark, and for the Arabic stroke that only joins."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        self[code] = kept = None if char == "ـ" or combining(char) else code
        return kept


_WITHOUT_MARKS = _WithoutMarks()


@cache
def codes() -> frozenset[str]:
    """Return every code: countries, subdivisions, EU and 001."""
    import pycountry  # noqa: PLC0415  # its subdivisions take a tenth of a second to read

    countries = {country.alpha_2 for country in pycountry.countries}
    return frozenset(countries | {part.code for part in pycountry.subdivisions} | {UNION, WORLD})


@cache
def country_codes() -> frozenset[str]:
    """Return the codes of countries, EU and 001."""
    import pycountry  # noqa: PLC0415

    return frozenset({country.alpha_2 for country in pycountry.countries} | {UNION, WORLD})


def is_code(text: str) -> bool:
    """Tell whether a text is the code of a jurisdiction."""
    return text in country_codes() or ("-" in text and text in codes())


def resolve(text: str) -> str:
    """Return the code of a jurisdiction given by code or name; raise UnknownJurisdiction."""
    upper = text.strip().upper()
    if is_code(upper):
        return upper
    wanted = folded(text)
    if found := _more_names("names").get(wanted) or _names().get(wanted):
        return found if isinstance(found, str) else found[0]
    parts = _subdivision_names().get(wanted, ())
    if not parts:
        raise UnknownJurisdiction(refusal(text.strip()))
    if len(parts) > 1:
        shared = ", ".join(parts)
        raise UnknownJurisdiction(f"{text!r} is the name of several jurisdictions: {shared}")
    return parts[0]


def refusal(code: str) -> str:
    """Return why a text is not the code of a jurisdiction, with the nearest that are."""
    hint = of_a_word_processor(code) or _suggestion(folded(code))
    return f"{code!r} is not a jurisdiction{hint}"


def name(code: str, language: str = "en") -> str:
    """Return the name of a jurisdiction in a language, or its code where there is none."""
    from babel import Locale  # noqa: PLC0415

    found = Locale.parse(language).territories.get(code)
    if found is not None:
        return str(found)
    return _english_subdivisions().get(code, code)


@cache
def _more_names(table: str) -> dict[str, tuple[str, ...]]:
    """Return the codes by further names (`jurisdiction_names.toml`), those they are or may mean."""
    path = files("register") / "jurisdiction_names.toml"
    found: dict[str, tuple[str, ...]] = {}
    for code, names in tomllib.loads(path.read_text(encoding="utf-8"))[table].items():
        for name in names:
            found[folded(name)] = (*found.get(folded(name), ()), code)
    return found


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415

    names: dict[str, str] = {}
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in country_codes():
            if code in territories:
                names.setdefault(folded(territories[code]), code)
    return names | _english_names()


def _english_names() -> dict[str, str]:
    import pycountry  # noqa: PLC0415

    names: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            if given := getattr(country, attribute, None):
                names[folded(given)] = country.alpha_2
    return names


@cache
def _english_subdivisions() -> dict[str, str]:
    import pycountry  # noqa: PLC0415

    return {part.code: part.name for part in pycountry.subdivisions}


@cache
def _subdivision_names() -> dict[str, tuple[str, ...]]:
    """Return the subdivisions' codes by name; several share one."""
    names: dict[str, tuple[str, ...]] = {}
    for code, given in _english_subdivisions().items():
        key = folded(given)
        names[key] = (*names.get(key, ()), code)
    return names


def _suggestion(wanted: str) -> str:
    if perhaps := _more_names("perhaps").get(wanted):
        return told_nearest([f"{code} ({name(code)})" for code in perhaps])
    known = {**_names(), **{code.casefold(): code for code in country_codes()}}
    close = nearest(wanted, known)
    if not close:
        return " (a code such as KZ or US-MT, EU, 001 for the world, or a country's name)"
    codes = dict.fromkeys(known[key] for key in close)
    return told_nearest([f"{code} ({name(code)})" for code in codes])


def written_names(language: str) -> dict[str, str]:
    """Return codes by how countries are written: in one language (CLDR), and everyday names of any."""
    from babel import Locale  # noqa: PLC0415

    path = files("register") / "jurisdiction_names.toml"
    more = tomllib.loads(path.read_text(encoding="utf-8"))["names"]
    territories = Locale.parse(language).territories
    names = {str(territories[code]): code for code in country_codes() if code in territories}
    return names | {name: code for code, given in more.items() for name in given}
