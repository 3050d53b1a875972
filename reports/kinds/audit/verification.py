"""What an audit says of the log's integrity, as `register verify` finds it, up to the report's K.

What came later, facts, checkpoints, signatures of witnesses, changes none of it, so that the
report made again says the same if nobody touched the log.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integrity.checkpoints.text import Checkpoint
from integrity.merkle import EMPTY_ROOT
from projections.verification.log_walk import STRANGE
from projections.verification.standing_check import StandingCheck
from projections.verification.verify import BROUGHT, KEPT, VerificationRequest, verified
from reports.model import Code, Column, ColumnKind, Foreign, Paragraph, Section, Table, Terms, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.verification.mismatch import Mismatch
    from projections.verification.verify import Verified
    from reports.context import ReportContext
    from reports.model import Block, Row
    from reports.words.language import Language


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at everything, as far as it concerns the log up to K.

    ``same_root`` is whether the log has the root that the statement says. ``beside`` and
    ``rows`` are whether what stands beside the log, and its rows, can be read at all.
    """

    findings: tuple[Mismatch, ...]
    same_root: bool
    agreed: frozenset[int]
    beside: bool
    rows: bool

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings and self.same_root


def look(making: ReportContext) -> Looked:
    """Look at the whole database, and keep what is about the log up to K."""
    known = making.statement.known
    stated = Checkpoint("", known.position, b64decode(known.root)) if known.position else None
    whole = making.statement.platform is None and making.statement.jurisdiction is None
    request = VerificationRequest(brought=stated, replay=whole)
    done = verified(making.connection, request, lambda _: None)
    finished = bool(done.root) or not known.position
    if not whole and finished:
        done.findings += _standings(making)
    findings = tuple(one for one in done.findings if _concerns(one, done, known.position))
    finished = bool(done.root)
    return Looked(
        findings,
        same_root=bool(done.brought_agrees) if stated else b64decode(known.root) == EMPTY_ROOT,
        agreed=frozenset(_agreed(done)),
        beside=finished,
        rows=finished and not any(one.table == "log" and one.what == STRANGE for one in findings),
    )


def _standings(making: ReportContext) -> Iterator[Mismatch]:
    """Hold the standings of the audit's own relationships against a replay."""
    stated = making.statement
    yield from StandingCheck(making.connection).within(stated.platform, stated.jurisdiction)


def _agreed(done: Verified) -> set[int]:
    """Return the sizes of kept checkpoints that the log agrees with; a walk has no stop at 0."""
    empty = {0 for one in done.checkpoints if one.sound and (one.size, one.root) == (0, EMPTY_ROOT)}
    return done.agreed | empty


def _concerns(one: Mismatch, done: Verified, position: int) -> bool:
    """Tell whether a finding is about the log up to K; that of the stated root is told apart."""
    later = {KEPT.format(each.size) for each in done.checkpoints if each.size > position}
    if one.place in later or one.place == BROUGHT.format(position):
        return False
    return one.position is None or one.position <= position


def verdict(making: ReportContext, looked: Looked) -> Paragraph:
    """Return in a sentence whether something was found; what that rests on is told with it."""
    language, known = making.language, making.statement.known
    position = language.number(known.position)
    if looked.is_sound:
        return Paragraph(
            language.run(
                "Nothing was found wrong up to position {position} of the log, as far as this "
                "report could look.",
                position=position,
            )
        )
    return Paragraph(
        language.run(
            "Something is wrong: the log up to position {position}, or what guards it, is not as "
            "the register left it.",
            position=position,
        ),
        Tone.BAD,
    )


def verification(making: ReportContext, looked: Looked, *, replayed: bool = True) -> Section:
    """Return what came of looking at everything; ``replayed``: at what answers are read from, too."""
    blocks = tuple(_verified(making, looked, replayed=replayed))
    return Section("verification", making.language.tr("Verification"), blocks)


def _verified(making: ReportContext, looked: Looked, *, replayed: bool) -> Iterator[Block]:
    language, known = making.language, making.statement.known
    tr = language.tr
    yield verdict(making, looked)
    yield checked(making, replayed=replayed)
    yield Terms(
        (
            ((tr("Facts"),), (language.number(known.position),)),
            ((tr("Root of the tree over them"),), (Code(known.root),)),
        )
    )
    if not looked.beside:
        yield _wrong(tr("The database is damaged, and the rest of it could not be looked at."))
    elif not looked.same_root:
        yield _wrong(tr("The log does not have the root that this report states."))
    if looked.findings:
        yield _findings(language, looked)
    yield unchecked(making)


def checked(making: ReportContext, *, replayed: bool = True) -> Paragraph:
    """Return what was looked at."""
    tr, stated = making.language.tr, making.statement
    whole = stated.platform is None and stated.jurisdiction is None
    text = tr(
        "Every fact was held against the facts before it, its own content, and the tree of "
        "hashes over the log; the tree against every kept checkpoint; triggers, keys and "
        "archived documents against what the register made of them."
    )
    if not replayed:
        return Paragraph((text,))
    more = (
        tr("Everything that answers are read from was held against a replay of the log.")
        if whole
        else tr("The standings that this audit is about were held against a replay of the log.")
    )
    return Paragraph((text, " ", more))


def unchecked(making: ReportContext) -> Paragraph:
    """Return what no register can say of itself."""
    text = making.language.tr(
        "Not checked: whether the log is the one that outsiders know. That facts were removed or "
        "made anew with all their traces shows only against a checkpoint that somebody else has "
        "kept, with a key known from elsewhere: register verify --checkpoint FILE --key KEY."
    )
    return Paragraph((text,), Tone.WARN)


def _wrong(text: str) -> Paragraph:
    return Paragraph((text,), Tone.BAD)


def _findings(language: Language, looked: Looked) -> Table:
    tr = language.tr
    columns = (
        Column("table", tr("Table"), width=16),
        Column("place", tr("Place"), width=30),
        Column("what", tr("What is wrong"), width=60),
        Column("position", tr("Position"), ColumnKind.NUMBER, 9),
        Column("fact", tr("Fact"), width=38),
    )
    rows = tuple(_finding(language, one) for one in looked.findings)
    return Table("findings", tr("What is wrong"), columns, rows)


def _finding(language: Language, one: Mismatch) -> Row:
    return (
        Code(one.table),
        Foreign(one.place, "en"),
        Foreign(one.what, "en"),
        None if one.position is None else language.number(one.position),
        Code(one.fact_id) if one.fact_id else None,
    )
