"""Reports as PDF: tagged, for archives (PDF/A-3a) and for everyone (PDF/UA-1), set by typst.

The template is the same for every report; what a report says enters it as data only, so that no
text is ever read as markup. The statement of how the report was made is attached.
"""

from __future__ import annotations

import json
import logging
import re
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reports.errors import InvalidStatement, ReportProblem
from reports.formats.pdf.data import Json, document
from reports.formats.pdf.fonts import families, fonts_for, refuse_unset
from reports.formats.pdf.text import MISSING
from reports.statement import microseconds_of, statement_of

if TYPE_CHECKING:
    from pathlib import Path

    from reports.model import Report
    from reports.statement import Statement
    from reports.words.language import Language

ATTACHED = "statement.json"
"""What the statement is called among the attachments."""

_ROUNDS = 8
"""How often it is tried: what no font has shows up some texts at a time."""
_UNSHOWN = re.compile(
    r'the (?:text|PDF)(?: contains the(?: disallowed)? codepoint)? `"((?:[^"\\]|\\.)*)"`'
)
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


def write(report: Report, language: Language, path: Path, *, table: str | None) -> None:  # noqa: ARG001
    """Write a report as PDF; the same report gives the same bytes where the fonts are the same.

    Raises MissingPart where typst is not installed, or a font for what stands in the report: before
    anything is set.
    """
    fonts = fonts_for(language, families())
    told = document(report, language)
    refuse_unset(json.dumps(told, ensure_ascii=False), families())
    path.write_bytes(_compiled(report, {**told, "fonts": fonts}, language))


def stated(path: Path) -> Statement:
    """Return the statement that is attached to a PDF; raise InvalidStatement."""
    return statement_of(_attached(path), where=path.name)


def _compiled(report: Report, told: Json, language: Language) -> bytes:
    """Return the PDF; what no font has is found by trying, and replaced where it stands."""
    from typst import TypstError  # noqa: PLC0415  # an extra

    drawn: set[str] = set()
    replaced: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return _set(report, told)
        except TypstError as error:
            found = unshown(error.diagnostic) - replaced
            if not found:
                raise ReportProblem(f"the PDF can't be set: {error.message}") from None
        # A picture finds fewer fonts than a text: what is missing may be missing there alone.
        replaced |= found & drawn
        told = _without(told, found & drawn, pictures=found)
        drawn |= found
        told["unshown"] = _told_of(drawn, language)
    raise ReportProblem("the PDF can't be set: too much of its text is in no font that is here")


def _set(report: Report, told: dict[str, Any]) -> bytes:
    from typst import compile as set_in_type  # noqa: PLC0415  # an extra

    try:
        return set_in_type(
            resources.files("reports.formats").joinpath("report.typ").read_bytes(),
            sys_inputs={
                "report": json.dumps(told, ensure_ascii=False),
                "statement": report.statement.to_text(),
            },
            pdf_standards=["a-3a", "ua-1"],
            timestamp=_moment(report.statement),
        )
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # of pyo3, which has no name to import
            raise
        raise ReportProblem(f"the PDF can't be set: typst gave up on a text ({panic})") from None


def _moment(statement: Statement) -> int:
    """Return when the last fact was recorded, in seconds: the only moment that a report depends on."""
    recorded = statement.known.recorded_at
    return 0 if recorded is None else microseconds_of(recorded) // 1_000_000


def unshown(diagnostic: str) -> set[str]:
    """Return the characters that no font has, or that PDF/A forbids, from what typst says of them.

    Those of ASCII are in every font; typst names one where it stands among others that are not.
    """
    found = _UNSHOWN.findall(diagnostic)
    return {char for text in found for char in _unescaped(text) if not char.isascii()}


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)) if one[1] else one[2], text)


def _without(told: Any, chars: set[str], *, pictures: set[str]) -> Any:
    """Return what is told without some characters, and its pictures without some more.

    In pictures a hyphen takes their place: fonts that have nothing but a script have that, too.
    """
    match told:
        case str():
            return told.translate(dict.fromkeys(map(ord, chars), MISSING)) if chars else told
        case list():
            return [_without(one, chars, pictures=pictures) for one in told]
        case dict():
            return {
                name: one.translate(dict.fromkeys(map(ord, pictures), "-"))
                if name == "svg"
                else _without(one, chars, pictures=pictures)
                for name, one in told.items()
            }
        case _:
            return told


def _told_of(chars: set[str], language: Language) -> str:
    points = sorted(map(ord, chars))
    named = ", ".join(f"U+{point:04X}" for point in points[:40])
    return language.tr(
        "Characters that no font had where this file was made are shown as {sign}: {characters}.",
        sign=MISSING,
        characters=named if len(points) <= 40 else f"{named} …",
    )


def _attached(path: Path) -> bytes:
    from pypdf import PdfReader  # noqa: PLC0415  # only where a PDF is read

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    content = path.read_bytes()
    try:
        found = PdfReader(BytesIO(content)).attachments.get(ATTACHED, [])
    except Exception as error:  # a damaged PDF makes it fail in any way there is
        raise InvalidStatement(
            f"{path.name}: it can't be read as a PDF: {_short(error)}"
        ) from error
    if len(found) != 1:
        raise InvalidStatement(f"{path.name}: no {ATTACHED} is attached to it")
    return found[0]


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
