"""Reports as Word documents; the statement of how one was made is a part of the file."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree

from register.distribution import how_to_add
from reports.errors import InvalidStatement, MissingPart
from reports.formats.docx.blocks import DocxBody
from reports.formats.docx.elements import made, ordered
from reports.formats.docx.texts import DocxTexts
from reports.formats.reading import without
from reports.formats.values import title_of
from reports.model import Audience, Code, Table
from reports.statement import statement_of

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

    from reports.model import Report
    from reports.statement import Statement
    from reports.words.language import Language

PART = "customXml/register.xml"
"""Where the statement stands in the file."""

_NAMESPACE = "urn:register:report"
_LARGEST = 1_000_000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of each part: the first that there is in a zip file."""

_TITLE = 255
"""How long a title among the properties can be."""


def write(report: Report, language: Language, path: Path, *, table: str | None) -> None:  # noqa: ARG001  # a csv's
    """Write a report as a Word document; the same report gives the same bytes.

    Raises MissingPart where python-docx is not installed, or for its pictures typst or a font.
    """
    document = _empty()
    _describe(document, report, language)
    texts = DocxTexts(
        language.code, language.direction == "rtl", _relating(document), _places(report)
    )
    body = DocxBody(document, texts, language)
    body.heading(report.title, 0)
    for one in report.summary:
        body.block(one)
    for section in report.sections:
        body.heading((section.title,), 1)
        for block in section.blocks:
            if not isinstance(block, Table) or block.audience is not Audience.PROGRAMS:
                body.block(block, section.title)
    ordered(document.element.body)
    _state(document, report.statement)
    saved = BytesIO()
    document.save(saved)
    path.write_bytes(_timeless(saved))


def _empty() -> Document:
    try:
        from docx import Document as opened  # noqa: N813, PLC0415  # an extra; a function
    except ModuleNotFoundError:
        raise MissingPart(
            f"a docx needs python-docx, which isn't installed: {how_to_add('reports')}"
        ) from None
    return opened()


def _describe(document: Document, report: Report, language: Language) -> None:
    """Set what the file says of itself, and the paper: nothing of the moment of its making."""
    from docx.shared import Cm, Pt  # noqa: PLC0415  # an extra

    told, moment = document.core_properties, _made_at(report.statement)
    told.title = title_of(report)[:_TITLE]
    told.author = told.last_modified_by = "register"
    told.comments, told.language, told.revision = "", language.code, 1
    told.created = told.modified = moment
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    normal.element.rPr.append(made("szCs", val=20))


def _made_at(statement: Statement) -> datetime:
    recorded = statement.known.recorded_at
    if recorded is None:
        return datetime.combine(statement.at, time())
    return datetime.fromisoformat(recorded).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _relating(document: Document) -> Any:
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415  # an extra

    def relate(address: str) -> str:
        return str(document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))

    return relate


def _places(report: Report) -> frozenset[str]:
    """Return the facts that a card or a row tells of, which references can lead to."""
    return frozenset(
        cell.text
        for table in report.tables(Audience.READERS)
        if table.anchor is not None
        for row in table.rows
        for cell in row
        if isinstance(cell, Code)
    )


def _state(document: Document, statement: Statement) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415  # an extra
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415

    told = etree.Element(f"{{{_NAMESPACE}}}statement", nsmap={None: _NAMESPACE})
    told.text = statement.to_text()
    package = document.part.package
    part = Part(PackURI(f"/{PART}"), "application/xml", etree.tostring(told), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _timeless(saved: BytesIO) -> bytes:
    """Return a zip file with the same parts, in the order of their names, and without a time."""
    found = BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(found, "w") as target:
        # The types of all parts stand first, as some readers expect.
        for name in sorted(source.namelist(), key=lambda one: (not one.startswith("["), one)):
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(part, source.read(name))
    return found.getvalue()


def stated(path: Path) -> Statement:
    """Return what a document states of its making; raise InvalidStatement."""
    try:
        with zipfile.ZipFile(path) as file:
            if file.getinfo(PART).file_size > _LARGEST:
                raise without(path)
            content = file.read(PART)
        told = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError) as error:
        raise InvalidStatement(
            f"{path.name}: it doesn't state how it was made, as reports do"
        ) from error
    return statement_of(told.text or "", where=path.name)
