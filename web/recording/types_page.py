"""The page that asks what happened: types of fact by everyday words, and all of them by what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from register.format.type_words import everyday_words, search_types
from web.forms.elements import element, foreign, hidden, text
from web.recording.drafts import draft_list
from web.recording.form_page import STYLES, type_label
from web.recording.types import FORMS, GROUPS, group_of
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from web.asking.view import View

WORDS = "what"
"""The parameter with the words that are looked for."""

SHOWN_WORDS = 3
"""How many everyday words stand beside a type."""


def types_page(view: View) -> Page:
    """Return the types of fact that somebody may mean, or all of them."""
    words = view.query.get(WORDS, "")
    found = [one.type_name for one in search_types(words) if one.type_name in FORMS]
    body = (
        _search(view, words)
        + (_found(view, found) if words else "")
        + draft_list(view)
        + "".join(_all(view))
    )
    return Page(
        title=view.tr("What happened?"),
        body=body,
        actions=(PageLink(view.asked.link("/intake"), view.tr("Read an article")),),
        styles=STYLES,
        timed=False,
    )


def _search(view: View, words: str) -> str:
    kept = {**view.asked.kept(), **view.query}
    kept.pop(WORDS, None)
    carried = "".join(hidden(name, value) for name, value in kept.items())
    label = element("label", {"for": "what"}, text(view.tr("In a few words")))
    attributes = {
        "type": "search",
        "id": "what",
        "name": WORDS,
        "value": words,
        "autocomplete": "off",
        "dir": "auto",
    }
    help_ = view.tr("As you would say it: a fine, a ban, an office, a request to remove.")
    field = element(
        "div",
        {"class": "field"},
        label,
        element("p", {"class": "help"}, text(help_)),
        element("input", attributes),
    )
    go = element("button", {"class": "main"}, text(view.tr("Find")))
    action = view.site.prefix + "/record"
    return element(
        "form",
        {"method": "get", "action": action, "class": "record finding", "role": "search"},
        carried,
        field,
        go,
    )


def _found(view: View, types: list[str]) -> str:
    if not types:
        told = text(view.tr("Nothing is found by these words. All types stand below."))
        return element("p", {"role": "status"}, told)
    heading = element("h2", {}, text(view.tr("It may be")))
    return heading + _list(view, types)


def _all(view: View) -> Iterator[str]:
    titles = {
        "requirements": view.tr("Requirements, pledges and duties"),
        "enforcement": view.tr("Breaches, fines and enforcement"),
        "access": view.tr("Access: threats, blocks, what is observed"),
        "dialogue": view.tr("Steps, statements and proceedings"),
        "figures": view.tr("Figures and answers to requests"),
        "platforms": view.tr("Platforms"),
        "laws": view.tr("Laws"),
    }
    for group in GROUPS:
        names = [name for name, kind in FORMS.items() if group_of(kind) == group]
        yield element("h2", {}, text(titles[group]))
        yield _list(view, names)


def _list(view: View, types: Iterable[str]) -> str:
    return element("ul", {"class": "types"}, *(_one(view, name) for name in types))


def _one(view: View, name: str) -> str:
    query = {key: value for key, value in view.query.items() if key != WORDS}
    href = view.asked.link(f"/record/{name}", **query)
    words = everyday_words().get(name, {}).get(view.language.code, [])[:SHOWN_WORDS]
    also = element("span", {"class": "quiet"}, text(", ".join(words)))
    link = element("a", {"href": href}, text(type_label(view, name)))
    meaning = (
        foreign((FORMS[name].__doc__ or "").strip(), "en") if view.language.code == "en" else ""
    )
    return element(
        "li", {}, link, " ", also, element("p", {"class": "quiet"}, meaning) if meaning else ""
    )
