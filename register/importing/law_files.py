"""Files of laws, and the laws that come with the program: read, and checked against each other."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused, Problem, Problems
from register.errors import UnknownInstrument
from register.format.lines import parse, read_lines
from register.importing.law_document import LawEntry, begins_nowhere, read_entry
from register.suggestions import did_you_mean, known_ones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import IO


LARGEST = 64_000_000
"""How many bytes a file of laws may have: thousands of laws."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class LawRefused:
    """A law that can't be taken, with every reason; `str` gives one line for each."""

    file: str
    entry: str
    problems: Problems

    def __str__(self) -> str:
        return "\n".join(f"{self.file}: {self.entry}: {problem}" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Found:
    """A document of a file: what it is called, and what it is or what is wrong with it."""

    file: str
    name: str
    document: Any = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class LawsRead:
    """What a file has: so many documents, the laws that are fine, and those refused.

    ``files`` has the name of its file for each law: the catalogue has several.
    """

    read: int = 0
    entries: list[LawEntry] = field(default_factory=list)
    refused: list[LawRefused] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def read_laws(file: str, stream: IO[bytes], known: Mapping[str, Sequence[str]]) -> LawsRead:
    """Read the laws of a file: an object, an array of them, or JSON Lines.

    ``known`` are the recorded laws, each with those that it replaces.
    """
    return _checked(list(_documents(file, stream)), known)


def read_catalogue(known: Mapping[str, Sequence[str]]) -> LawsRead:
    """Read the laws that come with the program, as `read_laws` does a file."""
    found: list[_Found] = []
    for path in sorted(resources.files("register.catalogue").iterdir(), key=lambda it: it.name):
        if path.name.endswith(".json"):
            with path.open("rb") as stream:
                found += _documents(path.name, stream)
    return _checked(found, known)


def chosen(read: LawsRead, ids: Sequence[str]) -> LawsRead:
    """Return the laws with these ids, in whichever case, or all; raise UnknownInstrument."""
    by_name = {entry.instrument.casefold(): entry for entry in read.entries}
    names = [entry.instrument for entry in read.entries]
    for text in ids:
        if text.casefold() not in by_name:
            hint = did_you_mean(text, names) or known_ones(names)
            raise UnknownInstrument(f"the catalogue has no law {text!r}{hint}")
    wanted = dict.fromkeys(text.casefold() for text in ids)
    entries = [by_name[name] for name in wanted]
    return LawsRead(len(entries), entries, files=read.files) if ids else read


def _documents(file: str, stream: IO[bytes]) -> Iterator[_Found]:
    raw = stream.read(LARGEST + 1).removeprefix(_BOM)
    if len(raw) > LARGEST:
        yield _Found(file, "$", problem=Problem("$", f"it is longer than {LARGEST:,} bytes"))
        return
    try:
        document = parse(raw)
    except (ValueError, RecursionError) as error:
        if _has_lines(raw):
            yield from _of_lines(file, raw)
        else:
            yield _Found(file, "entry 1", problem=Problem("$", _reason(error)))
        return
    listed = document if isinstance(document, list) else [document]
    for number, one in enumerate(listed, 1):
        yield _Found(file, _name(one, f"entry {number}"), one)


def _has_lines(raw: bytes) -> bool:
    """Tell whether what is no JSON as a whole is JSON Lines: a line is a law of its own."""
    lines = raw.strip().split(b"\n")
    return len(lines) > 1 and raw.lstrip()[:1] == b"{" and any(map(_is_object, lines))


def _is_object(line: bytes) -> bool:
    try:
        return b'"instrument"' in line and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _of_lines(file: str, raw: bytes) -> Iterator[_Found]:
    for line in read_lines(BytesIO(raw)):
        name = _name(line.document, f"line {line.number}")
        yield _Found(file, name, line.document, line.problem)


def _name(document: Any, otherwise: str) -> str:
    given = document.get("instrument") if isinstance(document, dict) else None
    return given[:100] if isinstance(given, str) and given else otherwise


def _reason(error: ValueError | RecursionError) -> str:
    match error:
        case UnicodeDecodeError():
            return f"byte {error.start + 1} of the file is not UTF-8"
        case json.JSONDecodeError():
            told = error.msg.removesuffix(" at")
            return f"it is not JSON: {told} at line {error.lineno}, character {error.colno}"
        case RecursionError():
            return "it nests too deeply"
        case _:
            return str(error)


def _checked(found: list[_Found], known: Mapping[str, Sequence[str]]) -> LawsRead:
    """Check documents one by one, and those that are fine against each other."""
    problems: dict[int, list[Problem]] = {}
    entries: dict[int, LawEntry] = {}
    for place, one in enumerate(found):
        try:
            if one.problem is not None:
                problems[place] = [one.problem]
            else:
                entries[place] = read_entry(one.document)
        except FactRefused as error:
            problems[place] = list(error.problems)
    for place, problem in _among(found, entries, known):
        problems.setdefault(place, []).append(problem)
    refused = [
        LawRefused(found[place].file, found[place].name, tuple(problems[place]))
        for place in sorted(problems)
    ]
    fine = [entry for place, entry in entries.items() if place not in problems]
    files = {entry.instrument: found[place].file for place, entry in entries.items()}
    return LawsRead(len(found), fine, refused, files)


def _among(
    found: Sequence[_Found], entries: Mapping[int, LawEntry], known: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, Problem]]:
    """Give what is wrong with laws beside each other and beside the recorded ones."""
    first = {name.casefold(): name for name in known}
    seen: set[str] = set()
    for place, entry in entries.items():
        name = entry.instrument
        other = first.setdefault(name.casefold(), name)
        if name.casefold() in seen:
            yield place, Problem("$.instrument", f"{name!r} is there twice")
        elif other != name:
            yield place, Problem("$.instrument", f"{other!r} differs from it in its case alone")
        seen.add(name.casefold())
        if name not in known and (problem := begins_nowhere(entry)) is not None:
            yield place, problem
    after = {name: list(others) for name, others in known.items()}
    for entry in entries.values():
        after.setdefault(entry.instrument, []).extend(name for _, name in _replaced(entry))
    named = {*after, *(one.name for one in found)}
    for place, entry in entries.items():
        yield from ((place, problem) for problem in _of_replaced(entry, after, named))


def _replaced(entry: LawEntry) -> Iterator[tuple[str, str]]:
    """Give what a law replaces, with the JSON path."""
    told = [("$", entry.replaces)]
    told += [
        (f"$.life[{place}].details", step.details.replaces)
        for place, step in enumerate(entry.life)
        if step.details is not None
    ]
    for path, names in told:
        for number, name in enumerate(names or ()):
            yield f"{path}.replaces[{number}]", name


def _of_replaced(
    entry: LawEntry, after: Mapping[str, Sequence[str]], named: Iterable[str]
) -> Iterator[Problem]:
    names = sorted(named)
    for path, name in _replaced(entry):
        if name not in names:
            hint = did_you_mean(name, names)
            yield Problem(path, f"{name!r} is no law of the file or of the register{hint}")
        elif way := _way(name, entry.instrument, after):
            told = " → ".join([entry.instrument, *way])
            yield Problem(path, f"it replaces itself: {told}")


def _way(start: str, end: str, after: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a way from a law to another that it replaces in the end; none: an empty one."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == end:
            return way
        for name in after.get(way[-1], ()):
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
