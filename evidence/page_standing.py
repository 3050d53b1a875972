"""The standing on the page of a bundle: its words with what they mean, its parts, and why."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from evidence import page_facts
from reports.words.meanings import MEANING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence.page_content import PageContent
    from projections.queries.history import FactView

Json = dict[str, Any]

_LOOKS = {"overdue": " passed", "unconfirmed": " silent"}
"""The classes of words that tell of silence, which is no finding."""


def standing(shown: PageContent) -> str:
    """Return the section that tells what held."""
    found = shown.standing
    if found is None:
        return (
            "<section><h2>Standing</h2><p>None: no fact had taken effect by that day.</p></section>"
        )
    return f"""<section>
<h2>Standing</h2>
<p class="words">{_words(found)}</p>
{_meanings(found)}
<p>{_period(found)} {_certainty(found)}</p>
{_latest_source(found)}
{_disputed(found)}
{_observed(shown, found["observed"])}
{_denied(shown)}
{_requirements(shown, found["requirements"])}
{_measures(shown, found["measures"])}
{_services(found["services"])}
<p class="quiet">Worked out from the facts below by rules {found["rules"]}.</p>
</section>"""


def _whole(found: Json) -> list[tuple[str, str]]:
    """Return the words of the whole, each with its context."""
    words = [("compliance", found["compliance"]), ("access", found["access"])]
    return [*words, ("ahead", found["ahead"])] if found["ahead"] else words


def _words(found: Json) -> str:
    return "\n".join(
        f'<span class="word{_LOOKS.get(code, "")}">'
        f"{'' if context == 'compliance' else f'{context} '}{escape(code)}</span>"
        for context, code in _whole(found)
    )


def _meanings(found: Json) -> str:
    told = (MEANING[one][1] for one in _whole(found) if one in MEANING)
    return "\n".join(f"<p>{escape(meaning)}</p>" for meaning in told)


def _period(found: Json) -> str:
    began = "by a fact" if found["began"] == "fact" else "by the passing of time alone"
    until = f", until {found['until']}" if found["until"] else ", with no end in sight"
    return f"Since {found['since']}, {began}{until}."


def _certainty(found: Json) -> str:
    if found["certainty"] == "exact":
        return ""
    return "It is <strong>approximate</strong>: a fact of vague date may have happened already."


def _latest_source(found: Json) -> str:
    if found["latest_source"] is None:
        return ""
    return f"<p>The latest source that speaks of it is of {found['latest_source']}.</p>"


def _disputed(found: Json) -> str:
    if not found["disputed"]:
        return ""
    other = found["otherwise"]
    ahead = f", ahead {escape(other['ahead'] or 'nothing')}"
    return (
        '<p class="warn"><strong>Disputed.</strong> Without the facts that are denied it would be '
        f"{escape(other['compliance'])}, access {escape(other['access'])}"
        f"{ahead if other['ahead'] != found['ahead'] else ''}.</p>"
    )


def _observed(shown: PageContent, seen: Json | None) -> str:
    if seen is None:
        return ""
    kind = ' class="warn"' if seen["contradicts"] else ""
    otherwise = " That is not what is announced." if seen["contradicts"] else ""
    return (
        f"<p{kind}>Measurements of {seen['since']} found it <strong>{escape(seen['state'])}"
        f"</strong>; that counts through {seen['until']}.{otherwise} {_because(shown, seen)}</p>"
    )


def _denied(shown: PageContent) -> str:
    """Return each denied fact with both sides, whether or not the standing depends on it."""
    by_id = shown.by_id
    rows = [
        (
            page_facts.link(one),
            _claims(one, by_id, "fact-denied"),
            _claims(one, by_id, "fact-confirmed"),
        )
        for one in shown.facts
        if one.disputed
    ]
    return table("Disputed facts", ("fact", "denied by", "confirmed by"), rows)


def _claims(one: FactView, by_id: dict[str, FactView], kind: str) -> str:
    claims = [by_id[claim] for claim in one.claims if claim in by_id]
    return "<br>".join(
        f"{page_facts.actor(claim.document)} {page_facts.link(claim)}"
        for claim in claims
        if claim.document["type"] == kind
    )


def _requirements(shown: PageContent, rows: list[Json]) -> str:
    told = [
        (
            page_facts.text(row["requirement"]),
            page_facts.text(row["ground"]) if row["ground"] else "",
            _state(row),
            f"{escape(row['basis'])}{', due ' + row['due'] if row['due'] else ''}",
            _because(shown, row),
        )
        for row in rows
    ]
    columns = ("requirement", "under", "state", "basis", "because of")
    return table("Requirements", columns, told) + _explained(rows)


def _state(row: Json) -> str:
    """Return a state, what it was before silence, and what limits it."""
    told = _word(row["state"])
    told += f", was {escape(row['was'])}" if row["was"] else ""
    told += ", stayed" if row["stayed"] and row["state"] != "stayed" else ""
    return told + (", disputed" if row["disputed"] else "")


def _word(code: str) -> str:
    look = _LOOKS.get(code, "")
    return f'<strong class="state{look}">{escape(code)}</strong>'


def _explained(rows: list[Json]) -> str:
    """Return what the states mean that stand in the table."""
    states = dict.fromkeys(row["state"] for row in rows)
    told = "".join(
        f"<dt>{escape(code)}</dt><dd>{escape(MEANING['state', code][1])}</dd>"
        for code in states
        if ("state", code) in MEANING
    )
    return f"\n<dl>{told}</dl>" if told else ""


def _measures(shown: PageContent, rows: list[Json]) -> str:
    told = [
        (
            _where(row),
            "ahead" if row["slot"] == "ahead" else "in force",
            f"<strong>{escape(row['level'])}</strong>"
            f"{', stayed' if row['stayed'] else ''}{', disputed' if row['disputed'] else ''}",
            row["until"] or "",
            "the state" if row["side"] == "state" else "the platform itself",
            _because(shown, row),
        )
        for row in rows
    ]
    return table("Measures", ("scope", "when", "level", "last day", "by", "because of"), told)


def _where(row: Json) -> str:
    service = f", {page_facts.text(row['service'])}" if row["service"] else ""
    order = f", order {page_facts.text(row['order'])}" if row["order"] else ""
    return f"{page_facts.text(row['scope'])}{service}{order}"


def _services(services: Json) -> str:
    told = [
        (page_facts.text(name), escape(one["access"]), escape(one["ahead"] or ""))
        for name, one in services.items()
    ]
    return table("Services", ("service", "access", "ahead"), told)


def _because(shown: PageContent, row: Json) -> str:
    told = shown.by_id
    return "<br>".join(page_facts.link(told[fact]) for fact in row["because"])


def table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table under a heading; nothing without rows."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "\n".join(
        "<tr>"
        + "".join(
            f'<td data-name="{name}"><div>{cell}</div></td>'
            for name, cell in zip(columns, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<h3>{title}</h3>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n"
        "</tbody>\n</table>"
    )
