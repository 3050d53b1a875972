"""All that `register verify` looks at: the log, its tree, what was signed, and what guards them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DatabaseError

from integrity.checkpoints.checkpoints import check, kept_checkpoints, own_verifiers
from integrity.checkpoints.store import orphans
from integrity.checkpoints.text import open_checkpoint
from integrity.errors import NoteRefused
from integrity.keys.signing_keys import key_problems, keys
from integrity.schema.differences import differences
from integrity.tables import metadata as signed_tables
from projections.tables import projection, tree_head, tree_tile
from projections.verification.log_walk import STRANGE, LogWalk
from projections.verification.mismatch import Mismatch
from projections.verification.replay_check import mismatches, of_projections
from projections.verification.standing_check import StandingCheck, StandingSample, StandingsSeen
from projections.verification.tree_check import SignedRoot
from register.clock import iso
from register.documents.archive import damaged, lost
from register.log.raw_rows import damaged_pages, strange_positions, strange_values
from register.store.tables import document, log_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from integrity.checkpoints.checkpoints import KeptCheckpoint
    from integrity.checkpoints.text import Checkpoint

Progress = Callable[[int], None]
"""Is called with the number of facts that were looked at since the last call."""

BESIDE_THE_LOG = (
    *signed_tables.sorted_tables,
    log_head,
    document,
    tree_head,
    tree_tile,
    projection,
)

SCHEMA = "schema"
"""What a finding is of that is about tables, triggers and functions themselves."""

KEPT = "the kept one of {} facts"
BROUGHT = "the one that was brought, of {} facts"


@dataclass(frozen=True, slots=True)
class VerificationRequest:
    """What to verify, and by what.

    ``brought`` is a checkpoint from elsewhere, whose signature was checked, or ``unsigned`` why
    it proves nothing; ``vkey`` the key
    that is trusted, by default the register's first; ``roots`` are certificates (PEM) of
    time-stamping authorities; with ``replay`` the read models are compared with a replay, without
    it a ``sample`` of standings is.
    """

    brought: Checkpoint | None = None
    unsigned: str | None = None
    vkey: str | None = None
    roots: Sequence[bytes] = ()
    replay: bool = False
    sample: StandingSample | None = None


@dataclass(slots=True)
class Verified:
    """What came of it: what is wrong, over how many facts, their root, and what agrees with it."""

    findings: list[Mismatch] = field(default_factory=list)
    facts: int = 0
    root: bytes = b""
    checkpoints: list[KeptCheckpoint] = field(default_factory=list)
    agreed: set[int] = field(default_factory=set)
    brought_agrees: bool | None = None
    standings: StandingsSeen = field(default_factory=StandingsSeen)
    lost_documents: int = 0


def with_brought(
    connection: Connection, wanted: VerificationRequest, content: bytes
) -> VerificationRequest:
    """Add a checkpoint that somebody brings. If nobody known signed it, that is a finding.

    Raises NoteRefused for what is no checkpoint, and, if a key is trusted, for one that this key
    did not sign.
    """
    open_checkpoint(content)
    try:
        found, _ = check(content, own_verifiers(connection, wanted.vkey))
    except NoteRefused as refused:
        if wanted.vkey is not None:
            raise
        return replace(wanted, unsigned=f"{refused}; if you know the key, give it with --key")
    return replace(wanted, brought=found)


def verified(connection: Connection, wanted: VerificationRequest, progress: Progress) -> Verified:
    """Look at everything, and return what came of it.

    A file of SQLite's that is damaged so that it can't be read is a finding, and ends the work.
    """
    done = Verified()
    try:
        for finding in _findings(connection, wanted, progress, done):
            done.findings.append(finding)
    except DatabaseError as error:
        done.findings.append(_unreadable(error, done))
    return done


def _unreadable(error: DatabaseError, done: Verified) -> Mismatch:
    """Return what ended the work; raise the error where nothing is known of why."""
    if "malformed" in str(error.orig):
        return Mismatch("database", "its file", f"it is damaged: {error.orig}")
    if not any(one.table == SCHEMA for one in done.findings):
        raise error
    return Mismatch("database", "its tables", f"the rest can't be looked at: {error.orig}")


def _findings(
    connection: Connection, wanted: VerificationRequest, progress: Progress, done: Verified
) -> Iterator[Mismatch]:
    for what in damaged_pages(connection)[:1]:
        yield Mismatch("database", "its file", f"it is damaged: {what}")
    if wanted.unsigned is not None:
        yield Mismatch("checkpoint", "the one that was brought", wanted.unsigned)
    for place, what in differences(connection):
        yield Mismatch(SCHEMA, place, what)
    strange = list(strange_values(connection, BESIDE_THE_LOG))
    for table, column in strange:
        yield Mismatch(table, column, STRANGE)
    if strange:
        return  # what stands beside the log can't be read, so nothing can be held against it
    for what in key_problems(keys(connection)):
        yield Mismatch("signing_key", "the register's keys", what)
    done.checkpoints = kept_checkpoints(connection, vkey=wanted.vkey, roots=wanted.roots)
    for one in done.checkpoints:
        yield from _signature_findings(one)
    for size, what in orphans(connection):
        yield Mismatch("checkpoint", KEPT.format(size), what)
    yield from _of_the_log(connection, wanted, progress, done)
    done.lost_documents = len(lost(connection))
    for sha256 in damaged(connection):
        yield Mismatch("document", sha256, "its bytes are not those of this SHA-256")
    yield from _of_read_models(connection, wanted, progress, done)


def _of_read_models(
    connection: Connection, wanted: VerificationRequest, progress: Progress, done: Verified
) -> Iterator[Mismatch]:
    yield from of_projections(connection)
    if wanted.replay:
        yield from mismatches(connection, progress)
    elif wanted.sample is not None:
        check = StandingCheck(connection)
        yield from check.sample(wanted.sample)
        done.standings = check.seen


def is_readable(connection: Connection) -> bool:
    """Tell whether all that stands beside the log has values of the types that belong there."""
    return not any(strange_values(connection, BESIDE_THE_LOG))


def _signature_findings(one: KeptCheckpoint) -> Iterator[Mismatch]:
    place = KEPT.format(one.size)
    for what in one.problems:
        yield Mismatch("checkpoint", place, what)
    for stamp in one.timestamps:
        for what in stamp.problems:
            yield Mismatch("checkpoint_timestamp", place, what)


def _of_the_log(
    connection: Connection, wanted: VerificationRequest, progress: Progress, done: Verified
) -> Iterator[Mismatch]:
    signed = _signed(done.checkpoints)
    brought = None
    if wanted.brought is not None:
        place = BROUGHT.format(wanted.brought.size)
        brought = SignedRoot(wanted.brought.size, wanted.brought.root, place)
    for what in strange_positions(connection):
        yield Mismatch("log", "position", what)
        return
    walk = LogWalk(connection, [*signed, *([brought] if brought else [])], progress)
    yield from walk.findings()
    done.facts, done.root = walk.facts, walk.check.root
    done.agreed = {one.size for one in walk.check.agreed if one in signed}
    done.brought_agrees = None if brought is None else brought in walk.check.agreed


def _signed(checkpoints: Iterable[KeptCheckpoint]) -> list[SignedRoot]:
    """Return what the log has to agree with: what the register has not signed says nothing."""
    return [
        SignedRoot(one.size, one.root, KEPT.format(one.size)) for one in checkpoints if one.sound
    ]


def root_text(root: bytes) -> str:
    """Return a root as checkpoints have it (base64)."""
    return b64encode(root).decode()


def to_json(done: Verified, wanted: VerificationRequest) -> dict[str, Any]:
    """Return what came of it as JSON; roots are as in checkpoints (base64)."""
    return {
        "verified": not done.findings,
        "facts": done.facts,
        "root": root_text(done.root),
        "checkpoints": [
            {
                "size": one.size,
                "made_at": iso(one.made_at),
                "root": root_text(one.root),
                "agrees": one.size in done.agreed,
                "vouched": not one.unvouched,
                "signed_by": [each.signature.who for each in one.signed if each.valid],
            }
            for one in done.checkpoints
        ],
        "brought": None
        if wanted.brought is None
        else {"size": wanted.brought.size, "agrees": done.brought_agrees},
        "documents_lost": done.lost_documents,
        "replayed": wanted.replay,
        "sample": wanted.sample
        and {
            "standings": done.standings.checked,
            "of": done.standings.of,
            "seed": wanted.sample.seed,
        },
        "mismatches": [one.to_json() for one in done.findings],
    }
