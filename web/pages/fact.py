"""One fact: as it counts and as it was recorded, what was said about it, what it changed, its proof."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from aggregates.vocabulary.shapes import ClaimFact
from integrity.checkpoints.proofs import InclusionProof, prove_inclusion
from integrity.checkpoints.store import last_kept
from integrity.checkpoints.text import open_checkpoint
from integrity.errors import CheckpointRefused, NoteRefused, ProofRefused
from integrity.leaves import leaf_of
from projections.queries.chronicle import chronicle
from projections.queries.facts import entry_named
from projections.queries.history import FactView
from projections.queries.status import Question, status
from projections.read_models import tree
from projections.read_models.relationships import RelationshipKey
from register.errors import UnknownFact
from register.log.export import recorded_document
from register.log.points import KnownAt
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.model import Audience, Code, Layout, Paragraph, Table, Terms
from reports.words import standing_sentences, vocabulary
from web.accounts.roles import May
from web.shell.page import Page, PageLink
from web.shell.page_writer import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from projections.queries.status import Status
    from register.log.reader import Entry
    from reports.model import Inline
    from web.asking.view import View


def fact(name: str) -> Callable[[View], Page]:
    """Return what makes the page of a fact, named by its id, a beginning of it, or its position."""
    return lambda view: _page(view, entry_named(view.connection, name))


def _page(view: View, entry: Entry) -> Page:
    if entry.position > view.question.known.position:
        raise UnknownFact(
            f"the fact at position {entry.position} was not known at position "
            f"{view.question.known.position} of the log"
        )
    document = view.show(recorded_document(entry))
    key = _key(entry)
    kind = vocabulary.word(view.language, "type", document["type"]).label
    title = view.tr(
        "{fact}, {when}", fact=kind, when=view.language.when(document["occurred"]).label
    )
    body = "".join(_relationship_fact(view, entry, key) if key else _other_fact(view, document))
    return Page(
        title=title,
        body=body + "".join(_behind(view, entry, document)),
        crumbs=_crumbs(view, key),
        actions=_claims(view, entry) if key else (),
        json=view.asked.for_programs(f"/api/v1/facts/{entry.fact_id}", ("known",)),
        styles=("compare.css",),
        kept={} if key is None else {"platform": key.platform, "jurisdiction": key.jurisdiction},
    )


def _key(entry: Entry) -> RelationshipKey | None:
    kind, _, rest = entry.stream.partition("/")
    platform, _, jurisdiction = rest.partition("/")
    return RelationshipKey(platform, jurisdiction) if kind == "relationship" else None


def _crumbs(view: View, key: RelationshipKey | None) -> Sequence[PageLink]:
    link = view.asked.link
    matrix = PageLink(link("/"), view.tr("Matrix"))
    if key is None:
        return (matrix,)
    making = view.context("dossier", platform=key.platform, jurisdiction=key.jurisdiction)
    name = making.platforms([key.platform])[key.platform].text
    place = view.language.jurisdiction(key.jurisdiction)
    told = view.tr("{platform}, {place}", platform=name, place=place)
    path = f"/relationships/{key.platform}/{key.jurisdiction}"
    return (matrix, PageLink(link(path), told))


def _claims(view: View, entry: Entry) -> Sequence[PageLink]:
    """Return what can be said about a fact: nothing changes it."""
    if not view.principal.has(May.RECORD) or isinstance(entry.fact(), ClaimFact):
        return ()
    tr = view.tr
    claims = {
        "confirm": tr("Confirm"),
        "deny": tr("Deny"),
        "correct": tr("Correct"),
        "retract": tr("Retract"),
    }
    link = view.asked.link
    return [
        PageLink(link(f"/facts/{entry.fact_id}/{name}"), label) for name, label in claims.items()
    ]


def _relationship_fact(view: View, entry: Entry, key: RelationshipKey) -> Iterator[str]:
    """Give a fact as it counts, the claims about it, and what the standing was without and with it."""
    making = view.context("dossier", platform=key.platform, jurisdiction=key.jurisdiction)
    found = chronicle(view.connection, view.question, key)
    named = FactReferences(making, found.known.corrected_by)
    teller = FactText(view.language, named.ref)
    (this,) = found.at([entry.position])
    yield f"<h2>{escape(view.tr('As it counts'))}</h2>"
    yield _cards(view, teller, [named.told(this)])
    about = [line.position for line in found.lines if line.id in this.claims]
    if about:
        yield f"<h2>{escape(view.tr('What was said about it'))}</h2>"
        yield _cards(view, teller, [named.told(one) for one in found.at(about)])
    yield f"<h2>{escape(view.tr('What it changed'))}</h2>"
    yield from _changed(view, entry, key, this.on if view.asked.at is None else view.question.at)


def _cards(view: View, teller: FactText, facts: Sequence[FactView]) -> str:
    rows = [teller.row(one) for one in facts]
    columns = teller.columns()
    return told(view, [Table("facts", "", columns, rows, Layout.CARDS, Audience.READERS)])


def _changed(view: View, entry: Entry, key: RelationshipKey, at: date) -> Iterator[str]:
    """Give the standing on a day, as known just before this fact and with it."""
    language = view.language
    points = (entry.position - 1, entry.position)
    before, after = (
        status(view.connection, Question(at, KnownAt(point, None), view.question.public_by), key)
        for point in points
    )
    day = language.day(at).label
    yield f'<p class="quiet">{escape(view.tr("On {day}, by what was known before it and with it:", day=day))}</p>'
    yield '<div class="before-after">'
    for one, label in ((before, view.tr("before")), (after, view.tr("with it"))):
        yield f'<div><span class="quiet">{escape(label)}</span>{_standing(view, one)}</div>'
    yield "</div>"


def _standing(view: View, one: Status | None) -> str:
    if one is None:
        return f"<p>{escape(view.tr('nothing is known'))}</p>"
    return told(view, [standing_sentences.words(view.language, one)])


def _other_fact(view: View, document: dict[str, object]) -> Iterator[str]:
    """Give a fact about a platform, a law or a document: its details, as recorded."""
    details = document.get("details") or {}
    pairs = [
        ((vocabulary.field(view.language, name),), (_plain(value),))
        for name, value in (details.items() if isinstance(details, dict) else ())
    ]
    yield told(view, [Terms(tuple(pairs))])


def _plain(value: object) -> Code:
    return Code(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _behind(view: View, entry: Entry, document: dict[str, object]) -> Iterator[str]:
    """Give what is for auditors: who recorded it and when, its proof, and the fact to the letter."""
    tr = view.tr
    yield f"<h2>{escape(tr('In the log'))}</h2>"
    pairs: list[tuple[str, Inline]] = [
        (tr("Position"), view.language.number(entry.position)),
        (tr("Recorded"), view.language.moment(str(document["recorded_at"]))),
        (tr("Recorded by"), Code(entry.recorded_by)),
        (tr("Fact"), Code(entry.fact_id)),
    ]
    yield told(view, [Terms(tuple(((name,), (value,)) for name, value in pairs))])
    yield told(view, [Paragraph((_proved(view, entry),))])
    text = json.dumps(document, ensure_ascii=False, indent=2)
    yield f"<details><summary>{escape(tr('As recorded, to the letter'))}</summary>"
    yield f'<pre dir="ltr" tabindex="0">{escape(text)}</pre></details>'


def _proved(view: View, entry: Entry) -> str:
    """Say whether the fact can be proved to be in the last checkpoint that was signed."""
    try:
        proof = _proof(view, entry)
    except (CheckpointRefused, NoteRefused, ProofRefused) as problem:
        return view.tr("It can’t be proved: {problem}", problem=str(problem))
    if proof is None:
        return view.tr(
            "No checkpoint was made since it was recorded, so nothing that is kept outside proves it yet."
        )
    return view.language.trn(
        "It is in the checkpoint of {count} fact: recomputed here, its proof leads to the root {root}.",
        "It is in the checkpoint of {count} facts: recomputed here, its proof leads to the root {root}.",
        proof.size,
        root=proof.root,
    )


def last_checkpoint(view: View) -> int | None:
    """Return of how many facts the last checkpoint is that was kept: what the page rests on beside the log."""
    kept = last_kept(view.connection)
    return None if kept is None else kept.size


def _proof(view: View, entry: Entry) -> InclusionProof | None:
    kept = last_kept(view.connection)
    if kept is None or kept.size < entry.position:
        return None
    checkpoint = open_checkpoint(kept.note).checkpoint
    return prove_inclusion(tree.proofs(view.connection), entry.position, leaf_of(entry), checkpoint)
