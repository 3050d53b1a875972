"""The page of an article: what its sentences may tell of, with a form behind each, and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from intake.draft import Decision, draft, is_about_a_fact
from intake.model.answers import NO_DATE, NO_PLACE, NO_QUOTE, OF_ANOTHER_FORM
from intake.registered import known_alike
from reports.words.language import P_
from web.forms.choices import FormChoices
from web.forms.elements import element, foreign, text
from web.forms.form_document import values_of
from web.recording.form_entry import PLATFORM, record_fields
from web.recording.form_page import STYLES, type_label
from web.recording.types import FORMS
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake.candidate import Candidate
    from web.articles.article_view import ArticleView, AskedModel
    from web.asking.view import View


_DROPPED = {
    NO_QUOTE: P_("dropped", "no quote that stands in the text"),
    OF_ANOTHER_FORM: P_("dropped", "not in the form that was asked for"),
    NO_DATE: P_("dropped", "a date that is none"),
    NO_PLACE: P_("dropped", "a jurisdiction that is none"),
}
MOST_ALIKE = 3
"""How many facts that may be the same are named."""


def article_page(view: View, read: ArticleView) -> Page:
    """Return what may be recorded of an article; a person decides each by its form."""
    choices = FormChoices(view, None)
    cards = "".join(
        _card(view, read, choices, place, one) for place, one in enumerate(read.found, 1)
    )
    nothing = view.tr("No sentence looks like a fact that the register has a type for.")
    found = (
        element("ol", {"class": "candidates"}, cards) if cards else element("p", {}, text(nothing))
    )
    caution = view.tr(
        "What is marked was found by words, and nothing of it is recorded. Read the sentence, choose what it tells of, and check the form."
    )
    body = (
        element("p", {"class": "quiet"}, text(caution)),
        *_model(view, read),
        found,
        element("h2", {}, text(view.tr("The text"))),
        element("div", {"class": "article", "lang": read.language, "dir": "auto"}, *_marked(read)),
    )
    return Page(
        title=view.tr("What an article tells"),
        lead=element("p", {}, foreign(str(read.source["title"]), read.language)),
        body="".join(body),
        crumbs=(
            PageLink(view.asked.link("/record"), view.tr("Record a fact")),
            PageLink(view.asked.link("/intake"), view.tr("Read an article")),
        ),
        styles=STYLES,
        timed=False,
    )


def _model(view: View, read: ArticleView) -> Iterator[str]:
    """Say what a language model answered, or offer to ask it, with where the text goes then."""
    tr, endpoint = view.tr, view.site.language_model
    if read.asked is not None:
        yield from _answered(view, read.asked)
    elif endpoint is not None:
        told = tr(
            "The language model {model} can be asked, too. The whole text of the article goes to {address}.",
            model=endpoint.model,
            address=endpoint.url,
        )
        button = element(
            "button", {"name": "do", "value": "ask"}, text(tr("Send it there, and ask"))
        )
        where = view.here()
        yield element(
            "form", {"method": "post", "action": where}, element("p", {}, text(told)), button
        )


def _answered(view: View, asked: AskedModel) -> Iterator[str]:
    tr = view.tr
    if asked.problem is not None:
        told = tr(
            "The language model gave no usable answer; what stands here was found by words alone."
        )
        yield element("p", {"class": "set-off warn"}, text(told), " ", foreign(asked.problem, "en"))
        return
    told = tr(
        "The language model {model} was asked. It may be wrong in everything.", model=asked.name
    )
    dropped = [
        tr(
            "{count} of its proposals dropped: {reason}.",
            count=str(count),
            reason=view.language.word(_DROPPED[reason]),
        )
        for reason, count in asked.dropped.items()
    ]
    yield element("p", {"class": "set-off"}, text(" ".join((told, *dropped))))


def _card(view: View, read: ArticleView, choices: FormChoices, place: int, one: Candidate) -> str:
    quote = element(
        "blockquote",
        {},
        element("a", {"href": f"#s-{place}"}, foreign(one.quote["exact"], read.language)),
    )
    links = [_link(view, read, choices, one, name) for name in one.types]
    about = element("p", {"class": "quiet"}, _about(view, choices, one))
    known = "".join(_known(view, one))
    return element(
        "li", {"id": f"c-{place}"}, quote, about, element("p", {"class": "actions"}, *links), known
    )


def _about(view: View, choices: FormChoices, one: Candidate) -> str:
    """Return what else the sentence says: of which platform, where, and when."""
    told = [foreign(choices.platform(slug)) for slug in _platforms(one)]
    told += [text(view.language.jurisdiction(code)) for code in one.jurisdictions[:1]]
    told += [text(view.language.when(day.edtf).label) for day in one.occurred[:1]]
    if one.proposed_by is not None:
        told.append(text(view.tr("proposed by {model}", model=one.proposed_by)))
    return " · ".join(told)


def _platforms(one: Candidate) -> list[str]:
    """Return the registered platforms of the sentence, else the last one before."""
    known = [mention for mention in one.platforms if mention.registered]
    here = [mention.slug for mention in known if mention.where == "sentence"]
    return here or [mention.slug for mention in known[:1]]


def _decision(one: Candidate, type_name: str) -> Decision:
    return Decision(
        type_name=type_name,
        platform=next(iter(_platforms(one)), ""),
        jurisdiction=next(iter(one.jurisdictions), ""),
        occurred=next((day.edtf for day in one.occurred), ""),
    )


def _link(
    view: View, read: ArticleView, choices: FormChoices, one: Candidate, type_name: str
) -> str:
    """Return the way to a filled in form; of a claim, to where the fact is chosen."""
    label, decision = text(type_label(view, type_name)), _decision(one, type_name)
    if is_about_a_fact(type_name) and type_name not in FORMS:
        if not decision.platform or not decision.jurisdiction:
            return element("span", {"class": "quiet"}, label)
        path = f"/relationships/{decision.platform}/{decision.jurisdiction}"
        return element("a", {"class": "button", "href": view.asked.link(path)}, label)
    document = draft(one, decision, read.source)
    names = [choices.platform(slug) for slug in _platforms(one)]
    values = values_of(record_fields(type_name), {**document, PLATFORM: names})
    base = view.asked.link(f"/record/{type_name}")
    query = urlencode(list(values.pairs()))
    return element(
        "a", {"class": "button", "href": f"{base}{'&' if '?' in base else '?'}{query}"}, label
    )


def _known(view: View, one: Candidate) -> Iterator[str]:
    """Give the facts that the register has, and that may be the same."""
    decision = _decision(one, next(iter(one.types), ""))
    if not (
        decision.type_name and decision.platform and decision.jurisdiction and decision.occurred
    ):
        return
    alike = known_alike(
        view.connection,
        platform=decision.platform,
        jurisdiction=decision.jurisdiction,
        type_name=decision.type_name,
        occurred=decision.occurred,
        through=view.head,
    )
    for fact in alike[:MOST_ALIKE]:
        label = f"{type_label(view, fact.type_name)}, {view.language.when(fact.occurred).label}"
        told = element("a", {"href": view.asked.link(f"/facts/{fact.id}")}, text(label))
        yield element(
            "p", {"class": "looks"}, text(view.tr("The register may have it already:")), " ", told
        )


def _marked(read: ArticleView) -> Iterator[str]:
    """Give the text, with what is marked and what stands outside of the article."""
    place = 0
    parts = [(one.start, one.end, f"s-{number}") for number, one in enumerate(read.found, 1)]
    parts += [(one.start, one.end, "") for one in read.article.outside]
    for start, end, anchor in sorted(parts):
        if start < place:
            continue
        yield _plain(read, place, start)
        inner = _plain(read, start, end)
        if anchor:
            back = element("a", {"href": f"#c-{anchor[2:]}"}, inner)
            yield element("mark", {"id": anchor}, back)
        else:
            yield element("span", {"class": "outside"}, inner)
        place = end
    yield _plain(read, place, len(read.article.text))


def _plain(read: ArticleView, start: int, end: int) -> str:
    return text(read.article.text[start:end])
