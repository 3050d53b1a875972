"""The page that shows what recording would do, before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.dates.windows import window
from aggregates.vocabulary.personal import named_in
from reports.facts.fact_text import FactText
from reports.facts.references import FactReferences
from reports.kinds.change_words import change_line
from reports.model import Foreign, Lines, Paragraph, VagueDate
from reports.tables.names import names_for
from reports.words import standing_sentences
from web.forms.elements import button, element, foreign, hidden, text
from web.forms.field_words import label_of
from web.forms.form_writer import each_hidden
from web.recording.form_page import STYLES, form, type_label
from web.shell.page import Page, PageLink
from web.shell.page_writer import PageWriter, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projections.changes.standing_change import StandingChange
    from projections.queries.status import Status
    from reports.model import Cell, Run
    from reports.tables.names import ReportNames
    from web.asking.view import View
    from web.forms.form_values import FormValues
    from web.recording.rehearsal import RehearsedFact

PREVIEWED = "previewed"
"""Under which name a preview says which facts it has shown."""


def preview_page(
    view: View, path: str, values: FormValues, facts: Sequence[RehearsedFact], digest: str
) -> Page:
    """Return what each fact would do, with the button that records exactly these."""
    title = type_label(view, facts[0].document["type"])
    carried = "".join(each_hidden(values)) + hidden(PREVIEWED, digest)
    body = "".join(_fact(view, one) for one in facts)
    return Page(
        title=view.tr("What would follow: {type}", type=title),
        body=body + form(view, path, carried, _buttons(view, facts), first="record"),
        crumbs=(PageLink(view.asked.link("/record"), view.tr("Record a fact")),),
        styles=STYLES,
        timed=False,
    )


def _buttons(view: View, facts: Sequence[RehearsedFact]) -> str:
    if all(one.outcome.duplicate for one in facts):
        known = element("p", {}, text(view.tr("All of this was recorded already.")))
        return known + element("div", {"class": "actions"}, button(view.tr("Change it"), "edit"))
    told_ = text(
        view.tr(
            "Nothing is recorded yet. What is recorded stays; a mistake is corrected by a further fact."
        )
    )
    record = button(view.tr("Record it"), "record", kind="main")
    change = button(view.tr("Change it"), "edit")
    return element("p", {"class": "quiet"}, told_) + element(
        "div", {"class": "actions"}, record, change
    )


def _fact(view: View, one: RehearsedFact) -> str:
    slug = one.document.get("platform")
    names = names_for(view.context("matrix"), [slug] if slug else [])
    heading = ""
    if slug:
        about = [names.platform(slug).text]
        about += [names.jurisdiction(place)] if (place := one.document.get("jurisdiction")) else []
        heading = element("h2", {}, foreign(" · ".join(about)))
    parts = (
        heading,
        fact_terms(view, one.document),
        *_became(view, one),
        *_changes(view, names, one),
    )
    return element("section", {"class": "previewed"}, *parts, *_follows(view, one))


def fact_terms(view: View, document: dict[str, Any]) -> str:
    """Return a fact as it would be recorded, by its fields."""
    writer = PageWriter(frozenset(), view.asked)
    rows = (
        element("div", {}, element("dt", {}, text(name)), element("dd", {}, writer.cell(cell)))
        for name, cell in _terms(view, document)
        if cell not in (None, (), Lines(()))
    )
    return element("dl", {"class": "fact"}, *rows)


def _terms(view: View, document: dict[str, Any]) -> Iterator[tuple[str, Cell]]:
    words = FactText(view.language, FactReferences(view.context("matrix")).ref)
    tr = view.tr
    yield tr("What"), type_label(view, document["type"])
    yield tr("When"), when(view, document["occurred"])
    yield tr("Who"), words.actor(document)
    yield tr("Details"), Lines(tuple(words.details(document)))
    yield tr("Sources"), Lines(tuple(words.source(one) for one in document["sources"]))
    yield tr("Note"), Foreign(document["note"]) if document.get("note") else None
    named = named_in(document)
    if named is not None and named.texts:
        yield label_of(view.language, "representative"), tr("Name and contact are sealed.")


def when(view: View, edtf: str) -> Run:
    """Return a date as it is recorded, with the days that it may mean."""
    found, language = window(edtf), view.language
    label = language.when(edtf)
    if found.first is None or found.last is None or found.first == found.last:
        return language.run("{day}, recorded as {edtf}", day=label, edtf=Foreign(edtf))
    return language.run(
        "{day}, recorded as {edtf}: one of the days from {first} to {last}",
        day=VagueDate(edtf, label.label),
        edtf=Foreign(edtf),
        first=language.day(found.first),
        last=language.day(found.last),
    )


def _became(view: View, one: RehearsedFact) -> Iterator[str]:
    if one.outcome.duplicate:
        position = view.language.number(one.outcome.position).label
        known = view.tr("It was recorded already, at position {position}.", position=position)
        yield element("p", {"class": "set-off neutral"}, text(known))
    if one.looks:
        heading = element("h3", {}, text(view.tr("Look at this again")))
        odd = (element("li", {}, foreign(look, "en")) for look in one.looks)
        yield element("div", {"class": "looks"}, heading, element("ul", {}, *odd))


def _changes(view: View, names: ReportNames, one: RehearsedFact) -> Iterator[str]:
    today = view.site.today()
    for change in one.changes:
        day = view.language.day(change.at).label
        title = (
            view.tr("The standing today")
            if change.at == today
            else view.tr("The standing on {day}", day=day)
        )
        yield element(
            "div", {"class": "effect"}, element("h3", {}, text(title)), _change(view, names, change)
        )


def _change(view: View, names: ReportNames, change: StandingChange) -> str:
    if not change.differences:
        same = element("p", {}, text(view.tr("It stays as it is:")))
        return same + _words(view, change.now)
    before = element("dt", {}, text(view.tr("before"))), element("dd", {}, _words(view, change.was))
    after = element("dt", {}, text(view.tr("after"))), element("dd", {}, _words(view, change.now))
    lines = (change_line(names, one) for one in change.differences if one[0].about)
    parts = "".join(
        element("li", {}, PageWriter(frozenset(), view.asked).run(line)) for line in lines
    )
    return element("dl", {"class": "before-after"}, *before, *after) + element("ul", {}, parts)


def _words(view: View, one: Status | None) -> str:
    if one is None:
        return element("p", {}, text(view.tr("nothing is known")))
    return told(view, [standing_sentences.words(view.language, one)])


def _follows(view: View, one: RehearsedFact) -> Iterator[str]:
    if not one.follows:
        return
    title = view.language.trn(
        "{count} fact follows by law", "{count} facts follow by law", len(one.follows)
    )
    words = FactText(view.language, FactReferences(view.context("matrix")).ref)
    yield element("h3", {}, text(title))
    for document in one.follows:
        run = view.language.series([words.brief(document), *words.details(document)])
        yield told(view, [Paragraph(run)])
