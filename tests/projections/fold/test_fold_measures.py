"""Measures and access: what a state does, what a platform withdraws, and which of them counts."""

import pytest
from support.facts.given import fact, given

RAISING = [
    ("block-proposed", "proposed", "proposed"),
    ("block-threatened", "threatened", "threatened"),
    ("block-ordered", "ordered", "ordered"),
    ("access-throttled", "restricted", "restricted"),
    ("access-restricted", "restricted", "restricted"),
    ("block-imposed", "blocked", "blocked"),
]


@pytest.mark.parametrize(("kind", "level", "access"), RAISING)
def test_a_type_sets_its_level(kind: str, level: str, access: str) -> None:
    told = given(fact(kind, "2022-03-01")).on("2022-03-01")
    assert (told.levels, told.access) == ({"nationwide": level}, access)
    assert told.measure()["side"] == "state"


def test_a_ban_of_advertising_is_always_of_advertising() -> None:
    told = given(fact("advertising-banned", "2022-03-01", scope="nationwide")).on("2022-03-01")
    assert (told.levels, told.access) == ({"advertising": "restricted"}, "limited")


@pytest.mark.parametrize(
    ("kind", "access"),
    [
        ("block-proposed", "open"),
        ("block-threatened", "open"),
        ("block-ordered", "open"),
        ("access-restricted", "limited"),
        ("block-imposed", "limited"),
    ],
)
def test_in_another_scope_only_what_is_in_force_limits_access(kind: str, access: str) -> None:
    told = given(fact(kind, "2022-03-01", scope="government-devices"))
    assert told.on("2022-03-01").access == access


def test_a_stayed_measure_of_another_scope_limits_nothing() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", scope="app-stores"),
        fact("enforcement-stayed", "2022-03-02", scope="app-stores"),
    ).on("2022-03-02")
    assert (told.levels, told.access) == ({"app-stores": "stayed"}, "open")


@pytest.mark.parametrize(
    ("first", "second", "level", "because"),
    [
        ("block-proposed", "block-threatened", "threatened", [2]),
        ("block-imposed", "access-restricted", "blocked", [1]),
        ("block-imposed", "block-proposed", "blocked", [1]),
        ("access-restricted", "access-throttled", "restricted", [2]),
        ("block-ordered", "block-imposed", "blocked", [2]),
    ],
)
def test_a_higher_level_counts_an_equal_one_is_the_ground_a_lower_one_nothing(
    first: str, second: str, level: str, because: list[int]
) -> None:
    told = given(fact(first, "2022-03-01"), fact(second, "2022-03-02")).on("2022-03-02").measure()
    assert (told["level"], told["because"]) == (level, because)


@pytest.mark.parametrize("kind", ["block-lifted", "restriction-lifted"])
@pytest.mark.parametrize("level", [row[0] for row in RAISING])
def test_a_lift_ends_whatever_the_level(kind: str, level: str) -> None:
    told = given(fact(level, "2022-03-01"), fact(kind, "2022-03-02")).on("2022-03-02")
    assert (told.levels, told.access) == ({}, "open")


@pytest.mark.parametrize(("kind", "level", "_"), RAISING)
def test_only_a_proposal_or_a_threat_is_taken_back(kind: str, level: str, _: str) -> None:
    told = given(fact(kind, "2022-03-01"), fact("threat-withdrawn", "2022-03-02"))
    left = {} if level in ("proposed", "threatened") else {"nationwide": level}
    assert told.on("2022-03-02").levels == left


@pytest.mark.parametrize(("kind", "level", "_"), RAISING)
def test_only_a_block_is_eased(kind: str, level: str, _: str) -> None:
    told = given(fact(kind, "2022-03-01"), fact("block-eased", "2022-03-02")).on("2022-03-02")
    eased = level == "blocked"
    assert told.levels == {"nationwide": "restricted" if eased else level}
    assert told.measure()["because"] == [2 if eased else 1]


@pytest.mark.parametrize(("kind", "level", "_"), RAISING)
def test_only_an_order_or_more_is_stayed_and_then_counts_less_than_an_order(
    kind: str, level: str, _: str
) -> None:
    told = given(fact(kind, "2022-03-01"), fact("enforcement-stayed", "2022-03-02"))
    found = told.on("2022-03-02")
    if level in ("proposed", "threatened"):
        assert found.access == level
        return
    assert found.access == "stayed"
    assert found.measure()["because"] == [1, 2]


def test_a_stay_ends_by_its_day_by_resumption_or_under_a_higher_measure() -> None:
    order, stay = fact("block-ordered", "2022-03-01"), fact("enforcement-stayed", "2022-03-02")
    until = fact("enforcement-stayed", "2022-03-02", until="2022-03-10")
    assert given(order, until).on("2022-03-10").access == "stayed"
    assert given(order, until).on("2022-03-11").access == "ordered"
    assert given(order, until).began()[-1] == ("2022-03-11", "time")
    resumed = given(order, stay, fact("enforcement-resumed", "2022-03-05"))
    assert resumed.on("2022-03-05").access == "ordered"
    assert resumed.on("2022-03-05").measure()["because"] == [1]
    blocked = given(order, stay, fact("block-imposed", "2022-03-05")).on("2022-03-05")
    assert (blocked.access, blocked.measure()["because"]) == ("blocked", [3])


def test_the_level_under_a_stay_counts() -> None:
    told = given(
        fact("access-restricted", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02"),
        fact("block-ordered", "2022-03-03"),
        fact("access-throttled", "2022-03-04"),
    )
    assert told.on("2022-03-03").measure()["because"] == [1, 2]
    assert told.on("2022-03-04").measure()["because"] == [2, 4]
    assert told.on("2022-03-04").access == "stayed"


def test_a_block_eased_under_a_stay_comes_back_as_a_restriction() -> None:
    told = given(
        fact("block-imposed", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02", until="2022-03-04"),
        fact("block-eased", "2022-03-03"),
    )
    assert told.on("2022-03-04").access == "stayed"
    assert told.on("2022-03-05").access == "restricted"


def test_a_lift_under_a_stay_ends_both() -> None:
    told = given(
        fact("block-imposed", "2022-03-01"),
        fact("enforcement-stayed", "2022-03-02"),
        fact("block-lifted", "2022-03-03"),
        fact("block-ordered", "2022-03-04"),
    )
    assert told.on("2022-03-03").access == "open"
    assert told.on("2022-03-04").access == "ordered"


def test_authorities_keep_their_orders_apart() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", order="A"),
        fact("block-imposed", "2022-03-01", order="B"),
        fact("block-imposed", "2022-03-01"),
        fact("block-lifted", "2022-03-02", order="A"),
        fact("block-eased", "2022-03-03", order="B"),
        fact("block-lifted", "2022-03-04", order="C"),
        fact("block-lifted", "2022-03-05"),
    )
    left = {"nationwide/B": "blocked", "nationwide": "blocked"}
    assert told.on("2022-03-02").levels == left
    assert told.on("2022-03-04").levels == {**left, "nationwide/B": "restricted"}
    assert told.on("2022-03-05").levels == {}, "no order means every order"


def test_the_scope_all_means_every_scope_that_has_a_measure() -> None:
    three = [
        fact("block-imposed", "2022-03-01"),
        fact("access-restricted", "2022-03-01", scope="app-stores", order="B"),
        fact("advertising-banned", "2022-03-01", order="A"),
        fact("service-withdrawn", "2022-03-01"),
    ]
    lifted = given(*three, fact("block-lifted", "2022-03-02", scope="all")).on("2022-03-02")
    assert lifted.levels == {"service": "withdrawn"}
    stayed = given(*three, fact("enforcement-stayed", "2022-03-02", scope="all", order="A"))
    assert stayed.on("2022-03-02").levels == {
        "advertising/A": "stayed",
        "app-stores/B": "restricted",
        "nationwide": "blocked",
        "service": "withdrawn",
    }


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
    assert told.on("2022-03-04").access == "limited"


def test_measures_are_sorted_by_scope_side_and_order() -> None:
    told = given(
        fact("block-imposed", "2022-03-01", order="b"),
        fact("block-imposed", "2022-03-01"),
        fact("block-imposed", "2022-03-01", order="a"),
        fact("block-imposed", "2022-03-01", scope="app-stores"),
    ).on("2022-03-01")
    assert list(told.levels) == ["app-stores", "nationwide", "nationwide/a", "nationwide/b"]


@pytest.mark.parametrize(
    ("kinds", "access"),
    [
        ([("access-restricted", "x"), ("block-proposed", "nationwide")], "proposed"),
        ([("service-withdrawn", "service"), ("access-restricted", "nationwide")], "withdrawn"),
        ([("service-withdrawn", "service"), ("block-imposed", "nationwide")], "blocked"),
        ([("service-withdrawn", "live"), ("block-threatened", "nationwide")], "threatened"),
        ([("service-withdrawn", "live"), ("block-imposed", "app-stores")], "limited"),
    ],
)
def test_access_is_the_highest_of_what_holds(kinds: list[tuple[str, str]], access: str) -> None:
    told = given(*(fact(kind, "2022-03-01", scope=scope) for kind, scope in kinds))
    assert told.on("2022-03-01").access == access


def test_what_is_effective_later_is_information_only() -> None:
    told = given(fact("block-ordered", "2022-03-01", effective="2022-06-01"))
    assert told.on("2023-01-01").access == "ordered"
