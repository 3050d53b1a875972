"""The page of one verification: how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import msgspec

from register.log.points import known_at
from reports.context import point
from reports.kinds.audit.verification import Looked, verification
from reports.model import Paragraph, Section, Tone
from web.jobs.background import JobState
from web.jobs.reports import progress
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.verification.verify import Verified
    from web.asking.view import PageContext, View
    from web.jobs.background import BackgroundJob
    from web.jobs.verification import VerificationResult


def check_page(view: View, job: BackgroundJob) -> Page:
    """Return how far a verification is; in the end, what is wrong, or that nothing is."""
    return Page(
        title=view.tr("Verification"),
        body="".join(_body(view, job)),
        current="integrity",
        crumbs=(PageLink(view.asked.link("/integrity"), view.tr("Integrity")),),
        styles=("told.css",),
        timed=False,
    )


def _body(view: View, job: BackgroundJob) -> Iterator[str]:
    yield f"<p><bdi>{escape(job.about)}</bdi>, {escape(view.language.moment(job.began.isoformat()))}</p>"
    match job.state:
        case JobState.WAITING | JobState.RUNNING:
            yield progress(view, job)
        case JobState.FAILED:
            yield f'<p class="set-off bad" role="alert"><bdi lang="en">{escape(job.failure)}</bdi></p>'
        case JobState.DONE:
            yield sections(view, _told(view, job.result.told))


def _told(view: View, found: VerificationResult) -> Iterator[Section]:
    """Give what came of the bundle, of the checkpoint that was brought, and of the log."""
    if found.bundle is not None:
        tone = Tone.GOOD if found.bundle.verified else Tone.BAD
        told = (
            view.tr("The bundle holds.")
            if found.bundle.verified
            else view.tr("The bundle is damaged.")
        )
        lines = tuple(Paragraph((line,)) for line in found.bundle.lines)
        yield Section("bundle", view.tr("Bundle"), (Paragraph((told,), tone), *lines))
    if found.done is None:
        return
    if (brought := _brought(view, found)) is not None:
        yield Section("brought", view.tr("Checkpoint that was brought"), (brought,))
    making = _making(view, found.done)
    yield verification(making, _looked(found.done), replayed=found.wanted.replay)


def _brought(view: View, found: VerificationResult) -> Paragraph | None:
    tr, done = view.tr, found.done
    if found.wanted.unsigned is not None:
        return Paragraph((tr("It proves nothing: nobody known has signed it."),), Tone.BAD)
    if found.wanted.brought is None or done is None:
        return None
    count = view.language.number(found.wanted.brought.size).label
    if done.brought_agrees:
        told = tr(
            "The log agrees with it: its first {count} facts are those that were signed.",
            count=count,
        )
        return Paragraph((told,), Tone.GOOD)
    told = tr(
        "The log does not agree with it: its first {count} facts are not those that were signed.",
        count=count,
    )
    return Paragraph((told,), Tone.BAD)


def _looked(done: Verified) -> Looked:
    finished = bool(done.root)
    return Looked(
        tuple(done.findings),
        same_root=True,
        agreed=frozenset(done.agreed),
        beside=finished,
        rows=finished,
    )


def _making(view: View, done: Verified) -> PageContext:
    """Return what blocks are made from, at the end of the log as it was when it was verified."""
    making = view.context("audit")
    if not done.facts:
        return making
    known = point(view.connection, known_at(view.connection, str(done.facts)))
    return replace(making, statement=msgspec.structs.replace(making.statement, known=known))
