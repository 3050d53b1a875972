"""What a headline counts: never more than what surely decides."""

from types import SimpleNamespace
from typing import Any

from projections.fold.standing import RequirementStanding
from reports.words.headlines import deciding


def told(requirement: str, state: str, basis: str = "law") -> RequirementStanding:
    return RequirementStanding(
        requirement, None, state, None, basis, stayed=False, due=None, because=()
    )


def decided_by(compliance: str, *requirements: RequirementStanding) -> list[str]:
    held: Any = SimpleNamespace(compliance=compliance, requirements=requirements)
    return [one.requirement for one in deciding(held)]


def test_beside_a_breach_nothing_refused_is_counted() -> None:
    rows = (told("local-office", "breached"), told("representative", "refused"))
    assert decided_by("non-compliant", *rows) == ["local-office"]


def test_without_a_breach_what_is_refused_or_lapsed_decides() -> None:
    rows = (told("local-office", "lapsed"), told("representative", "refused"))
    assert decided_by("non-compliant", *rows) == ["local-office", "representative"]


def test_where_the_law_asks_only_its_duties_decide() -> None:
    rows = (told("local-office", "unconfirmed"), told("moderation", "unconfirmed", "voluntary"))
    assert decided_by("unconfirmed", *rows) == ["local-office"]
