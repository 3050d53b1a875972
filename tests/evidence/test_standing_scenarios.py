"""The verifier's rules against scenarios: facts of one relationship, a day, what is expected."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.oracle.standing import standing

SCENARIOS = Path(__file__).parents[1] / "golden" / "standing-scenarios.jsonl"


def scenarios() -> Iterator[Any]:
    with SCENARIOS.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            scenario = json.loads(line)
            yield pytest.param(scenario, id=f"{number}: {scenario['name']}")


def as_expected(expected: Any, found: Any) -> Any:
    """What was found, as far as the expectation speaks of it: some keys, all items of a list."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {key: as_expected(it, found.get(key, ...)) for key, it in expected.items()}
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [as_expected(it, other) for it, other in zip(expected, found, strict=True)]
    return found


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_facts_come_to_what_the_rules_say(scenario: dict[str, Any]) -> None:
    public_by = scenario.get("public_by")
    found = standing(
        scenario["facts"],
        date.fromisoformat(scenario["at"]),
        public_by=public_by and date.fromisoformat(public_by),
    )
    expected = scenario["expect"]
    assert as_expected(expected, found) == expected
    if found is not None and "services" in expected:
        assert set(found["services"]) == set(expected["services"])
