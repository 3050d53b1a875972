"""The audit: who recorded what when, every claim, and whether the log is what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.errors import NothingToReport
from reports.kinds.audit import activity
from reports.kinds.audit.extent import extent
from reports.kinds.audit.rows import LongTables
from reports.kinds.audit.signatures import checkpoint, key_section, signature, signed, told
from reports.kinds.audit.verification import checked, look, unchecked, verdict, verification
from reports.model import Foreign, Paragraph, Report, Section, Tone
from reports.tables.provenance import made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.context import ReportContext
    from reports.kinds.audit.extent import AuditExtent
    from reports.kinds.audit.verification import Looked
    from reports.model import Block, Run


def audit(making: ReportContext) -> Report:
    """Return the audit of the log up to K, or of a platform's or a jurisdiction's facts in it.

    The verification, the checkpoint and the keys are of the whole log in any case. Raises
    NothingToReport where nothing is recorded of what was asked about.
    """
    looked = look(making)
    found = extent(making.connection, making.statement)
    if looked.rows and not found.is_whole and not found.count():
        about = " ".join(filter(None, (found.platform, found.jurisdiction)))
        raise NothingToReport(f"nothing is recorded of {about} up to position {found.position}")
    return Report(
        making.statement,
        making.language.run(
            "{subject}: {finding}",
            subject=_title(making, found),
            finding=_finding(making, looked),
        ),
        tuple(_summary(making, found, looked)),
        (*_sections(making, found, looked), made(making, ())),
        main="log" if looked.rows else "findings",
        data=told(making, looked),
    )


def _title(making: ReportContext, found: AuditExtent) -> Run:
    run = making.language.run
    if found.is_whole:
        return run("Audit of the register")
    if found.platform is None:
        return run("Audit of {jurisdiction}", jurisdiction=_jurisdiction(making, found))
    platform = making.platforms([found.platform]).get(found.platform, Foreign(found.platform))
    if found.jurisdiction is None:
        return run("Audit of {platform}", platform=platform)
    return run(
        "Audit of {platform} in {jurisdiction}",
        platform=platform,
        jurisdiction=_jurisdiction(making, found),
    )


def _finding(making: ReportContext, looked: Looked) -> str:
    """Return in a few words whether something was found, and whether somebody signed the log."""
    tr = making.language.tr
    if not looked.is_sound:
        return tr("something is wrong")
    named = signed(making, looked)
    if named is None or named.size not in looked.agreed:
        return tr("nothing found wrong, not signed")
    return tr("nothing found wrong, signed by the register’s key")


def _jurisdiction(making: ReportContext, found: AuditExtent) -> str:
    return making.language.place(str(found.jurisdiction))


def _summary(making: ReportContext, found: AuditExtent, looked: Looked) -> Iterator[Paragraph]:
    language = making.language
    yield verdict(making, looked)
    yield checked(making)
    yield signature(making, looked)
    yield unchecked(making)
    if not looked.rows:
        return
    yield Paragraph(
        language.run("Facts in this audit: {count}.", count=language.number(found.count()))
    )
    if not found.is_whole:
        yield Paragraph(
            (
                language.tr(
                    "What was recorded, claims and facts are told of these only; verification, "
                    "checkpoint and keys are of the whole log."
                ),
            )
        )


def _sections(making: ReportContext, found: AuditExtent, looked: Looked) -> Iterator[Section]:
    tr = making.language.tr
    yield verification(making, looked)
    if looked.beside:
        yield checkpoint(making, looked)
        yield key_section(making, looked)
    if not looked.rows:
        text = tr("What the log tells is left out, because rows of it can’t be read.")
        blocks: tuple[Block, ...] = (Paragraph((text,), Tone.BAD),)
        yield Section("log", tr("The log"), blocks)
        return
    tables = LongTables(making, found)
    recorded = tuple(activity.recorded(making, found))
    yield Section("recorded", tr("What was recorded when"), recorded)
    yield Section("claims", tr("Claims about facts"), tuple(tables.claims()))
    aside = tuple(activity.aside(making, found))
    yield Section("aside", tr("Set aside, forgotten, archived"), aside)
    yield Section("log", tr("The log"), tuple(tables.facts()))
