"""Laws as documents: each in a few values, or with all that it asks and its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.law.instrument import last_check
from register.format.codec import document_of
from register.importing.law_document import unverified

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from aggregates.law.instrument import InstrumentState, LawStep

LAW_COLUMNS = (
    "instrument",
    "jurisdiction",
    "title",
    "number",
    "authority",
    "stage",
    "in_force",
    "repealed",
    "checked_on",
    "checked_long_ago",
    "categories",
    "requirements",
    "unverified",
)


@dataclass(frozen=True, slots=True)
class LawQuestion:
    """On which day a law is looked at, and which day it is: a check may be long ago."""

    at: date
    today: date


def _on(steps: Sequence[LawStep], asked: LawQuestion) -> InstrumentState:
    """Return the law as it stands on the day; before its first step nothing of it is said."""
    *_, last = (step for step in steps if step.on <= asked.at)
    return last.law


def law_row(steps: Sequence[LawStep], asked: LawQuestion) -> dict[str, Any]:
    """Return a law in a few values; dates are EDTF, as they were recorded."""
    law, check = _on(steps, asked), last_check(steps, asked.today)
    told = law.told
    return {
        "instrument": law.id,
        "jurisdiction": law.jurisdiction or steps[-1].law.jurisdiction,
        "title": told.title or steps[-1].law.told.title,
        "number": told.number,
        "authority": told.authority,
        "stage": law.stage,
        "in_force": None if law.in_force is None else str(law.in_force.occurred),
        "repealed": None if law.repealed is None else str(law.repealed.occurred),
        "checked_on": check.on,
        "checked_long_ago": check.was_long_ago,
        "categories": [one.category for one in law.categories],
        "requirements": list(dict.fromkeys(str(one.requirement) for one in law.duties)),
        "unverified": unverified(told),
    }


def law_document(steps: Sequence[LawStep], asked: LawQuestion) -> dict[str, Any]:
    """Return all of a law as it stands on a day, with its life, as JSON."""
    law = _on(steps, asked)
    told = msgspec.to_builtins(law.told, enc_hook=str)
    short = law_row(steps, asked)
    del short["categories"], short["requirements"]
    life = [{"on": step.on, **_step(step)} for step in steps if step.fact is not None]
    later = ("unverified", "checked_on")
    return {**short, "at": asked.at, **told, **{name: short[name] for name in later}, "life": life}


def _step(step: LawStep) -> dict[str, Any]:
    whole = {} if step.fact is None else document_of(step.fact)
    return {
        name: whole[name] for name in ("type", "occurred", "id", "note", "sources") if name in whole
    }
