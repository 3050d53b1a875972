"""`register proceedings`: findings, fines and sanctions, what became of them, and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from commands.shell.listing import answer
from commands.shell.options import with_database, with_format, with_question, with_relationship
from commands.shell.printing import as_json, note, say
from commands.shell.session import opened, question, row_or_column, warn_of_set_aside
from commands.shell.tables import table
from projections.proceedings.fine_totals import fine_totals
from projections.proceedings.proceedings import proceedings as proceedings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from projections.proceedings.dispositions import Disposition
    from projections.proceedings.fine_totals import FineTotal, MoneySum
    from projections.proceedings.proceedings import Proceeding, ProceedingStep

COLUMNS = (
    "platform",
    "jurisdiction",
    "case",
    "type",
    "occurred",
    "actor",
    "role",
    "requirement",
    "instance",
    "legal_basis",
    "order",
    "amount",
    "currency",
    "kind",
    "outcome",
    "until",
    "topic",
    "about",
    "perhaps_about",
    "tied_by",
    "state",
    "amount_now",
    "paid",
    "challenged",
    "court",
    "stayed",
    "disputed",
    "fact",
)

_LOOKS = {
    "paid": "green",
    "remedied": "green",
    "annulled": "magenta",
    "challenged": "cyan",
    "stayed": "cyan",
}


@click.command(epilog="Example: register proceedings TikTok Russia --at 2022-01-01")
@with_relationship
@with_question
@with_format("table", "json", "jsonl", "csv")
@with_database
def proceedings(
    platform: str | None,
    jurisdiction: str | None,
    form: str,
    database: str | None,
    **asked: Any,
) -> None:
    """List proceedings against PLATFORM in JURISDICTION: findings, fines, sanctions, rulings.

    Either may be left out. Under the table stand the fines by currency: imposed, paid, annulled,
    reduced, and open. A payment or a ruling counts for a fine only where the facts say which one
    it is: by their case, order, requirement, law, or a payment's amount.
    """
    with opened(database) as register, register.reading() as connection:
        slug, code = row_or_column(connection, platform, jurisdiction)
        asked_of = question(connection, **asked)
        warn_of_set_aside(connection)
        found = proceedings_of(connection, asked_of, platform=slug, jurisdiction=code)
    documents = [one.to_json(asked_of.at) for one in found]
    totals = fine_totals(found)
    if form == "json":
        as_json({"proceedings": documents, "totals": [one.to_json() for one in totals]})
        return

    def show(_: Sequence[dict[str, Any]]) -> None:
        _print(found, asked_of.at, named=None in (slug, code))
        _print_totals(totals)

    rows = list(_flat(documents)) if form == "csv" else documents
    answer(form, rows, show, columns=COLUMNS, nothing="No proceedings are known.")


def _flat(documents: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give a row for each step, with what became of it beside it."""
    for one in documents:
        for step in one["steps"]:
            became, actor = step["became"] or {}, step["actor"] or {}
            yield {
                **{name: one[name] for name in ("platform", "jurisdiction", "case")},
                **step,
                "actor": actor.get("name"),
                "role": actor.get("role"),
                **{name: became.get(name) for name in ("state", "paid", "challenged", "stayed")},
                "amount_now": became.get("amount"),
                "court": became.get("outcome"),
            }


def _print(found: Sequence[Proceeding], at: date, *, named: bool) -> None:
    """Print a line for each step; ``named``: with its platform and its jurisdiction."""
    columns = ("of", "when", "what", "about", "amount", "became", "fact")
    rows = [_row(one, step, at) for one in found for step in one.steps]
    start = 0 if named else 1
    table(columns[start:], [row[start:] for row in rows], whole=("when", "what", "fact"))
    if any(step.link.among for one in found for step in one.steps):
        note("of one of them: the facts don't say which; it counts for none")


def _row(one: Proceeding, step: ProceedingStep, at: date) -> tuple[object, ...]:
    subject = step.subject
    what = (subject.requirement, subject.instance, step.detail("kind"), step.detail("topic"))
    about = "; ".join(filter(None, (*what, subject.order, subject.law, one.case)))
    return (
        f"{one.key.platform} {one.key.jurisdiction}",
        step.known.fact.occurred,
        Text(f"{step.type}{', disputed' if step.disputed else ''}"),
        about,
        _money(subject.amount, subject.currency),
        _became(step, at),
        step.fact[:8],
    )


def _became(step: ProceedingStep, at: date) -> Text | str:
    """Return what became of a decision, or what any other step is of."""
    if step.disposition is not None:
        state = step.disposition.state(at)
        return Text(_told(step.disposition, at), style=_LOOKS.get(state, ""))
    told = filter(None, (step.detail("outcome"), _of(step)))
    return "; ".join(told)


def _told(one: Disposition, at: date) -> str:
    """Return its state, and what else the state doesn't say."""
    words = [one.state(at)]
    if one.outcome is not None and one.outcome not in words:
        words.append(one.outcome)
    if one.reduced_by is not None:
        words.append(f"now {_money(one.amount, one.currency)}")
    if one.paid and one.paid_amount not in (None, one.amount):
        words.append(f"{_money(one.paid_amount, one.currency)} of it")
    for word, holds in (("challenged", one.challenged), ("stayed", one.stayed(at))):
        if holds and word not in words:
            words.append(word)
    return ", ".join(words)


def _of(step: ProceedingStep) -> str:
    if step.link.about:
        return f"of {', '.join(name[:8] for name in step.link.about)}"
    if step.link.among:
        return f"of one of {', '.join(name[:8] for name in step.link.among)}"
    return ""


def _money(amount: object, currency: str | None) -> str:
    if amount is None:
        return currency or ""
    return f"{currency or '?'} {amount:,}"


def _print_totals(totals: Sequence[FineTotal]) -> None:
    """Print the fines by currency, those without an amount as a number of their own."""
    if not totals:
        return
    say()
    names = ("imposed", "paid", "annulled", "reduced by", "open", "payments of unknown fines")
    sums = [
        (one.imposed, one.paid, one.annulled, one.reduced, one.open, one.unassigned)
        for one in totals
    ]
    table(
        ("currency", *names),
        [
            (one.currency or "none", *map(_sum, some))
            for one, some in zip(totals, sums, strict=True)
        ],
    )


def _sum(one: MoneySum) -> str:
    """Return an amount with how many it is of; ``+ 2 ?``: two more, of which it isn't known."""
    known = one.count - one.without_amount
    told = f"{one.amount:,} ({known})" if known else ""
    more = f"{one.without_amount} ?" if one.without_amount else ""
    return " + ".join(filter(None, (told, more)))
