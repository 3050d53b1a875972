"""What differs between two standings, in words: which part, and what it was and is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from projections.changes.differences import STAYED
from reports.words import standing_sentences, vocabulary

if TYPE_CHECKING:
    from projections.changes.differences import Change, What
    from reports.model import Inline, Run, Word
    from reports.tables.names import ReportNames

_CONTEXTS = {"requirement": "state", "stay": "state"}
"""The vocabulary of the values, where it isn't called as the thing itself."""


def kind_of_change(names: ReportNames, what: What) -> Word:
    """Return what kind of thing changed."""
    return names.kind_word("what", what.kind)


def part_of_change(names: ReportNames, what: What) -> Run | None:
    """Return which requirement or measure differs; None: the standing as a whole."""
    if what.about is None:
        return None
    if what.kind not in ("requirement", "due", "stay"):
        return vocabulary.placed(names.language, what.about, what.service, what.order)
    if what.order is None:
        return (names.requirement(what.about),)
    return standing_sentences.under(names.language, what.about, what.order)


def value_of_change(
    names: ReportNames, change: Change, place: Literal[1, 2]
) -> Inline | Run | None:
    """Return what it was (1) or is (2); None: nothing."""
    what, code = change[0], change[place]
    if code is None:
        return None
    match what.kind:
        case "due":
            return names.day(date.fromisoformat(code))
        case "disputed":
            return names.kind_word("doubt", code)
        case "measure" | "measure-ahead" | "platform-measure":
            return _levels(names, code)
        case "observed":
            return _observed(names, code)
    return names.word(_CONTEXTS.get(what.kind, what.kind), code)


def _levels(names: ReportNames, told: str) -> Run:
    """Return the levels of a measure, those stayed with that."""
    parts = [part.partition(STAYED) for part in told.split(", ")]
    words = [names.level_word(level, stayed=bool(stayed)) for level, stayed, _ in parts]
    return names.language.listed([(word,) for word in words])


def _observed(names: ReportNames, told: str) -> Inline | Run:
    state, otherwise, _ = told.partition(", ")
    word = names.word("observed", state)
    mark = standing_sentences.contradicted(names.language)
    return (word, " ", mark) if otherwise else word


def change_line(names: ReportNames, change: Change) -> Run:
    """Return a change in a line."""
    run, none = names.language.run, names.language.tr("nothing")
    before, after = (
        value_of_change(names, change, 1) or none,
        value_of_change(names, change, 2) or none,
    )
    what, about = kind_of_change(names, change[0]), part_of_change(names, change[0])
    if about is None:
        return run("{what}: {before} → {after}", what=what, before=before, after=after)
    return run(
        "{what}, {about}: {before} → {after}", what=what, about=about, before=before, after=after
    )
