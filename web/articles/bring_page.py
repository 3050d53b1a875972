"""The page that asks for an article: a text, a file, or a document that is archived already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.reading.language import LANGUAGES
from register.documents import archive
from web.forms.elements import button, element, foreign, text
from web.forms.field_words import label_of
from web.forms.form_values import FormValues
from web.recording.form_page import STYLES, form
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.asking.view import View

MOST_DOCUMENTS = 100
"""How many archived documents are listed, the latest."""

PATH = "/intake"


def bring_page(view: View, values: FormValues, problem: str = "") -> Page:
    """Return the form; ``problem`` is why what was brought can't be read."""
    wrong = (
        element(
            "div",
            {"class": "errors bad", "role": "alert"},
            element("p", {}, foreign(problem, "en")),
        )
        if problem
        else ""
    )
    below = element("div", {"class": "actions"}, button(view.tr("Read it"), "read", kind="main"))
    return Page(
        title=view.tr("Read an article"),
        lead=element(
            "p",
            {},
            text(
                view.tr(
                    "Sentences that may tell of a fact are marked, with a form filled in behind each. You decide what is recorded."
                )
            ),
        ),
        body=wrong
        + form(view, PATH, "".join(_fields(view, values)), below, first="read")
        + _archived(view),
        crumbs=(PageLink(view.asked.link("/record"), view.tr("Record a fact")),),
        styles=STYLES,
        timed=False,
        status=422 if problem else 200,
    )


def _fields(view: View, values: FormValues) -> Iterator[str]:
    text_area = {"id": "f-text", "name": "text", "rows": "10", "dir": "auto"}
    yield _field(
        view.tr("Its text"),
        "text",
        element("textarea", text_area, text("\n" + values.text("text"))),
    )
    yield _field(
        view.tr("or a file: a web page, a PDF, a text"),
        "file",
        element("input", {"type": "file", "name": "file", "id": "f-file"}),
    )
    for name in ("title", "url", "publisher", "published"):
        attributes = {
            "type": "text",
            "id": f"f-{name}",
            "name": name,
            "value": values.text(name),
            "dir": "auto",
            "autocomplete": "off",
        }
        yield _field(label_of(view.language, name), name, element("input", attributes))
    options = [element("option", {"value": ""}, text(view.tr("as it reads")))]
    options += [
        element(
            "option",
            {"value": tag, "selected": tag == values.text("language")},
            text(view.language.language(tag)),
        )
        for tag in sorted(LANGUAGES)
    ]
    yield _field(
        label_of(view.language, "language"),
        "language",
        element("select", {"id": "f-language", "name": "language"}, *options),
    )


def _field(label: str, name: str, control: str) -> str:
    return element(
        "div", {"class": "field"}, element("label", {"for": f"f-{name}"}, text(label)), control
    )


def _archived(view: View) -> str:
    """Return the documents that are archived already, the latest first."""
    told = archive.told_of(view.connection)
    found = []
    for sha256 in told[:MOST_DOCUMENTS]:
        (*_, last) = archive.tellings(view.connection, sha256)
        found.append(
            (
                last.entry.position,
                sha256,
                last.fact.sources[0].title or last.fact.details.url or sha256,
            )
        )
    items = (
        element(
            "li", {}, element("a", {"href": view.asked.link(f"{PATH}/{sha256}")}, foreign(title))
        )
        for _, sha256, title in sorted(found, reverse=True)
    )
    heading = element("h2", {}, text(view.tr("Documents that are archived")))
    return heading + element("ul", {}, *items) if found else ""
