"""Measures and access: what a state does, what a platform withdraws, and what is ahead."""

from typing import Any

import pytest
from support.facts.given import fact, given

SETTING = [
    ("block-proposed", "proposed", "open", "proposed"),
    ("block-threatened", "threatened", "open", "threatened"),
    ("block-ordered", "ordered", "open", "ordered"),
    ("access-throttled", "restricted", "restricted", None),
    ("access-restricted", "restricted", "restricted", None),
    ("block-imposed", "blocked", "blocked", None),
]


@pytest.mark.parametrize(("kind", "level", "access", "ahead"), SETTING)
def test_a_type_sets_its_level_in_force_or_ahead(
    kind: str, level: str, access: str, ahead: str | None
) -> None:
    told = given(fact(kind, "2022-03-01")).on("2022-03-01")
    assert (told.levels, told.access, told.ahead) == ({"nationwide": level}, access, ahead)
    slot = "ahead" if ahead else "in-force"
    assert (told.measure()["side"], told.measure()["slot"]) == ("state", slot)


def test_a_threat_during_a_slowdown_is_kept_beside_it() -> None:
    told = given(fact("access-throttled", "2021-03-10"), fact("block-threatened", "2021-03-16"))
    both = told.on("2021-03-16")
    assert (both.access, both.ahead) == ("restricted", "threatened")
    assert both.levels == {"nationwide": "threatened, restricted"}


def test_a_threat_fades_after_twelve_months_and_an_order_does_not() -> None:
    told = given(fact("block-threatened", "2024-04-04"))
    assert told.on("2025-04-04").measure()["until"] == "2025-04-04"
    assert told.on("2025-07-01").ahead is None
    assert told.began() == [("2024-04-04", "fact"), ("2025-04-05", "time")]
    assert given(fact("block-ordered", "2014-01-01")).on("2022-01-01").ahead == "ordered"


@pytest.mark.parametrize(
    ("role", "ahead"),
    [
        *((role, "proposed") for role in ("authority", "legislature", "court", None)),
        *((role, None) for role in ("press", "civil-society", "platform", "measurement")),
    ],
)
def test_only_who_has_a_say_proposes_or_threatens(role: str | None, ahead: str | None) -> None:
    actor = {"name": "somebody", **({"role": role} if role else {})}
    told = given(fact("block-proposed", "2022-03-01", actor=actor))
    assert told.on("2022-03-01").ahead == ahead


def test_a_block_of_72_hours_is_over_on_the_fourth_day() -> None:
    told = given(fact("block-imposed", "2022-03-01", until="2022-03-03"))
    assert told.on("2022-03-03").access == "blocked"
    assert told.on("2022-03-04").access == "open"
    assert told.began()[-1] == ("2022-03-04", "time")


def test_a_ban_of_advertising_is_listed_and_limits_no_access() -> None:
    told = given(fact("advertising-banned", "2022-03-01", scope="nationwide")).on("2022-03-01")
    assert (told.levels, told.access) == ({"advertising": "restricted"}, "open")


@pytest.mark.parametrize(("kind", "access"), [(row[0], row[2]) for row in SETTING])
def test_in_another_scope_only_what_is_in_force_limits_access(kind: str, access: str) -> None:
    told = given(fact(kind, "2022-03-01", scope="government-devices"))
    assert told.on("2022-03-01").access == ("open" if access == "open" else "limited")


def test_a_block_of_one_service_limits_the_platform_and_blocks_the_service() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", services=["facebook"]),
        fact("block-threatened", "2022-03-02"),
    ).on("2022-03-02")
    assert told.levels == {"nationwide": "threatened", "nationwide/facebook": "blocked"}
    assert (told.access, told.ahead) == ("limited", "threatened")
    assert told.services == {"facebook": {"access": "blocked", "ahead": "threatened"}}


@pytest.mark.parametrize("kind", ["block-lifted", "restriction-lifted"])
@pytest.mark.parametrize("level", [row[0] for row in SETTING])
def test_a_lift_ends_whatever_the_level(kind: str, level: str) -> None:
    told = given(fact(level, "2022-03-01"), fact(kind, "2022-03-02")).on("2022-03-02")
    assert (told.levels, told.access, told.ahead) == ({}, "open", None)


@pytest.mark.parametrize(("kind", "level"), [row[:2] for row in SETTING])
def test_only_a_proposal_or_a_threat_is_taken_back(kind: str, level: str) -> None:
    told = given(fact(kind, "2022-03-01"), fact("threat-withdrawn", "2022-03-02"))
    left = {} if level in ("proposed", "threatened") else {"nationwide": level}
    assert told.on("2022-03-02").levels == left


@pytest.mark.parametrize(("kind", "level"), [row[:2] for row in SETTING])
def test_only_a_block_is_eased(kind: str, level: str) -> None:
    told = given(fact(kind, "2022-03-01"), fact("block-eased", "2022-03-02")).on("2022-03-02")
    eased = level == "blocked"
    assert told.levels == {"nationwide": "restricted" if eased else level}
    assert told.measure()["because"] == [2 if eased else 1]


@pytest.mark.parametrize(("kind", "level", "access"), [row[:3] for row in SETTING])
def test_only_an_order_or_what_is_in_force_is_stayed(kind: str, level: str, access: str) -> None:
    told = given(fact(kind, "2022-03-01"), fact("enforcement-stayed", "2022-03-02"))
    found = told.on("2022-03-02")
    if level in ("proposed", "threatened"):
        assert found.levels == {"nationwide": level}
        return
    assert found.levels == {"nationwide": f"{level} (stayed)"}
    assert (found.access, found.ahead) == (
        ("open", "stayed") if access == "open" else ("stayed", None)
    )
    assert found.measure()["because"] == [1, 2]


def test_a_stay_covers_only_what_stood() -> None:
    """A new block is not hidden by an old stay, and a stayed one by no lower measure."""
    told = given(
        fact("access-restricted", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02"),
        fact("block-imposed", "2022-03-05"),
    )
    assert told.on("2022-03-04").access == "stayed"
    assert told.on("2022-03-05").levels == {"nationwide": "blocked"}
    anew = given(
        fact("block-imposed", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02"),
        fact("access-throttled", "2022-03-05"),
    ).on("2022-03-05")
    assert (anew.access, anew.levels) == (
        "restricted",
        {"nationwide": "restricted, blocked (stayed)"},
    )


def test_a_stay_ends_by_its_day_or_by_resumption() -> None:
    order, stay = fact("block-ordered", "2022-03-01"), fact("enforcement-stayed", "2022-03-02")
    until = fact("enforcement-stayed", "2022-03-02", until="2022-03-10")
    assert given(order, until).on("2022-03-10").ahead == "stayed"
    assert given(order, until).on("2022-03-11").ahead == "ordered"
    assert given(order, until).began()[-1] == ("2022-03-11", "time")
    resumed = given(order, stay, fact("enforcement-resumed", "2022-03-05"))
    assert resumed.on("2022-03-05").ahead == "ordered"
    assert resumed.on("2022-03-05").measure()["because"] == [1]


def test_a_block_eased_under_a_stay_comes_back_as_a_restriction() -> None:
    told = given(
        fact("block-imposed", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02", until="2022-03-04"),
        fact("block-eased", "2022-03-03"),
    )
    assert told.on("2022-03-04").access == "stayed"
    assert told.on("2022-03-05").access == "restricted"


ORDERS = [
    fact("block-imposed", "2022-03-01", order="A"),
    fact("block-imposed", "2022-03-01", order="B"),
]


def test_courts_keep_their_orders_apart() -> None:
    lifted = given(*ORDERS, fact("block-lifted", "2022-03-02", order="A"))
    assert lifted.on("2022-03-02").levels == {"nationwide/B": "blocked"}
    eased = given(*ORDERS, fact("block-eased", "2022-03-02", order="B"))
    assert eased.on("2022-03-02").levels["nationwide/B"] == "restricted"
    other = given(*ORDERS, fact("block-lifted", "2022-03-02", order="C"))
    assert len(other.on("2022-03-02").levels) == 2


def test_a_lift_that_names_no_order_reaches_those_without_else_the_only_one() -> None:
    lift = fact("block-lifted", "2022-03-02")
    without = fact("block-imposed", "2022-03-01")
    assert given(*ORDERS, without, lift).on("2022-03-02").levels == {
        "nationwide/A": "blocked",
        "nationwide/B": "blocked",
    }
    assert given(ORDERS[0], lift).on("2022-03-02").levels == {}
    assert len(given(*ORDERS, lift).on("2022-03-02").levels) == 2, "it doesn't say which"
    every = fact("block-lifted", "2022-03-02", scope="all")
    assert given(*ORDERS, without, every).on("2022-03-02").levels == {}


def test_what_the_platform_withdraws_is_its_own_side() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", scope="service"),
        fact("service-withdrawn", "2022-03-02"),
        fact("service-withdrawn", "2022-03-02", scope="live"),
        fact("service-restored", "2022-03-03"),
        fact("service-restored", "2022-03-04", scope="all"),
    )
    both = told.on("2022-03-02")
    assert [(row["scope"], row["side"], row["level"]) for row in both.measures] == [
        ("live", "platform", "withdrawn"),
        ("service", "platform", "withdrawn"),
        ("service", "state", "blocked"),
    ]
    assert (both.access, both.compliance) == ("withdrawn", "inactive")
    assert told.on("2022-03-03").levels == {"live": "withdrawn", "service": "blocked"}
    assert told.on("2022-03-04").levels == {"service": "blocked"}


def test_a_feature_dropped_limits_access_only_where_a_law_is_behind_it() -> None:
    def access(**more: Any) -> Any:
        return given(fact("service-withdrawn", "2022-03-01", scope="rewards", **more)).on(
            "2022-03-01"
        )

    assert access().access == "open"
    assert access(legal_basis="EU-DSA").access == "limited"


def test_measures_are_sorted_by_scope_side_service_order_and_level() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", order="b"),
        fact("block-imposed", "2022-03-01"),
        fact("block-ordered", "2022-03-02", order="a"),
        fact("access-restricted", "2022-03-02", order="a", services=["live"]),
        fact("block-imposed", "2022-03-01", scope="app-stores"),
    ).on("2022-03-02")
    assert list(told.levels) == [
        "app-stores",
        "nationwide",
        "nationwide/a",
        "nationwide/b",
        "nationwide/live/a",
    ]


@pytest.mark.parametrize(
    ("kinds", "access"),
    [
        ([("access-restricted", "x"), ("block-proposed", "nationwide")], "limited"),
        ([("service-withdrawn", "service"), ("access-restricted", "nationwide")], "withdrawn"),
        ([("service-withdrawn", "service"), ("block-imposed", "nationwide")], "blocked"),
        ([("service-withdrawn", "live"), ("block-imposed", "app-stores")], "limited"),
    ],
)
def test_access_is_the_highest_of_what_is_in_force(
    kinds: list[tuple[str, str]], access: str
) -> None:
    told = given(*(fact(kind, "2022-03-01", scope=scope) for kind, scope in kinds))
    assert told.on("2022-03-01").access == access


def test_what_is_observed_contradicts_what_is_announced_for_thirty_days() -> None:
    told = given(fact("block-observed", "2022-03-01"))
    seen = told.on("2022-03-31").observed
    assert (seen["state"], seen["until"], seen["contradicts"]) == ("blocked", "2022-03-31", True)
    assert told.on("2022-04-01").observed is None
    partial = given(fact("block-observed", "2022-03-01", extent="partial")).on("2022-03-01")
    assert (partial.observed["state"], partial.access) == ("disturbed", "open")
    reachable = given(fact("block-imposed", "2022-03-01"), fact("access-observed", "2022-03-05"))
    assert reachable.on("2022-03-05").observed["contradicts"]


def test_an_observation_of_one_service_is_none_of_the_platform() -> None:
    told = given(fact("block-observed", "2022-03-01", services=["facebook"])).on("2022-03-01")
    assert told.observed is None
