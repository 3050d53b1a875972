"""The parameters that addresses of the API have, and their values, read from text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from projections.fold.standing import ACCESS, AHEAD, COMPLIANCE
from register.suggestions import did_you_mean
from web.api.operation import ApiParameter
from web.errors import RequestProblem, RequestRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from web.api.operation import Operation

YES, NO = ("", "true", "1"), ("false", "0")
MOST_ROWS = 1_000
_PLAIN = r"^[^\u0000-\u001f\u007f]{1,200}$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_POINT = r"^([0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(@.{1,40})?$"


def text(
    name: str, about: str, *, example: str | None = None, place: str = "query"
) -> ApiParameter:
    """Return a parameter of any text without control characters."""
    schema = {"type": "string", "pattern": _PLAIN}
    return ApiParameter(name, about, schema, place, example)


def pattern(name: str, about: str, form: str, *, example: str | None = None) -> ApiParameter:
    """Return a parameter whose text has a form."""
    return ApiParameter(name, about, {"type": "string", "pattern": form}, "query", example)


def number(name: str, about: str, *, least: int = 0, most: int = 10**15) -> ApiParameter:
    """Return a parameter that is a whole number."""
    return ApiParameter(name, about, {"type": "integer", "minimum": least, "maximum": most})


def word(name: str, about: str, words: Iterable[str]) -> ApiParameter:
    """Return a parameter that is one of some words."""
    return ApiParameter(name, about, {"type": "string", "enum": list(words)})


def flag(name: str, about: str) -> ApiParameter:
    """Return a parameter that stands for yes by itself."""
    return ApiParameter(name, about, {"type": "string", "enum": [*YES, *NO]})


def a_day(name: str, about: str) -> ApiParameter:
    """Return a parameter that is a day."""
    return ApiParameter(name, about, {"type": "string", "format": "date", "pattern": _DAY})


def required(one: ApiParameter) -> ApiParameter:
    """Return a parameter that has to be given."""
    return replace(one, required=True)


AT = ApiParameter(
    "at",
    "The day asked about (T); default: today.",
    {"type": "string", "format": "date", "pattern": _DAY},
    example="2024-05-10",
)
KNOWN = pattern(
    "known",
    "As known at a position of the log, or at a day or a moment (UTC) (K); default: the end.",
    _POINT,
    example="150",
)
PUBLIC_BY = ApiParameter(
    "public-by",
    "Only facts that had a published source by that day (P).",
    {"type": "string", "format": "date", "pattern": _DAY},
)
TIMES = (AT, KNOWN, PUBLIC_BY)
PLATFORM = text("platform", "Only this platform: slug, name or alias.", example="tiktok")
JURISDICTION = text("jurisdiction", "Only this jurisdiction: code or name.", example="RU")
PLATFORM_IN_PATH = text(
    "platform", "The platform: slug, name or alias.", example="tiktok", place="path"
)
JURISDICTION_IN_PATH = text(
    "jurisdiction", "The jurisdiction: code or name.", example="RU", place="path"
)
PAIR = (PLATFORM_IN_PATH, JURISDICTION_IN_PATH)
FACT_IN_PATH = text(
    "id", "The fact: its id, a unique beginning of it, or its position.", example="1", place="path"
)
WORDS = (
    word("compliance", "Only this compliance.", COMPLIANCE),
    word("access", "Only this access.", ACCESS),
    word("ahead", "Only where this is ahead.", AHEAD),
    flag("disputed", "Only what is disputed (or, with false, what is not)."),
)
FROM = required(
    pattern("from", "The first question: DAY, or DAY@KNOWN.", _MOMENT, example="2019-07-20")
)
TO = required(
    pattern("to", "The second question: DAY, or DAY@KNOWN.", _MOMENT, example="2020-01-02")
)
LIMIT = number(
    "limit", "How many at most; the rest follows at the link `next`.", least=1, most=MOST_ROWS
)
CURSOR = pattern(
    "cursor",
    "Where a list goes on, as its link `next` says; it holds the point of the log (K).",
    r"^[0-9]{1,15}\.[0-9]{1,15}$",
)
ACCEPT_DATETIME = ApiParameter(
    "Accept-Datetime",
    "What this address would have answered at that moment (RFC 7089); not with at or known.",
    {"type": "string"},
    "header",
    "Tue, 20 Feb 2024 12:00:00 GMT",
)


def of(operation: Operation) -> tuple[ApiParameter, ...]:
    """Return all parameters of an operation, those of its path first."""
    more: tuple[ApiParameter, ...] = ()
    if operation.timed:
        more += TIMES[:2] if operation.known_to_all else TIMES
    if operation.known_only:
        more += (KNOWN,)
    if operation.paged:
        more += (LIMIT, CURSOR)
    return (*operation.parameters, *more)


def values(
    known: Sequence[ApiParameter], path: Mapping[str, str], query: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return the values of parameters by name; raise RequestRefused with all that is wrong."""
    found: dict[str, Any] = {}
    problems = list(_unknown(known, query))
    for one in known:
        if one.place == "header":
            continue
        texts = [path[one.name]] if one.place == "path" else [v for n, v in query if n == one.name]
        if len(texts) > 1:
            problems.append(RequestProblem("twice", "it is given more than once", one.name))
        elif texts:
            try:
                found[one.name] = value(one.schema, texts[0])
            except ValueError as wrong:
                problems.append(RequestProblem("invalid", str(wrong), one.name))
        elif one.required:
            problems.append(RequestProblem("missing", "it is missing", one.name))
    if problems:
        raise RequestRefused(problems)
    return found


def _unknown(
    known: Sequence[ApiParameter], query: Sequence[tuple[str, str]]
) -> Iterable[RequestProblem]:
    names = [one.name for one in known if one.place == "query"]
    for name in dict.fromkeys(name for name, _ in query):
        if name not in names:
            hint = did_you_mean(name, names)
            known_here = "" if hint else f"; known are {', '.join(names)}" if names else ""
            told = f"there is no such parameter{hint or known_here}"
            yield RequestProblem("unknown-parameter", told, name[:100])


def value(schema: Mapping[str, Any], given: str) -> Any:
    """Return the value of a text by its schema; raise ValueError, which says what is wanted."""
    shown = repr(given if len(given) < 80 else f"{given[:79]}…")
    if schema["type"] == "integer":
        return _number(schema, given, shown)
    if "enum" in schema:
        words = schema["enum"]
        if given not in words:
            told = ", ".join(word for word in words if word)
            raise ValueError(f"{shown} is not one of {told}{did_you_mean(given, words)}")
        return (given in YES) if set(words) == {*YES, *NO} else given
    if not re.search(schema["pattern"].removesuffix("$") + r"\Z", given):
        raise ValueError(f"{shown} is not of the form {schema['pattern']}")
    return given


def _number(schema: Mapping[str, Any], given: str, shown: str) -> int:
    low, high = schema["minimum"], schema["maximum"]
    if re.fullmatch(r"[0-9]{1,15}", given) is None or not low <= int(given) <= high:
        raise ValueError(f"{shown} is not a whole number from {low} to {high:,}")
    return int(given)
