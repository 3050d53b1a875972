"""The form of a claim about a recorded fact: confirm, deny, correct, retract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused
from register.format.schemas import read_fact
from register.recording.claim_documents import OWN_MISTAKES, own_word, patch_between, with_person
from web.forms.choices import FormChoices
from web.forms.elements import element, hidden, text
from web.forms.faults import Faults, faults_of
from web.forms.fields import Group, fields_of
from web.forms.form_document import FormReader, values_of
from web.forms.form_values import FormValues, form_values
from web.forms.form_writer import FormWriter
from web.recording.form_entry import FormEntry
from web.recording.form_page import (
    NO_FAULTS,
    NOTHING,
    STYLES,
    below,
    errors,
    form,
    section,
    type_label,
)
from web.recording.preview_page import fact_terms
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aggregates.errors import Problem
    from aggregates.vocabulary.shapes import Fact
    from web.asking.view import View
    from web.forms.fields import FormField
    from web.recording.claimed_fact import ClaimedFact

CLAIMS = {
    "confirm": "fact-confirmed",
    "deny": "fact-denied",
    "correct": "fact-corrected",
    "retract": "fact-retracted",
}
"""The claims by how an address names them."""

NOW = "now"
"""Under which name the fields stand of what a fact should have said."""

OF_CLAIM = ("details", "occurred", "actor", "sources", "note")
_REPLACEMENT = "details.replacement"


@dataclass(frozen=True)
class ClaimForm:
    """The form of one claim about one fact."""

    word: str
    about: ClaimedFact

    @property
    def type_name(self) -> str:
        """The type of the claim."""
        return CLAIMS[self.word]

    @property
    def path(self) -> str:
        """Where it stands, and where it is sent."""
        return f"/facts/{self.about.id}/{self.word}"

    @cached_property
    def group(self) -> Group:
        """Its fields; of a correction, those of the fact, too."""
        own = {one.name: one for one in fields_of(self.type_name).fields}
        found = [_bare(own[name], needed=self._needs(name)) for name in OF_CLAIM]
        return Group("", needed=True, fields=(*found, *([self.now] if self._corrects else [])))

    @cached_property
    def now(self) -> Group:
        """The fields of what the fact should have said."""
        return replace(self.about.fields, name=NOW)

    @property
    def _corrects(self) -> bool:
        return self.word == "correct"

    def _needs(self, name: str) -> bool:
        return name == "occurred" or (name == "sources" and self.type_name not in OWN_MISTAKES)

    def empty(self, view: View) -> FormValues:
        """Return what stands in it at first: the day of today, and the fact as it is."""
        said = form_values([("occurred", view.site.today().isoformat()), *view.query.items()])
        if not self._corrects:
            return said
        return form_values((*self._as_it_is.pairs(), *said.pairs()))

    @cached_property
    def _as_it_is(self) -> FormValues:
        return values_of(self.now, self.about.document, NOW)

    def page(
        self,
        view: View,
        values: FormValues,
        faults: Faults = NO_FAULTS,
        opened: frozenset[str] = NOTHING,
    ) -> Page:
        """Return its page, with the fact, what was typed, and what is wrong with it."""
        writer = FormWriter(
            view, values, faults, FormChoices(view, self.about.key), self.path, opened
        )
        title, fields = type_label(view, self.type_name), self._fields(writer)
        if draft := values.text("draft"):
            fields = hidden("draft", draft) + fields
        return Page(
            title=title,
            body=self._shown(view)
            + errors(view, faults, fields)
            + form(view, self.path, fields, below(view)),
            crumbs=(
                PageLink(
                    view.asked.link(f"/facts/{self.about.id}"),
                    type_label(view, self.about.type_name),
                ),
            ),
            styles=STYLES,
            timed=False,
            status=422 if faults.all else 200,
        )

    def _shown(self, view: View) -> str:
        heading = element("h2", {}, text(view.tr("The fact")))
        return heading + fact_terms(view, self.about.shown(view))

    def _fields(self, writer: FormWriter) -> str:
        tr, found = writer.view.tr, {one.name: one for one in self.group.fields}
        told = ""
        if self._corrects:
            inner = writer.fields(self.now.fields, NOW) + writer.free(self.now, NOW)
            told = section(tr("What it should say"), inner, "f-now")
        own = "".join(
            writer.fields(one.fields, one.name)
            if name == "details" and isinstance(one, Group)
            else writer.field(one)
            for name, one in found.items()
            if name != NOW
        )
        why = tr("A mistake of your own needs no source: say why, and you are the source.")
        help_ = (
            element("p", {"class": "quiet"}, text(why)) if self.type_name in OWN_MISTAKES else ""
        )
        return told + section(tr("Why, and where it is known from"), help_ + own)

    def entry(self, view: View, values: FormValues) -> FormEntry:
        """Return what it says."""
        reader = FormReader(values)
        document = {**self.about.claim(self.type_name), **reader.document(self.group)}
        document.pop(NOW, None)
        reason = document.get("details", {}).get("reason")
        if "sources" not in document and reason and self.type_name in OWN_MISTAKES:
            document["sources"] = [own_word(reason, view.principal.handle or "")]
        if self._corrects:
            details = document.setdefault("details", {})
            details["replacement"] = self._replacement(reader)
        problems: list[Problem] = list(reader.problems)
        facts: list[Fact] = []
        try:
            facts.append(read_fact(document))
        except FactRefused as refused:
            problems += refused.problems
        return FormEntry(
            self.group, () if problems else tuple(facts), tuple(problems), reader.offers
        )

    def _replacement(self, reader: FormReader) -> dict[str, Any]:
        """Return what differs between the fact as it is and as it should be.

        Both have been through the same fields, so that nothing differs that nobody changed.
        """
        before = FormReader(self._as_it_is).document(self.now, NOW)
        after = reader.document(self.now, NOW)
        return with_person(self.about.entry, patch_between(before, after))

    def faults(self, problems: Sequence[Problem], offers: Mapping[str, list[str]]) -> Faults:
        """Return problems at its fields."""
        return faults_of(self.group, problems, offers, (_REPLACEMENT, NOW))


def _bare(one: FormField, *, needed: bool) -> FormField:
    """Return a field as a claim's form has it: of the details only the reason."""
    if not isinstance(one, Group) or one.name != "details":
        return replace(one, needed=needed)
    return replace(one, fields=tuple(it for it in one.fields if it.name == "reason"))
