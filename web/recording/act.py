"""What becomes of a form that was sent: it is shown again, previewed, or recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aggregates.errors import FactRefused
from web.forms.faults import Faults
from web.recording.preview_page import PREVIEWED, preview_page
from web.recording.rehearsal import rehearsed
from web.site import CLOCK_IS_RIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aggregates.errors import Problem
    from aggregates.vocabulary.shapes import Fact
    from projections.embedded import EmbeddedRegister
    from register.recording.recording import Outcome
    from web.asking.view import View
    from web.forms.form_values import FormValues
    from web.recording.form_entry import FormEntry
    from web.recording.sent_form import SentForm
    from web.shell.page import Page


class RecordingForm(Protocol):
    """A form whose facts can be recorded: of a type, or of a claim about a fact."""

    @property
    def path(self) -> str:
        """Where it stands, and where it is sent."""

    def page(
        self, view: View, values: FormValues, faults: Faults = ..., opened: frozenset[str] = ...
    ) -> Page:
        """Return its page, with what was typed and what is wrong with it."""

    def entry(self, view: View, values: FormValues) -> FormEntry:
        """Return what it says."""

    def faults(self, problems: Sequence[Problem], offers: Mapping[str, list[str]]) -> Faults:
        """Return problems at its fields."""


@dataclass(frozen=True, slots=True)
class RecordedFacts:
    """Facts that are in the log now, and what became of each."""

    facts: tuple[Fact, ...]
    outcomes: tuple[Outcome, ...]


def act(
    view: View,
    form: RecordingForm,
    sent: SentForm,
    values: FormValues,
    refused: Sequence[Problem] = (),
) -> Page | RecordedFacts:
    """Do what a button says; ``refused`` is what is wrong with files that came along.

    Only what a preview has shown, to the byte, is recorded; anything else is previewed first.
    """
    seen, typed = values.text(PREVIEWED), values.without(PREVIEWED)
    match sent.verb:
        case "add":
            return form.page(view, typed, Faults(), frozenset({sent.object}))
        case "drop":
            return form.page(view, typed.without(sent.object))
        case "set":
            name, _, text = sent.object.partition("=")
            return form.page(view, typed.with_text(name, text))
        case "edit" | "facts":
            return form.page(view, typed, form.faults(refused, {}))
    entry = form.entry(view, typed)
    if entry.problems or refused:
        return form.page(view, typed, form.faults((*entry.problems, *refused), entry.offers))
    try:
        with view.site.recorder(clock_is_right=bool(typed.text(CLOCK_IS_RIGHT))) as register:
            recording = sent.verb == "record" and seen == entry.digest
            return _done(view, register, form, typed, entry, record=recording)
    except FactRefused as error:
        return form.page(view, typed, form.faults(error.problems, {}))


def _done(
    view: View,
    register: EmbeddedRegister,
    form: RecordingForm,
    typed: FormValues,
    entry: FormEntry,
    *,
    record: bool,
) -> Page | RecordedFacts:
    """Record facts, or show what would become of them; raise FactRefused."""
    by = view.principal.handle or ""
    if record:
        outcomes = register.record(entry.facts, recorded_by=by)
        return RecordedFacts(entry.facts, tuple(outcomes))
    facts = rehearsed(view, register, entry.facts, by)
    return preview_page(view, form.path, typed, facts, entry.digest)


def where_next(view: View, done: RecordedFacts) -> str:
    """Return the address of what facts are about; of several relationships, that of all.

    Whatever point of the log the form was opened at: there nothing is known of them.
    """
    new = [str(one.position) for one in done.outcomes if not one.duplicate]
    known = [str(one.position) for one in done.outcomes if one.duplicate]
    said = {"recorded": ",".join(new) or None, "already": ",".join(known) or None}
    said |= dict.fromkeys(("known", "public_by"))
    paths = {_path(one) for one in done.facts}
    return view.asked.link(paths.pop() if len(paths) == 1 else "/", **said)


def _path(fact: Fact) -> str:
    slug, place = getattr(fact, "platform", None), getattr(fact, "jurisdiction", None)
    if slug is not None:
        return f"/relationships/{slug}/{place}" if place is not None else f"/platforms/{slug}"
    law = getattr(fact, "instrument", None)
    return "/" if law is None else f"/laws/{law}"
