"""What became of findings, fines and sanctions: no more than the facts say, and for any day."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from support.facts.given import Document, confirmed, corrected, denied, fact, given, retracted

from aggregates.vocabulary.shapes import relationship_stream
from projections.proceedings.fine_totals import FineTotal, fine_totals
from projections.proceedings.proceedings import Proceeding, ProceedingStep, proceedings_of

STREAM = relationship_stream("tiktok", "KZ")
LAST = "2026-01-01"


def under(law: str, document: Document) -> Document:
    """The same fact, based on a law."""
    return {**document, "legal_basis": law}


def fine(
    occurred: str, amount: float | None = 1_000, currency: str = "EUR", **more: Any
) -> Document:
    told = {} if amount is None else {"amount": amount}
    return fact("fine-imposed", occurred, currency=currency, **told, **more)


def found(*documents: Document, at: str = LAST, public_by: str | None = None) -> list[Proceeding]:
    return proceedings_of(
        STREAM, given(*documents).known(public_by=public_by), date.fromisoformat(at)
    )


def steps(*documents: Document, at: str = LAST) -> dict[int, ProceedingStep]:
    """Steps by the places of their facts."""
    return {UUID(step.fact).int: step for one in found(*documents, at=at) for step in one.steps}


def state(place: int, *documents: Document, at: str = LAST) -> str:
    one = steps(*documents, at=at)[place].disposition
    assert one is not None
    return one.state(date.fromisoformat(at))


def about(place: int, *documents: Document) -> list[int]:
    return [UUID(one).int for one in steps(*documents)[place].link.about]


def perhaps(place: int, *documents: Document) -> list[int]:
    return [UUID(one).int for one in steps(*documents)[place].link.among]


def total(currency: str | None, *documents: Document) -> FineTotal:
    (one,) = [one for one in fine_totals(found(*documents)) if one.currency == currency]
    return one


REDUCED = (
    fact("proceedings-opened", "2023-01-10", case="A"),
    fine("2023-04-03", 1_000_000, requirement="content-removal", case="A"),
    fact("legal-challenge-filed", "2023-05-02", case="A"),
    fact("court-ruled", "2024-02-14", outcome="reduced", amount=600_000, currency="EUR", case="A"),
    fact("fine-paid", "2024-03-01", case="A"),
)


def test_a_fine_is_imposed_challenged_reduced_by_a_court_and_paid() -> None:
    days = ("2023-04-03", "2023-05-02", "2024-02-14", "2024-03-01")
    told = [state(2, *REDUCED, at=day) for day in days]
    assert told == ["open", "challenged", "reduced", "paid"]
    one = steps(*REDUCED)[2].disposition
    assert one is not None
    assert (one.imposed, one.amount) == (Decimal(1_000_000), Decimal(600_000))
    assert one.paid_amount == 600_000
    assert (one.challenged, one.outcome) == (False, "reduced")


def test_facts_of_one_case_are_one_proceeding_and_others_stand_alone() -> None:
    told = found(*REDUCED, fine("2024-06-01"), fact("warning-issued", "2022"))
    assert [(one.case, len(one.steps)) for one in told] == [(None, 1), ("A", 5), (None, 1)]


def test_a_payment_without_a_case_stands_with_the_fine_that_it_is_for() -> None:
    (one,) = found(
        fine("2023-01-05", case="A"), fact("fine-paid", "2023-02-01", amount=1_000, currency="EUR")
    )
    assert [step.type for step in one.steps] == ["fine-imposed", "fine-paid"]


def test_before_a_fact_has_surely_happened_it_is_not_told() -> None:
    assert found(fine("2023-04"), at="2023-04-29") == []
    assert len(found(fine("2023-04"), at="2023-04-30")) == 1


def test_a_fine_without_a_requirement_is_told() -> None:
    documents = (fine("2023-01-05"), fact("fine-paid", "2023-02-01", amount=1_000, currency="EUR"))
    assert state(1, *documents) == "paid"
    assert steps(*documents)[2].link.by == "amount"


def test_of_two_equal_fines_it_is_not_told_which_was_paid() -> None:
    documents = (
        fine("2023-01-05"),
        fine("2023-01-06"),
        fact("fine-paid", "2023-02-01", amount=1_000, currency="EUR"),
    )
    assert (about(3, *documents), perhaps(3, *documents)) == ([], [1, 2])
    assert [state(place, *documents) for place in (1, 2)] == ["open", "open"]
    unassigned = total("EUR", *documents).unassigned
    assert (unassigned.count, int(unassigned.amount)) == (1, 1_000)


def test_a_payment_that_says_nothing_is_for_no_fine_even_if_there_is_one_only() -> None:
    documents = (fine("2023-01-05"), fact("fine-paid", "2023-02-01"))
    assert (about(2, *documents), perhaps(2, *documents)) == ([], [])
    assert state(1, *documents) == "open"


def test_a_payment_is_tied_by_requirement_and_law_before_its_amount() -> None:
    documents = (
        under("L1", fine("2023-01-05", 500, requirement="content-removal")),
        under("L2", fine("2023-01-06", 900, requirement="content-removal")),
        under("L1", fact("fine-paid", "2023-02-01", requirement="content-removal")),
    )
    assert about(3, *documents) == [1]
    assert steps(*documents)[3].link.by == "requirement"


def test_a_payment_of_more_than_the_fine_or_in_another_currency_is_for_another() -> None:
    ours = fine("2023-01-05", 500, requirement="content-removal")
    more = fact("fine-paid", "2023-02-01", requirement="content-removal", amount=900)
    other = fact("fine-paid", "2023-02-01", requirement="content-removal", currency="USD")
    assert about(2, ours, more) == []
    assert about(2, ours, other) == []


def test_a_payment_of_one_case_is_for_no_fine_of_another() -> None:
    paid = fact("fine-paid", "2023-02-01", requirement="content-removal", case="B")
    assert about(2, fine("2023-01-05", requirement="content-removal", case="A"), paid) == []


def test_a_payment_that_follows_from_a_fine_is_for_that_one() -> None:
    assert about(
        3, fine("2023-01-05"), fine("2023-01-06"), fact("fine-paid", "2023-02-01", caused_by=1)
    ) == [1]


def test_what_was_paid_is_what_the_payments_say() -> None:
    documents = (
        fine("2023-01-05", 1_000, case="A"),
        fact("fine-paid", "2023-02-01", case="A", amount=300, currency="EUR"),
        fact("fine-paid", "2023-03-01", case="A", amount=450, currency="EUR"),
    )
    assert total("EUR", *documents).paid.amount == 750


def test_a_finding_annulled_by_a_court_takes_the_fine_for_it_along() -> None:
    documents = (
        fact("breach-found", "2023-01-05", requirement="content-removal"),
        fine("2023-02-01", requirement="content-removal"),
        fact("breach-annulled", "2024-01-05", requirement="content-removal"),
    )
    assert [state(place, *documents) for place in (1, 2)] == ["annulled", "annulled"]
    told = total("EUR", *documents)
    assert (int(told.annulled.amount), told.open.count) == (1_000, 0)


def test_a_breach_put_right_leaves_its_fine_to_be_paid() -> None:
    documents = (
        fact("breach-found", "2023-01-05", requirement="content-removal"),
        fine("2023-02-01", requirement="content-removal"),
        fact("breach-remedied", "2023-03-05", requirement="content-removal"),
    )
    assert [state(place, *documents) for place in (1, 2)] == ["remedied", "open"]


def test_a_ruling_on_one_day_s_decision_is_on_all_of_it() -> None:
    documents = (
        fact("breach-found", "2023-01-05", requirement="content-removal", case="A"),
        fact("breach-found", "2023-01-05", requirement="data-access", case="A"),
        fact("court-ruled", "2024-01-05", outcome="upheld", case="A"),
    )
    assert about(3, *documents) == [1, 2]
    assert [state(place, *documents) for place in (1, 2)] == ["upheld", "upheld"]


def test_a_ruling_in_a_case_with_two_fines_is_on_neither_unless_it_says_so() -> None:
    documents = (fine("2023-01-05", case="A"), fine("2023-06-05", 3_000, case="A"))
    ruling = fact("court-ruled", "2024-01-05", outcome="annulled", case="A")
    assert perhaps(3, *documents, ruling) == [1, 2]
    assert total("EUR", *documents, ruling).open.amount == 4_000


def test_the_last_court_has_the_last_word() -> None:
    documents = (
        fine("2023-01-05", case="A"),
        fact("court-ruled", "2024-01-05", outcome="annulled", case="A"),
        fact("legal-challenge-filed", "2024-02-05", case="A"),
        fact("court-ruled", "2025-01-05", outcome="upheld", case="A"),
    )
    days = ("2024-01-05", "2024-02-05", "2025-01-05")
    assert [state(1, *documents, at=day) for day in days] == ["annulled", "annulled", "upheld"]


def test_a_ruling_of_unknown_outcome_ends_the_challenge_and_says_no_more() -> None:
    documents = (
        fine("2023-01-05", case="A"),
        fact("legal-challenge-filed", "2023-02-05", case="A"),
        fact("court-ruled", "2024-01-05", case="A"),
    )
    assert state(1, *documents) == "ruled"


def test_by_how_much_a_fine_was_reduced_is_told_only_where_it_is_known() -> None:
    documents = (
        fine("2023-01-05", case="A"),
        fact("court-ruled", "2024-01-05", outcome="reduced", case="A"),
    )
    told = total("EUR", *documents)
    assert (told.reduced.count, told.reduced.without_amount) == (1, 1)
    assert (told.open.count, told.open.without_amount, int(told.open.amount)) == (1, 1, 0)


def test_a_reduction_told_in_another_currency_is_no_amount() -> None:
    ruling = fact(
        "court-ruled", "2024-01-05", outcome="reduced", amount=700, currency="USD", case="A"
    )
    one = steps(fine("2023-01-05", case="A"), ruling)[1].disposition
    assert one is not None
    assert (one.state(date(2026, 1, 1)), one.amount) == ("reduced", None)


def test_a_court_that_reduces_a_fine_has_ruled_on_the_finding_and_reduces_none() -> None:
    documents = (
        fact("breach-found", "2023-01-05", requirement="content-removal", case="A"),
        fine("2023-01-05", case="A"),
        fact("court-ruled", "2024-01-05", outcome="reduced", amount=10, case="A"),
    )
    assert [state(place, *documents) for place in (1, 2)] == ["ruled", "reduced"]


def test_a_stay_of_a_fine_runs_through_its_last_day_and_one_of_a_duty_is_none_of_a_fine() -> None:
    ours = fine("2023-01-05", requirement="content-removal")

    def stay(**more: Any) -> Document:
        return fact("enforcement-stayed", "2023-02-01", requirement="content-removal", **more)

    assert state(1, ours, stay(until="2023-03-31"), at="2023-03-31") == "stayed"
    assert state(1, ours, stay(until="2023-03-31"), at="2023-04-01") == "open"
    resumed = fact("enforcement-resumed", "2023-03-01", requirement="content-removal")
    assert state(1, ours, stay(), resumed) == "open"
    assert list(steps(ours, stay(of=["obligation"]))) == [1]
    assert list(steps(ours, fact("enforcement-stayed", "2023-02-01"))) == [1]


def test_a_sanction_is_told_with_its_kind_and_may_be_set_aside() -> None:
    documents = (
        {
            **fact("sanction-imposed", "2023-01-05", case="A"),
            "details": {"kind": "payments barred"},
        },
        fact("court-ruled", "2024-01-05", outcome="annulled", case="A"),
    )
    assert steps(*documents)[1].detail("kind") == "payments barred"
    assert state(1, *documents) == "annulled"


def test_currencies_are_never_added_and_sums_are_exact() -> None:
    documents = (
        *(fine(f"2023-01-0{day}", 0.1) for day in (1, 2, 3)),
        fine("2023-01-05", 7, "USD"),
        fine("2023-01-06", None),
        fact("fine-imposed", "2023-01-07", amount=5),
    )
    told = {one.currency: one.imposed for one in fine_totals(found(*documents))}
    assert list(told) == ["EUR", "USD", None]
    assert (told["EUR"].amount, told["EUR"].count, told["EUR"].without_amount) == (
        Decimal("0.3"),
        4,
        1,
    )
    assert told["USD"].amount == 7
    assert (int(told[None].amount), told[None].without_amount) == (0, 1)


def test_a_denied_fine_counts_and_is_marked() -> None:
    documents = (fine("2023-01-05"), denied(1))
    assert steps(*documents)[1].disputed
    assert (total("EUR", *documents).imposed.count, total("EUR", *documents).disputed) == (1, 1)
    assert not steps(*documents, confirmed(1))[1].disputed


def test_a_denied_payment_makes_the_fine_disputed_too() -> None:
    documents = (fine("2023-01-05", case="A"), fact("fine-paid", "2023-02-01", case="A"), denied(2))
    assert [steps(*documents)[place].disputed for place in (1, 2)] == [True, True]
    assert state(1, *documents) == "paid"


def test_what_was_retracted_does_not_count() -> None:
    documents = (
        fine("2023-01-05", case="A"),
        fact("fine-paid", "2023-02-01", case="A"),
        retracted(2),
    )
    assert state(1, *documents) == "open"
    assert found(fine("2023-01-05"), retracted(1)) == []


def test_a_corrected_amount_counts() -> None:
    documents = (fine("2023-01-05", 2_600_000, "RUB"), corrected(1, details={"amount": 2_500_000}))
    assert total("RUB", *documents).imposed.amount == 2_500_000


def test_what_was_not_public_by_a_day_is_not_told() -> None:
    documents = (
        fine("2023-01-05", published="2023-01-06"),
        fine("2023-01-07", published="2023-03-01"),
    )
    assert len(found(*documents, public_by="2023-02-01")) == 1


def test_a_payment_may_be_dated_better_than_the_fine() -> None:
    documents = (fine("2023-03", case="A"), fact("fine-paid", "2023-03-10", case="A"))
    assert state(1, *documents) == "paid"


def test_a_payment_before_the_fine_is_for_another() -> None:
    assert about(2, fine("2023-03-05", case="A"), fact("fine-paid", "2023-03-01", case="A")) == []
