"""The page of the laws that come with the program: what each asks, of whom, and by when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.law import ObligesTo
from commands.laws.law_words import (
    again_words,
    category_words,
    due_words,
    sanction_words,
)
from projections.queries.law_documents import LawQuestion, law_document
from register.importing.law_document import history_of
from register.importing.law_files import read_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from register.importing.law_document import LawEntry

    Told = Mapping[str, Any]

_AFTER_ALL = LawQuestion(date.max, date.min)
"""A law as it is after every step of its life, those ahead too; the page depends on no day."""


def page(generated: str) -> str:
    """Return the page, with a line that says where it comes from."""
    entries = sorted(read_catalogue({}).entries, key=lambda one: one.instrument)
    laws = [(entry, _told(entry)) for entry in entries]
    parts = [
        "# The laws that come with the program",
        generated,
        f"What `register instrument import --catalogue` records: {len(laws)} laws, as they are "
        "after the last step of their life, also where that is still ahead. *Checked on* is the "
        "day on which somebody last held the entry against the law. A question mark stands where "
        "something was not found in a source; what it is stands below it. A day *by* which "
        "something is due is the last on which it may be missing. "
        "[Keep the catalogue right](../how-to/keep-the-catalogue-right.md) says what to do when "
        "a law has changed.",
        _overview(laws),
    ]
    parts += [part for entry, told in laws for part in _law(entry, told)]
    return "\n\n".join(parts) + "\n"


def _told(entry: LawEntry) -> Told:
    """Return a law as it last was; of one that is repealed, what it asked until then."""
    steps = history_of(entry)
    return law_document(steps, _AFTER_ALL)


def _overview(laws: Sequence[tuple[LawEntry, Told]]) -> str:
    lines = ["| law | where | stage | duties | checked on | unverified |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for entry, told in laws:
        cells = (
            f"[{entry.instrument}](#{_anchor(entry.instrument)})",
            entry.jurisdiction,
            told["stage"],
            str(len(told.get("duties") or ())),
            str(told["checked_on"] or "not said"),
            str(len(told["unverified"]) or ""),
        )
        lines.append(_row(cells))
    return "\n".join(lines)


def _law(entry: LawEntry, told: Told) -> Iterator[str]:
    yield f"## {entry.instrument}"
    yield f"**{told['title']}**"
    yield _facts(told)
    if summary := told.get("summary"):
        yield str(summary)
    if told["repealed"]:
        yield f"It was repealed ({told['repealed']}), and imposes nothing. It asked:"
    if duties := told.get("duties"):
        yield _duties(duties)
    yield from _listed("Whom", map(category_words, told.get("categories") or ()))
    yield from _listed("Sanctions", map(sanction_words, told.get("sanctions") or ()))
    yield from _listed("Its life", map(_step, told["life"]))
    yield from _listed("Not found in a source", told["unverified"])
    yield from _listed("Sources", _sources(told["life"]))


def _facts(told: Told) -> str:
    replaced = (
        ("in the place of", told.get("replaces")),
        ("in its place came", told.get("replaced_by")),
    )
    parts = [
        str(told["jurisdiction"]),
        *(f"{name} {told[name]}" for name in ("number", "authority") if told.get(name)),
        *(f"{words} {', '.join(names)}" for words, names in replaced if names),
        f"checked on {told['checked_on']}"
        if told["checked_on"]
        else "nobody has said when it was checked",
    ]
    link = f" [The law]({told['link']})." if told.get("link") else ""
    return f"{'; '.join(parts)}.{link}"


def _duties(duties: Sequence[Told]) -> str:
    lines = ["| what | of whom | by when | where |", "| --- | --- | --- | --- |"]
    for one in duties:
        doubt = " (?)" if one.get("unverified") else ""
        of_whom = ", ".join(one["categories"])
        what = f"`{one['requirement']}`: {one['title']}{doubt}"
        lines.append(_row((what, of_whom, _when(one), one.get("article") or "")))
    return "\n".join(lines)


def _when(duty: Told) -> str:
    recurrence = duty.get("recurrence")
    parts = [due_words(duty.get("deadline")), again_words(recurrence) if recurrence else ""]
    for clock in duty.get("clocks") or ():
        kind = f" on {clock['request']}" if clock.get("request") else ""
        parts.append(f"{clock['within']} to answer a request{kind}")
    if duty.get("obliges_to") == ObligesTo.CONDUCT.value:
        parts.append("conduct: no obligation is recorded")
    return "; ".join(part for part in parts if part) or "no day is set"


def _step(step: Told) -> str:
    note = f": {step['note']}" if step.get("note") else ""
    return f"{step['occurred']} {step['type'].removeprefix('instrument-')}{note}"


def _sources(life: Sequence[Told]) -> Iterator[str]:
    """Give the sources of all steps, each once."""
    seen: dict[str, None] = {}
    for source in (one for step in life for one in step["sources"]):
        title = source.get("title") or source["url"]
        named = f"[{_plain(title)}]({source['url']})" if source.get("url") else _plain(title)
        rest = [str(source[name]) for name in ("publisher", "published") if source.get(name)]
        seen[", ".join([named, *rest])] = None
    yield from seen


def _listed(title: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"- {item}" for item in items]
    if lines:
        yield "\n".join([f"{title}:", "", *lines])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _plain(text: str) -> str:
    """Return a title that may stand within the brackets of a link."""
    return text.replace("[", "(").replace("]", ")")


def _anchor(name: str) -> str:
    """Return how a heading is linked to."""
    return "".join(one for one in name.casefold() if one.isalnum() or one in "-_")
