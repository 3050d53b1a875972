"""Which details a type takes: domain.md, "Types and what they do"."""

import pytest
from support.facts.given import complete, fact

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.free_details import details_of
from register.format.codec import decode, encode
from register.format.schemas import read_fact, schema

STEPS = tuple(
    kind
    for kind, event in TYPES.items()
    if event.EFFECT is not None
    and event.EFFECT.act.value
    in [
        "impose",
        "extend",
        "waive",
        "pledge",
        "abandon",
        "claim",
        "meet",
        "refuse",
        "lapse",
        "end",
        "find",
        "fine",
        "pay",
        "clear",
    ]
)
MEASURES = (
    *("block-proposed", "block-threatened", "block-ordered", "advertising-banned"),
    *("access-throttled", "access-restricted", "block-imposed", "block-eased"),
)
ENDINGS = (
    *("block-lifted", "restriction-lifted", "threat-withdrawn"),
    *("enforcement-stayed", "enforcement-resumed"),
)
OF_SERVICES = (
    *(*MEASURES, *ENDINGS, "service-withdrawn", "service-restored"),
    *("block-observed", "access-observed"),
)
FREE = {"approved": False, "nested": {"a": [1, None]}, "topic": "other"}


def refused(kind: str, **details: object) -> list[str]:
    needed = {} if "requirement" not in _required(kind) else {"requirement": "child-safety"}
    try:
        read_fact(complete(fact(kind, "2022-03-15", **needed, **details), 1))
    except FactRefused as error:
        return [str(problem) for problem in error.problems]
    return []


def _required(kind: str) -> list[str]:
    body = schema(kind)
    reference = body["properties"]["details"].get("$ref", "").rpartition("/")[2]
    found: list[str] = body["$defs"][reference].get("required", []) if reference else []
    return found


@pytest.mark.parametrize("kind", [*STEPS, "enforcement-stayed", "enforcement-resumed"])
def test_a_step_on_a_requirement_may_be_of_an_instance_and_under_an_order(kind: str) -> None:
    assert refused(kind, instance="2024-H1", order="docket 24-656") == []


@pytest.mark.parametrize("kind", [*MEASURES, "enforcement-stayed"])
def test_a_measure_or_a_stay_may_have_a_last_day(kind: str) -> None:
    assert refused(kind, until="2022-03-18") == []
    assert refused(kind, until="2022-03-15") == [], "it holds through that day"
    assert refused(kind, until="2022") == []


@pytest.mark.parametrize("kind", ["block-lifted", "restriction-lifted", "threat-withdrawn"])
def test_an_ending_has_no_last_day(kind: str) -> None:
    assert refused(kind, until="2022-03-18") == ["$.details.until: there is no such field"]


@pytest.mark.parametrize("kind", OF_SERVICES)
def test_a_measure_may_be_of_some_services_and_not_of_an_empty_list(kind: str) -> None:
    assert refused(kind, services=["facebook", "instagram"]) == []
    assert refused(kind, services=[]) == ["$.details.services: it is empty"]


@pytest.mark.parametrize(
    "kind", [*MEASURES, "enforcement-stayed", "sanction-imposed", "block-observed"]
)
@pytest.mark.parametrize("until", ["2022-03-14", "2021", "2022-02~", "2021-01/2022-02"])
def test_nothing_ends_before_it_has_begun(kind: str, until: str) -> None:
    reason = f"$.details.until: {until} is before the fact itself, of 2022-03-15"
    assert refused(kind, until=until) == [reason]


@pytest.mark.parametrize(
    ("occurred", "until"),
    [("2022-03", "2022-03-02"), ("2022~", "2021-06"), ("../2022", "2010"), ("XXXX", "2010")],
)
def test_an_end_is_taken_where_the_fact_may_be_earlier(occurred: str, until: str) -> None:
    read_fact(complete(fact("block-imposed", occurred, until=until), 1))


@pytest.mark.parametrize(
    "kind", [*MEASURES[:-1], "service-withdrawn", "block-observed", "access-observed"]
)
def test_every_scope_is_a_scope_of_endings_alone(kind: str) -> None:
    assert refused(kind, scope="all") == [
        "$.details.scope: 'all' is for what ends measures; name the scope that is meant"
    ]


@pytest.mark.parametrize("kind", [*ENDINGS, "block-eased", "service-restored"])
def test_an_ending_may_be_of_every_scope(kind: str) -> None:
    assert refused(kind, scope="all") == []


def test_a_stay_names_what_of_a_requirement_it_covers() -> None:
    stay = "enforcement-stayed"
    assert refused(stay, requirement="divestiture", of=["fine", "finding", "obligation"]) == []
    assert refused(stay, requirement="divestiture", of=["fine", "block"]) == [
        "$.details.of[1]: 'block' is not one of finding, fine, obligation"
    ]
    assert refused(stay, requirement="divestiture", of=[]) == ["$.details.of: it is empty"]


def test_a_fine_or_its_payment_may_be_for_nothing_in_particular() -> None:
    for kind in ("fine-imposed", "fine-paid"):
        assert refused(kind, amount=3, currency="RUB") == []
        assert refused(kind, requirement="data-localization") == []


@pytest.mark.parametrize(
    ("kind", "member", "good", "bad"),
    [
        ("court-ruled", "outcome", "annulled", "affirmed"),
        ("block-observed", "extent", "partial", "some"),
        ("block-observed", "until", "2022-04", "soon"),
        ("access-observed", "until", "2022-04", "soon"),
        ("fine-paid", "requirement", "data-localization", "Data localization"),
        ("fine-paid", "amount", 3000000, "3 mln"),
    ],
)
def test_free_details_are_checked_where_they_have_a_meaning(
    kind: str, member: str, good: object, bad: object
) -> None:
    assert refused(kind, **FREE, **{member: good}) == []
    (problem,) = refused(kind, **FREE, **{member: bad})
    assert problem.startswith(f"$.details.{member}: {bad!r} ")


def test_what_an_older_register_kept_under_such_a_name_loads_and_says_nothing() -> None:
    told = read_fact(complete(fact("block-observed", "2022-03-15", extent="full"), 1))
    old = encode(told).replace(b'"full"', b'["RU"]')
    loaded = decode("block-observed/1", old)
    assert encode(loaded) == old
    assert details_of(loaded).extent is None
    assert details_of(told).extent == "full"


def test_details_are_read_alike_be_they_free_or_not() -> None:
    ruled = read_fact(
        complete(fact("court-ruled", "2022-03-15", outcome="reduced", topic="the fine"), 1)
    )
    fined = read_fact(complete(fact("fine-imposed", "2022-03-15", requirement="child-safety"), 1))
    met = read_fact(complete(fact("meeting-held", "2022-03-15", outcome="reduced"), 1))
    assert details_of(ruled).outcome == "reduced"
    assert details_of(fined).requirement == "child-safety"
    assert details_of(met) is None


def test_a_figure_says_what_it_counts_and_what_became_of_it() -> None:
    counted = {"count": 7, "unit": "items", "definition": "URLs, before 2023 channels"}
    for kind in ("removal-requested", "removal-reported", "users-reported"):
        assert refused(kind, **counted) == []
    for outcome in ["removed", "not-found", "refused", "not-enough-information", "already-removed"]:
        assert refused("removal-reported", outcome=outcome, **counted) == []
    assert refused("removal-reported", outcome="kept") != []
    assert refused("users-reported", outcome="removed") != []
