"""Small cases of rules 2, each with facts as recorded, a day, and some of what must come out."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregates.claims import Known
from aggregates.claims import latest_source as latest
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import Fact
from projections.fold.periods import period_at, periods
from projections.queries.facts import seen_by
from register.format.codec import canonical, decode

SCENARIOS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "golden" / "standing-scenarios.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def known(rows: list[dict[str, Any]]) -> list[Known]:
    """The facts of a case as the log has them, those too that are refused by now."""
    return [
        Known(row["position"], date.fromisoformat(row["recorded_at"][:10]), stored(row))
        for row in rows
    ]


def stored(row: dict[str, Any]) -> Fact:
    """A fact without the requirement where its type names it already: no fact of the log has both."""
    kind = TYPES[row["type"]]
    document = {name: row[name] for name in row if name not in ("position", "recorded_at")}
    if kind.EFFECT is not None and kind.EFFECT.requirement is not None and "details" in row:
        details = row["details"].items()
        document["details"] = {name: value for name, value in details if name != "requirement"}
    return decode(kind.topic(), canonical(document))


def standing(case: dict[str, Any]) -> dict[str, Any] | None:
    """What the fold says of a case."""
    at = date.fromisoformat(case["at"])
    by = date.fromisoformat(case["public_by"]) if "public_by" in case else None
    facts = seen_by(known(case["facts"]), by)
    found = period_at(periods(facts), at)
    if found is None:
        return None
    last = latest(facts, min(at, by or at))
    return {**found.to_json(), "latest_source": last and last.isoformat()}


def fits(expected: Any, found: Any) -> bool:
    """Tell whether all that is expected is found; of objects, other members may be there too."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(name in found and fits(one, found[name]) for name, one in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(fits, expected, found))
    return bool(expected == found)


@pytest.mark.parametrize("case", SCENARIOS, ids=[case["name"] for case in SCENARIOS])
def test_the_standing_of_a_small_case_is_what_rules_2_say(case: dict[str, Any]) -> None:
    found = standing(case)
    assert fits(case["expect"], found), f"{case['expect']} is not in {found}"
