"""What an audit says of what was signed: the checkpoint that it names, and the register's keys.

Signatures that witnesses add later, and keys that are made later, change none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from integrity.checkpoints.checkpoints import sound_checkpoints
from integrity.checkpoints.store import kept
from integrity.checkpoints.text import Checkpoint, open_checkpoint
from integrity.errors import NoteRefused
from integrity.keys.signing_keys import keys, trusted
from projections.verification.verify import is_readable
from register.clock import iso
from reports.model import Code, Column, Paragraph, Section, Table, Terms, Tone, VagueDate, Word
from reports.statement import microseconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from integrity.keys.signing_keys import SigningKey
    from reports.context import ReportContext
    from reports.kinds.audit.verification import Looked
    from reports.model import Block, Row
    from reports.words.language import Language


def newest_checkpoint(connection: Connection, position: int) -> int | None:
    """Return the size of the largest checkpoint of at most so many facts that the register signed.

    None: there is none, or what is kept of them can't be read.
    """
    if not is_readable(connection):
        return None
    sizes = [one.size for one in sound_checkpoints(connection) if one.size <= position]
    return max(sizes, default=None)


@dataclass(frozen=True, slots=True)
class AuditedCheckpoint:
    """The checkpoint that an audit names, kept as of ``size`` facts, as the register signed it."""

    size: int
    checkpoint: Checkpoint
    made_at: int
    note: str


def signed(making: ReportContext, looked: Looked) -> AuditedCheckpoint | None:
    """Return the checkpoint that the statement names, as it is kept; None: it is not there."""
    size = making.statement.checkpoint
    found = kept(making.connection, size) if size is not None and looked.beside else None
    if found is None:
        return None
    try:
        opened = open_checkpoint(found.as_signed)
    except NoteRefused:
        return None
    return AuditedCheckpoint(found.size, opened.checkpoint, found.made_at, found.as_signed)


def signature(making: ReportContext, looked: Looked) -> Paragraph:
    """Return in a sentence who has signed how much of the log."""
    tr, run, number = making.language.tr, making.language.run, making.language.number
    found = signed(making, looked)
    if found is None or found.size not in looked.agreed:
        return Paragraph((tr("Not signed: no checkpoint vouches for these facts."),), Tone.WARN)
    return Paragraph(
        run(
            "Signed: the first {count} facts, by a key of {origin}. That this key is the "
            "keeper’s, only the register itself says here.",
            count=number(found.size),
            origin=Code(found.checkpoint.origin),
        )
    )


def checkpoint(making: ReportContext, looked: Looked) -> Section:
    """Return what the checkpoint says that the statement names, and whether the log agrees."""
    blocks = tuple(_checkpoint(making, looked))
    return Section("checkpoint", making.language.tr("Signed checkpoint"), blocks)


def _checkpoint(making: ReportContext, looked: Looked) -> Iterator[Block]:
    tr, run, number = making.language.tr, making.language.run, making.language.number
    if making.statement.checkpoint is None:
        text = tr(
            "There was no signed checkpoint of these facts: nobody but the register’s keeper "
            "vouches for them."
        )
        yield Paragraph((text,), Tone.WARN)
        return
    found = signed(making, looked)
    if found is None:
        size = number(making.statement.checkpoint)
        yield Paragraph(
            run("A checkpoint of {size} facts was there, and can’t be read any more.", size=size),
            Tone.BAD,
        )
        return
    yield from _as_signed(making.language, found)
    if found.size not in looked.agreed:
        text = tr("The log does not agree with it: a fact that was signed is another now.")
        yield Paragraph((text,), Tone.BAD)
        return
    yield Paragraph((tr("The log agrees with it: these facts are those that were signed."),))
    after = making.statement.known.position - found.checkpoint.size
    if after:
        count = number(after)
        yield Paragraph(
            run("Facts recorded after it, which it does not vouch for: {count}.", count=count)
        )


def _as_signed(language: Language, found: AuditedCheckpoint) -> Iterator[Block]:
    tr, told = language.tr, found.checkpoint
    yield Terms(
        (
            ((tr("Register"),), (Code(told.origin),)),
            ((tr("Facts"),), (language.number(told.size),)),
            ((tr("Root of the tree over them"),), (Code(told.root_text),)),
            (
                (tr("Kept as signed at (nothing proves this time)"),),
                (moment(language, found.made_at),),
            ),
        )
    )
    yield Paragraph((tr("The note as the register signed it:"),))
    yield Paragraph((Code(found.note),))


def moment(language: Language, stored: int) -> VagueDate | str:
    """Return a stored moment; as it is stored where somebody made it one beyond all years."""
    try:
        text = iso(stored)
    except OverflowError:
        return str(stored)
    return VagueDate(text, language.moment(text))


def key_section(making: ReportContext, looked: Looked) -> Section:
    """Return the keys that the register had by then, and whether each follows from the first."""
    language = making.language
    tr = language.tr
    chain = keys_by_then(making, looked)
    follow = {one.vkey for one in trusted(chain, chain[0].vkey)} if chain else set()
    rows = tuple(_key(language, one, chain[0], follow) for one in chain)
    columns = (
        Column("key", tr("Public key"), width=60),
        Column("since", tr("Kept as made at (nothing proves this time)"), width=20),
        Column("standing", tr("Whether it counts"), width=30),
    )
    blocks: tuple[Block, ...] = (Table("keys", tr("Keys of the register"), columns, rows),)
    if not chain:
        blocks = (Paragraph((tr("The register had no key to sign with."),)),)
    return Section("keys", tr("Keys of the register"), blocks)


def keys_by_then(making: ReportContext, looked: Looked) -> list[SigningKey]:
    """Return the keys made by K's recording, or by the making of the checkpoint that is named."""
    if not looked.beside:
        return []
    known = making.statement.known
    found = signed(making, looked)
    until = max(
        microseconds_of(known.recorded_at) if known.recorded_at else 0,
        found.made_at if found else 0,
    )
    return [one for one in keys(making.connection) if one.created_at <= until]


def _key(language: Language, key: SigningKey, first: SigningKey, follow: set[str]) -> Row:
    if key.vkey not in follow:
        said = Word("stray", language.tr("does not follow from the first key"), Tone.BAD)
    elif key is first:
        said = Word("first", language.tr("the first key"))
    else:
        said = Word("endorsed", language.tr("endorsed by the key before it"))
    return (Code(key.vkey), moment(language, key.created_at), said)


def told(making: ReportContext, looked: Looked) -> dict[str, Any]:
    """Return for programs what came of the verification, the checkpoint, and the keys."""
    found = signed(making, looked)
    return {
        "verified": looked.is_sound,
        "checked": {
            "log": looked.rows,
            "replay": looked.beside,
            "signed_by": found.checkpoint.origin if found and found.size in looked.agreed else None,
            "key_from_outside": False,
            "checkpoint_from_outside": False,
        },
        "findings": [one.to_json() for one in looked.findings],
        "checkpoint": found
        and {
            "origin": found.checkpoint.origin,
            "size": found.checkpoint.size,
            "root": found.checkpoint.root_text,
            "made_at": iso(found.made_at),
            "note": found.note,
            "agrees": found.size in looked.agreed,
        },
        "keys": [one.vkey for one in keys_by_then(making, looked)],
    }
