"""Standings and periods as rows of CSV, with their parts in a few words: codes, not sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projections.fold.standing import MeasureStanding, RequirementStanding, Standing

STANDING_COLUMNS = (
    "platform",
    "jurisdiction",
    "at",
    "compliance",
    "access",
    "ahead",
    "certainty",
    "disputed",
    "observed",
    "latest_source",
    "since",
    "until",
    "began",
    "requirements",
    "measures",
    "services",
)

PERIOD_COLUMNS = tuple(name for name in STANDING_COLUMNS if name not in ("at", "latest_source"))


def csv_row(document: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return a row: the parts of a standing in words, each with the law or order it is under."""
    due = {item.key: f" (due {item.due})" if item.due else "" for item in standing.requirements}
    requirements = [
        f"{requirement(item)} {state(item)}{due[item.key]}" for item in standing.requirements
    ]
    measures = [f"{measure(item)} {level(item)}" for item in standing.measures]
    seen = standing.observed
    return {
        **document,
        "observed": seen and f"{seen.state}{' (contradicts)' if seen.contradicts else ''}",
        "requirements": requirements,
        "measures": measures,
        "services": [
            f"{name} {one.access}{f', ahead {one.ahead}' if one.ahead else ''}"
            for name, one in standing.services.items()
        ],
    }


def requirement(one: RequirementStanding) -> str:
    """Return what a requirement is called: its code, and the law or order that it is under."""
    return f"{one.requirement} under {one.ground}" if one.ground else one.requirement


def state(one: RequirementStanding) -> str:
    """Return the state of a requirement, what it was before silence, and whether it is stayed."""
    was = f", was {one.was}" if one.was else ""
    stayed = ", stayed" if one.stayed and one.state != "stayed" else ""
    return f"{one.state}{was}{stayed}"


def measure(one: MeasureStanding) -> str:
    """Return where a measure applies: scope, service and order."""
    service = f" of {one.service}" if one.service else ""
    return f"{one.scope}{service}{f' (order {one.order})' if one.order else ''}"


def level(one: MeasureStanding) -> str:
    """Return the level of a measure, whether it is ahead, and whether it is stayed."""
    ahead = " ahead" if one.slot == "ahead" else ""
    return f"{one.level}{ahead}{', stayed' if one.stayed else ''}"
