"""Recording facts given as JSON, or rehearsing it, and what is said of each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused, Problem
from commands.record.change_words import tell_change
from commands.shell.printing import as_json, note, safe, say
from commands.shell.session import today, user_name
from projections.changes.recorded import Recorded
from projections.changes.standing_change import standing_change
from projections.queries.looks import looks
from register.format.schemas import read_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from projections.embedded import EmbeddedRegister
    from register.recording.recording import Outcome

PLAIN = ("occurred", "legal_basis", "case", "caused_by", "note", "id", "instrument")
SHORT = ("due", "until", "requirement", "scope", "order")
PERSON = {"representative": "name", "contact": "contact", "person": "person"}
"""The options that name a person, and the fields of `aggregates.vocabulary.fields.Person` they are for."""

_OPTIONS = {
    **{f"details.representative.{field}": f"--{option}" for option, field in PERSON.items()},
    "person": "PERSON",
    "recorded_by": "--by",
}


def record_and_print(
    register: EmbeddedRegister,
    documents: Sequence[Mapping[str, Any]],
    by: str | None,
    form: str,
    *,
    dry_run: bool = False,
) -> None:
    """Record facts given as JSON, all or none, or rehearse it; print what became of each."""
    with in_options():
        facts = [read_fact(document) for document in documents]
        with register.reading() as connection:
            odd = [looks(connection, fact, today()) for fact in facts]
        with _done(register, facts, user_name(by), dry_run=dry_run) as (connection, outcomes):
            pairs = zip(documents, outcomes, strict=True)
            changes = [standing_change(connection, *pair, today()) for pair in pairs]
    rows = zip(documents, outcomes, changes, odd, strict=True)
    _print([Recorded(*row, rehearsed=dry_run) for row in rows], form)


@contextmanager
def _done(
    register: EmbeddedRegister, facts: Sequence[Fact], by: str, *, dry_run: bool
) -> Iterator[tuple[Connection, list[Outcome]]]:
    """Give a connection that sees facts recorded, or as they would be, and what became of each."""
    if dry_run:
        with register.rehearsing(facts, recorded_by=by) as done:
            yield done
        return
    outcomes = register.record(facts, recorded_by=by)
    with register.reading() as connection:
        yield connection, outcomes


@contextmanager
def in_options() -> Iterator[None]:
    """Let what is refused be said in the words of the options."""
    try:
        yield
    except FactRefused as refused:
        raise FactRefused(tuple(_in_options(problem) for problem in refused.problems)) from None


def _in_options(problem: Problem) -> Problem:
    """Return a problem with the option in the place of the JSON path."""
    path = problem.path.removeprefix("$.")
    if path in _OPTIONS:
        return Problem(_OPTIONS[path], problem.reason)
    if path == "sources":
        return Problem("--source-title or --source-url", "one of them is needed")
    if path.startswith("sources[0]."):
        return Problem(f"--source-{path.partition('.')[2]}", problem.reason)
    if path == "sources[0]":
        return Problem("--source-title or --source-url", "one of them is needed")
    if path.startswith("details.replacement"):
        name = path.removeprefix("details.replacement").lstrip(".")
        return Problem(f"--set or --unset {name}".rstrip(), problem.reason)
    if path == "details":
        return Problem("--requirement", problem.reason)
    if path.startswith("details."):
        name = path.removeprefix("details.")
        return Problem(f"--{name}" if name in SHORT else f"-d {name}", problem.reason)
    if path in (*PLAIN, "platform", "jurisdiction"):
        return Problem(f"--{path.replace('_', '-')}", problem.reason)
    return problem


def _print(done: Sequence[Recorded], form: str) -> None:
    several = len(done) > 1
    for one in done:
        where = f"{one.document['platform']}: " if several else ""
        for odd in one.looks:
            note(safe(f"look: {where}{odd}."))
    if form == "json":
        rows = [one.to_json() for one in done]
        named = [{"platform": one.document["platform"]} for one in done]
        as_json([a | b for a, b in zip(named, rows, strict=True)] if several else rows[0])
        return
    for one in done:
        if several:
            say(f"{one.document['platform']}")
        _say(one)


def _say(one: Recorded) -> None:
    """Print for people what became of one fact."""
    position, further = one.outcome.position, one.outcome.follows
    would_be = "would be " if one.rehearsed else ""
    verb = "was recorded already" if one.outcome.duplicate else f"{would_be}recorded"
    say(f"{one.outcome.fact_id} {verb} at position {position}")
    if further:
        first, last = further[0].position, one.outcome.last_position()
        place = f"at position {first}" if first == last else f"at positions {first} to {last}"
        count = f"{len(further)} {'fact follows' if len(further) == 1 else 'facts follow'}"
        say(f"{count} by law, {would_be}recorded {place}")
        say("Further periods of recurring duties: register roll")
    if one.change is not None:
        tell_change(one.change)
