"""The page of integrity: what the log is, who has signed it, and how to see that nobody touched it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from integrity.checkpoints.checkpoints import look_at
from integrity.checkpoints.store import last_kept
from integrity.checkpoints.text import open_checkpoint
from integrity.keys.signing_keys import keys
from projections.verification.verify import is_readable, root_text
from register.clock import iso
from reports.model import Code, Foreign, Paragraph, Section, Terms, Tone
from web.accounts.roles import May
from web.jobs.reports import made_lately
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from integrity.checkpoints.checkpoints import KeptCheckpoint
    from reports.model import Block, Run
    from web.asking.view import View
    from web.jobs.background import BackgroundJob


def integrity(view: View, jobs: Sequence[BackgroundJob], wrong: str = "") -> Page:
    """Return the state of the log, and, for who may, the acts that verify it."""
    tr = view.tr
    parts = [Section("log", tr("The log"), (_log(view),))]
    if is_readable(view.connection):
        parts.append(Section("checkpoint", tr("Last signed checkpoint"), tuple(_checkpoint(view))))
        parts.append(Section("keys", tr("Keys of the register"), tuple(_keys(view))))
    else:
        told = tr("The database is damaged, and the rest of it could not be looked at.")
        parts.append(Section("damage", tr("Damage"), (Paragraph((told,), Tone.BAD),)))
    may = view.principal.has(May.PROVE)
    acts = _acts(view, jobs, wrong) if may else _for_auditors(view)
    return Page(
        title=tr("Integrity"),
        body="".join((*acts, sections(view, parts))),
        current="integrity",
        actions=(
            PageLink(view.asked.link("/integrity/checkpoint.txt"), tr("Take the checkpoint")),
        ),
        styles=("told.css",),
        timed=False,
        json=view.asked.for_programs("/api/v1/integrity", ("known",)),
        status=422 if wrong else 200,
    )


def _log(view: View) -> Terms:
    tr, known = view.tr, view.known
    pairs: list[tuple[str, Run]] = [
        (tr("Facts"), (view.language.number(known.position),)),
        (tr("Root of the tree over them"), (Code(known.root),)),
    ]
    if known.recorded_at is not None:
        pairs.append((tr("Last recorded"), (view.language.moment(known.recorded_at),)))
    return Terms(tuple(((name,), value) for name, value in pairs))


def _checkpoint(view: View) -> Iterator[Block]:
    """Give the last checkpoint that was kept: of how many facts, signed by whom, when."""
    tr, stored = view.tr, last_kept(view.connection)
    if stored is None:
        told = tr(
            "No checkpoint is signed yet. Who keeps one elsewhere can see at any time later that "
            "nothing before it was touched; ‘register checkpoint’ makes one."
        )
        yield Paragraph((told,), Tone.WARN)
        return
    found = look_at(view.connection, stored)
    for problem in found.problems:
        yield Paragraph((Foreign(problem, "en"),), Tone.BAD)
    yield Terms(tuple(((name,), value) for name, value in _signed(view, found)))
    if after := view.head - found.size:
        count = view.language.number(after)
        yield Paragraph(
            view.language.run(
                "Facts recorded after it, which it does not vouch for: {count}.", count=count
            )
        )


def _signed(view: View, found: KeptCheckpoint) -> Iterator[tuple[str, Run]]:
    tr, language = view.tr, view.language
    if found.root:
        yield tr("Register"), (Code(open_checkpoint(found.kept.note).checkpoint.origin),)
    yield tr("Facts"), (language.number(found.size),)
    yield tr("Root of the tree over them"), (Code(root_text(found.root)),)
    yield tr("Signed"), (language.moment(iso(found.made_at)),)
    signers = [(Foreign(one.signature.who),) for one in found.signed if one.valid]
    yield tr("Signed by"), language.listed(signers) if signers else (tr("nobody who is known"),)
    stamps: list[Run] = [
        (language.moment(iso(one.stamp.at)), " ", Foreign(one.stamp.authority or ""))
        for one in found.timestamps
        if one.stamp
    ]
    if stamps:
        yield tr("Time stamps"), language.listed(stamps)


def _keys(view: View) -> Iterator[Block]:
    chain = keys(view.connection)
    if not chain:
        yield Paragraph((view.tr("The register had no key to sign with."),))
        return
    told = view.tr("Compare the first of them with the one that you were given in another way.")
    yield Paragraph((told,))
    for one in chain:
        yield Paragraph((Code(one.vkey),))


def _for_auditors(view: View) -> Iterator[str]:
    told = view.tr(
        "An auditor can verify the log here, and hold it against what was kept elsewhere."
    )
    yield f'<p class="quiet">{escape(told)}</p>'


def _acts(view: View, jobs: Sequence[BackgroundJob], wrong: str) -> Iterator[str]:
    """Give the two forms: verify now, and hold the log against what somebody kept."""
    tr, action = view.tr, escape(view.asked.link("/integrity/checks"))
    if wrong:
        yield f'<p class="set-off bad" role="alert"><bdi lang="en">{escape(wrong)}</bdi></p>'
    yield from made_lately(view, "/integrity/checks", tr("Verified in the last hour"), jobs)
    yield (
        f'<section><h2>{escape(tr("Verify"))}</h2><form class="sheet" method="post" action="{action}">'
        f"<p>{escape(tr('Every fact is held against the facts before it, its own content, the tree of hashes and every kept checkpoint.'))}</p>"
        f'<label class="check"><input type="checkbox" name="replay" value="1">{escape(tr("Also compare every row of what is shown with a replay of the log (this takes longer)"))}</label>'
        f'<div><button class="main">{escape(tr("Verify now"))}</button></div></form>\n'
        f'<form class="sheet" method="post" action="{action}" enctype="multipart/form-data">'
        f"<p>{escape(tr('A checkpoint that was kept elsewhere shows whether anything before it was changed or removed. A bundle is checked, and its checkpoint held against the log of today.'))}</p>"
        f'<label>{escape(tr("Checkpoint or bundle"))}<input type="file" name="file" required></label>'
        f'<label>{escape(tr("The register’s public key as you know it (may be empty)"))}<input name="key" autocomplete="off" spellcheck="false"></label>'
        f"<div><button>{escape(tr('Hold the log against it'))}</button></div></form></section>\n"
    )
