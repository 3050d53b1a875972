"""A dossier tells what holds, why, and how it came to this, from the facts known at K."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from support.facts.given import complete, confirmed, corrected, denied, fact, fact_id, retracted
from support.reading.reported import Told, dossier, recorded

from projections.embedded import EmbeddedRegister
from projections.queries.history import history
from projections.queries.status import Question
from projections.read_models.relationships import RelationshipKey
from register.format.schemas import read_fact
from register.log.points import known_at
from reports.errors import NothingToReport

Document = dict[str, Any]
RECORDED_DAY = date(2026, 1, 1)
KAZAKH = {"title": "Мы удивлены", "language": "ru", "published": "2024-04-28", "quote": "нет"}
FACTS: tuple[Document, ...] = (
    fact("local-office-pledged", "2019-07-15", due="2019-12-31", note="Said in an interview."),
    fact("obligation-imposed", "2021-07-01", requirement="representative", due="2022-01-01"),
    fact("block-threatened", "2024-04", sources=[KAZAKH]),
    corrected(3, occurred="2024-04-22"),
    fact("agreement-reported", "2022"),
    denied(5),
    fact("removal-reported", "2024-05-02", count=4_000_000, qualifier="more-than", unit="videos"),
    fact("meeting-held", "2024-05-03"),
    retracted(8),
)


@pytest.fixture
def register(database_url: str) -> Iterator[EmbeddedRegister]:
    with recorded(database_url, *FACTS) as made:
        yield made


def test_its_words_are_those_of_the_standing(register: EmbeddedRegister) -> None:
    told = dossier(register, at="2024-05-01")
    assert told.title == (
        "TikTok in Kazakhstan: access open; block threatened; 1 duty unconfirmed since 2023; "
        "disputed"
    )
    assert told.words == ["unconfirmed", "open", "threatened", "disputed"]
    assert "An authority that could block says that it may." in told.summary
    assert "same since 2 January 2023, access since 15 July 2019." in told.summary


def test_each_requirement_names_the_facts_that_it_rests_on(register: EmbeddedRegister) -> None:
    rows = {
        row["requirement"]: row for row in dossier(register, at="2020-01-02").rows["requirements"]
    }
    office = rows["local office"]
    assert (office["state"], office["since"], office["due"]) == (
        "late",
        "1 January 2020",
        "31 December 2019",
    )
    assert office["because"] == "Local office pledged, 15 July 2019 – Said in an interview."


def test_the_story_says_what_changed_on_each_day_and_why(register: EmbeddedRegister) -> None:
    story = {row["since"]: row for row in dossier(register, at="2024-05-01").rows["story"]}
    by_time = story["1 January 2020"]
    assert by_time["began"] == "the passing of time"
    assert by_time["changed"] == "local office: late, after pledged"
    assert by_time["because"].startswith("a due day passed, and nothing was heard of it")
    assert "Local office pledged, 15 July 2019" in by_time["because"]
    assert story["22 April 2024"]["changed"] == "measure (nationwide): threatened"


def test_what_comes_after_the_day_is_told_apart(register: EmbeddedRegister) -> None:
    told = dossier(register, at="2019-08-01")
    assert [row["since"] for row in told.rows["story"]] == ["15 July 2019"]
    assert told.rows["ahead"][0]["since"] == "1 January 2020"
    assert "if nothing else happens" in told.section("ahead")


def test_a_corrected_fact_is_told_as_corrected_with_its_correction(
    register: EmbeddedRegister,
) -> None:
    facts = {row["id"]: row for row in dossier(register, at="2024-05-01").rows["facts"]}
    threat = facts[fact_id(3)]
    assert threat["occurred"] == "22 April 2024"
    assert threat["marks"] == "corrected by Fact corrected, 1 January 2026"
    assert "when it happened is now 22 April 2024" in facts[fact_id(4)]["details"]
    before = dossier(register, at="2024-05-01", known=4).rows["facts"]
    assert {row["id"]: row["occurred"] for row in before}[fact_id(3)] == "April 2024"


def test_a_dispute_has_both_sides(register: EmbeddedRegister) -> None:
    sides = [
        (row["side"], row["fact"]) for row in dossier(register, at="2024-05-01").rows["disputes"]
    ]
    assert sides == [("said", "Agreement reported, 2022"), ("denied", "Agreement reported, 2022")]


def test_a_source_keeps_its_language_and_its_words(register: EmbeddedRegister) -> None:
    told = dossier(register, at="2024-05-01")
    (threat,) = [row for row in told.rows["facts"] if row["id"] == fact_id(3)]
    assert threat["sources"] == "Мы удивлены, 28 April 2024 (Russian): “нет”"
    cited = [row for row in told.rows["cited"] if row["source"] == "Мы удивлены"]
    assert [(row["language"], row["facts"]) for row in cited] == [
        ("Russian", "Block threatened, 22 April 2024")
    ]


def test_a_retracted_fact_is_there_and_says_so(register: EmbeddedRegister) -> None:
    facts = {row["id"]: row for row in dossier(register, at="2024-05-04").rows["facts"]}
    assert facts[fact_id(8)]["marks"] == "retracted by Fact retracted, 1 January 2026"


def test_nothing_known_is_nothing_to_report(register: EmbeddedRegister) -> None:
    with pytest.raises(NothingToReport, match="no fact about tiktok in KZ was known at position 1"):
        dossier(register, at="2024-05-01", known=1)


def test_before_the_first_fact_there_is_no_standing(register: EmbeddedRegister) -> None:
    told = dossier(register, at="2019-01-01")
    assert "No fact had taken effect by that day." in told.summary
    assert "standing" not in told.sections
    assert told.report.data == {"standing": None}
    assert told.programs["periods"][0]["since"] == "15 July 2019"


def test_readers_get_the_grounds_and_the_last_facts_programs_all(
    register: EmbeddedRegister,
) -> None:
    told = dossier(register, at="2024-05-01", longest=2)
    shown = [row["id"] for row in told.readers["facts"]]
    everything = [row["id"] for row in told.programs["facts"]]
    assert len(everything) == len(FACTS)
    assert {fact_id(2), fact_id(3), fact_id(5)} <= set(shown) < set(everything)
    assert "are shown here; the same report as xlsx, csv or json has them all" in (
        told.section("facts")
    )


def test_facts_stand_in_the_order_in_which_history_tells_them(register: EmbeddedRegister) -> None:
    with register.reading() as connection:
        asked = Question(RECORDED_DAY, known_at(connection, None))
        told = history(connection, asked, RelationshipKey("tiktok", "KZ"))
    rows = dossier(register, at="2024-05-01").rows["facts"]
    assert [row["id"] for row in rows] == [one.document["id"] for one in told]


def test_it_is_the_same_each_time(register: EmbeddedRegister) -> None:
    one, other = (dossier(register, at="2024-05-01") for _ in range(2))
    assert (one.rows, one.summary, one.report.statement) == (
        other.rows,
        other.summary,
        other.report.statement,
    )


def test_what_was_known_then_is_made_the_same_after_more_came(register: EmbeddedRegister) -> None:
    before = dossier(register, at="2024-05-01", known=6)

    register.record([read_fact(complete(confirmed(5), 30))], recorded_by="test")
    after = dossier(register, at="2024-05-01", known=6)
    assert (before.rows, before.summary) == (after.rows, after.summary)


def test_its_end_states_what_it_was_made_from(register: EmbeddedRegister) -> None:
    told: Told = dossier(register, at="2024-05-01")
    made = told.section("made")
    assert told.report.statement.known.root in made
    assert "through position 10" in made
    assert "register 1.2.3" in made
    assert (
        "overdue: The day that the law set has passed, and the register has heard nothing of it"
        in made
    )
