"""Forms that somebody keeps to go on with: the list of one's own, and what a form takes from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.queries.facts import entry_named
from register.accounts.drafts import FormDraft, drafts, drop, keep
from register.clock import microseconds
from register.store.database import writing
from web.forms.elements import button, element, hidden, text
from web.forms.form_values import FormValues, form_values
from web.recording.claim_form import CLAIMS
from web.recording.form_page import type_label
from web.recording.types import FORMS

if TYPE_CHECKING:
    from web.asking.view import View
    from web.site import Site

DRAFT = "draft"
"""Under which name an address says a draft, and a form which one it went on with."""


def kept_draft(site: Site, handle: str, path: str, values: FormValues) -> str:
    """Keep a form in the place of the draft that it went on with; return the draft's id."""
    with writing(site.register.engine) as connection:
        drop(connection, handle, values.text(DRAFT))
        fields = values.without(DRAFT).pairs()
        now = microseconds(site.now())
        return keep(connection, handle, path, fields, random=site.random(16), now=now)


def dropped_draft(site: Site, handle: str, own: str) -> None:
    """Throw a draft away: of one's own, if it is there."""
    if own:
        with writing(site.register.engine) as connection:
            drop(connection, handle, own)


def _own(view: View) -> list[FormDraft]:
    now = microseconds(view.site.now())
    return drafts(view.connection, view.principal.handle or "", now=now)


def draft_values(view: View) -> FormValues | None:
    """Return what a draft has that an address names; None: it names none of one's own."""
    wanted = view.query.get(DRAFT)
    found = next((one for one in _own(view) if one.id == wanted), None)
    return None if found is None else form_values((*found.fields, (DRAFT, found.id)))


def draft_list(view: View) -> str:
    """Return one's own drafts, each to go on with or to throw away; empty: there are none."""
    own = [one for one in _own(view) if one.path.rpartition("/")[2] in {*FORMS, *CLAIMS}]
    if not own:
        return ""
    heading = element("h2", {}, text(view.tr("Your drafts")))
    return heading + element("ul", {"class": "drafts"}, *(_line(view, one) for one in own))


def _about(view: View, one: FormDraft) -> list[str]:
    """Return what a draft is about: the type, and where and when; of a claim, the fact's."""
    _, fact, word = one.path.rsplit("/", 2)
    if word in FORMS:
        values = form_values(one.fields)
        told = [values.text(name) for name in ("platform[0]", "jurisdiction", "occurred")]
        return [type_label(view, word), *told]
    entry = entry_named(view.connection, fact)
    _, *about = entry.stream.split("/")
    return [type_label(view, CLAIMS[word]), type_label(view, entry.fact().type_name()), *about]


def _line(view: View, one: FormDraft) -> str:
    label = ", ".join(filter(None, _about(view, one)))
    link = element("a", {"href": view.asked.link(one.path, **{DRAFT: one.id})}, text(label))
    gone = hidden(DRAFT, one.id) + button(view.tr("Throw away"), "throw", kind="quietly")
    attributes = {"method": "post", "action": view.asked.link("/drafts")}
    return element("li", {}, link, " ", element("form", attributes, gone))
