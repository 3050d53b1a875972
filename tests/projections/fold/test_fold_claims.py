"""Claims act on knowledge: on every day, from the point of the log at which they were recorded."""

import pytest
from support.facts.given import confirmed, corrected, denied, fact, given, retracted

from aggregates.errors import FactRefused


def test_a_retracted_fact_never_happened_on_any_day() -> None:
    told = given(fact("block-imposed", "2022-03-01"), retracted(1))
    assert told.on("2022-03-05", known=1).access == "blocked"
    assert told.status("2022-03-05") is None


def test_a_retraction_takes_along_what_follows_from_the_fact() -> None:
    told = given(
        fact("platform-designated", "2022-03-01"),
        fact("obligation-imposed", "2022-03-01", requirement="a", caused_by=1),
        fact("obligation-imposed", "2022-03-01", requirement="b", caused_by=2),
        fact("meeting-held", "2022-03-01"),
        retracted(1),
    )
    assert told.on("2022-03-01", known=4).states == {"a": "required", "b": "required"}
    assert told.on("2022-03-01").states == {}


def test_a_retracted_retraction_has_no_effect_and_so_on() -> None:
    told = given(fact("block-imposed", "2022-03-01"), retracted(1), retracted(2), retracted(3))
    for known, blocked in [(1, True), (2, False), (3, True), (4, False)]:
        assert (told.status("2022-03-01", known=known) is not None) is blocked


def test_a_retracted_denial_and_a_retracted_correction_do_nothing() -> None:
    told = given(
        fact("block-imposed", "2022-03-01"),
        denied(1),
        corrected(1, occurred="2022-03-10"),
        retracted(2),
        retracted(3),
    )
    assert told.on("2022-03-10", known=3).disputed
    assert told.status("2022-03-01", known=3) is None
    assert not told.on("2022-03-01").disputed


def test_the_latest_of_confirmation_and_denial_counts() -> None:
    told = given(fact("block-imposed", "2022-03-01"), denied(1), confirmed(1), denied(1))
    assert [told.on("2022-03-01", known=known).disputed for known in (1, 2, 3, 4)] == [
        *(False, True, False, True)
    ]


def test_the_day_on_which_a_claim_was_made_does_not_matter() -> None:
    told = given(
        fact("block-imposed", "2022-03-01"),
        {**denied(1), "occurred": "2030-01-01"},
        {**confirmed(1), "occurred": "2019-01-01"},
    )
    assert told.on("2022-03-01", known=2).disputed
    assert not told.on("2022-03-01").disputed


def test_corrections_apply_in_the_order_of_the_log() -> None:
    told = given(
        fact("obligation-imposed", "2022-03-01", requirement="a", due="2022-04"),
        corrected(1, details={"due": "2022-05"}),
        corrected(1, occurred="2022-03-02", details={"due": "2022-06", "place": "Almaty"}),
        corrected(1, details={"due": None}),
    )
    dues = [told.on("2022-03-05", known=known).requirement("a")["due"] for known in (1, 2, 3, 4)]
    assert dues == ["2022-04-30", "2022-05-31", "2022-06-30", None]
    assert told.status("2022-03-01") is None


def test_a_correction_may_name_another_requirement() -> None:
    told = given(
        fact("requirement-met", "2022-03-01", requirement="a"),
        corrected(1, details={"requirement": "b", "instance": "2022"}),
    )
    assert told.on("2022-03-01").states == {"b@2022": "met"}


def test_a_denied_fact_is_still_denied_after_its_correction() -> None:
    told = given(fact("block-imposed", "2022-03-01"), denied(1), corrected(1, occurred="2022-02"))
    assert told.on("2022-02-28").disputed


@pytest.mark.parametrize(
    ("target", "claim", "path"),
    [
        ("nothing", denied(9), "$.refers_to"),
        ("itself", denied(2), "$.refers_to"),
        ("a cause that is not there", fact("court-ruled", "2022", caused_by=9), "$.caused_by"),
        ("itself as cause", fact("court-ruled", "2022", caused_by=2), "$.caused_by"),
        ("no change", corrected(1), "$.details.replacement"),
        ("no day", corrected(1, occurred="2022-02-30"), "$.details.replacement.occurred"),
        (
            "a field that isn't",
            corrected(1, details={"colour": 1}),
            "$.details.replacement.details",
        ),
        ("what it needs", corrected(1, details={"requirement": None}), "$.details.replacement"),
        ("all details", corrected(1, details=None), "$.details.replacement"),
        ("no sources", corrected(1, sources=[]), "$.details.replacement.sources"),
        ("its type", corrected(1, type="block-lifted"), "$.details.replacement.type"),
        ("its id", corrected(1, id="x"), "$.details.replacement.id"),
        ("its platform", corrected(1, platform="meta"), "$.details.replacement.platform"),
        ("its day", corrected(1, occurred=None), "$.details.replacement.occurred"),
    ],
)
def test_a_claim_about_what_can_not_be_claimed_is_refused(
    target: str, claim: dict[str, object], path: str
) -> None:
    with pytest.raises(FactRefused) as refused:
        given(fact("requirement-met", "2022-03-01", requirement="a"), claim)
    assert [one.path for one in refused.value.problems if one.path.startswith(path)], target


@pytest.mark.parametrize("claim", [denied(2), confirmed(2), corrected(2, note="x")])
def test_a_claim_can_itself_only_be_retracted(claim: dict[str, object]) -> None:
    with pytest.raises(FactRefused, match="can only be retracted"):
        given(fact("block-imposed", "2022-03-01"), denied(1), claim)


def test_nothing_follows_from_a_claim_and_a_claim_follows_from_nothing() -> None:
    block = fact("block-imposed", "2022-03-01")
    with pytest.raises(FactRefused, match="is a claim"):
        given(block, denied(1), fact("court-ruled", "2022", caused_by=2))
    with pytest.raises(FactRefused, match="no such field"):
        given(block, {**denied(1), "caused_by": 1})
