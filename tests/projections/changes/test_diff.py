"""What changed between two questions, and because of what."""

from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, fact, fact_id
from support.programs.running import lines, ok, run, says

OFFICE = complete(fact("local-office-pledged", "2019-07-15", due="2019"), 1)
BLOCK = complete(fact("block-imposed", "2020-03-01"), 2)


@pytest.fixture
def pledged(database_url: str) -> str:
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, OFFICE))
    return database_url


def difference(database: str, before: str, after: str) -> Any:
    (found,) = ok(
        "diff", "--from", before, "--to", after, "--format", "json", database=database
    ).document
    return found


def words(found: Any) -> dict[str, tuple[str | None, str | None]]:
    return {one["what"]: (one["from"], one["to"]) for one in found["changes"]}


def test_a_pledge_becomes_late_by_the_passing_of_time_alone(pledged: str) -> None:
    found = difference(pledged, "2019-07-20", "2020-01-02")
    assert words(found) == {
        "compliance": ("pending", "slipping"),
        "requirement local-office": ("pledged", "late"),
    }
    (passing,) = found["time"]
    assert (passing["day"], passing["facts"]) == ("2020-01-01", [fact_id(1)])
    assert passing["causes"] == ["due"]
    assert (found["new"], found["late"], found["claims"]) == ([], [], [])


def test_a_fact_of_the_days_between_is_new(pledged: str) -> None:
    ok("import", "-", database=pledged, stdin=lines(BLOCK))
    found = difference(pledged, "2020-02-01", "2020-03-02")
    assert words(found) == {
        "access": ("open", "blocked"),
        "measure nationwide": (None, "blocked"),
    }
    assert (found["new"], found["late"], found["time"]) == ([fact_id(2)], [], [])


def test_a_fact_of_before_that_was_recorded_since_is_learned_late(pledged: str) -> None:
    ok("import", "-", database=pledged, stdin=lines(BLOCK))
    found = difference(pledged, "2020-04-01@2", "2020-04-01@3")
    assert words(found)["access"] == ("open", "blocked")
    assert (found["new"], found["late"], found["claims"]) == ([], [fact_id(2)], [])


def test_a_correction_changes_what_held_as_known_now_and_not_as_known_before(pledged: str) -> None:
    ok("correct", "2", "--set", "due=2020-06", "--source-title", "letter", database=pledged)
    found = difference(pledged, "2020-02-01@2", "2020-02-01@3")
    assert words(found)["requirement local-office"] == ("late", "pledged")
    assert len(found["claims"]) == 1
    assert found["from"]["known"]["position"] == 2
    assert found["to"]["known"]["position"] == 3


def test_a_stay_that_runs_out_and_a_window_that_opens_are_told_apart(pledged: str) -> None:
    stay = complete(fact("enforcement-stayed", "2020-03-05", until="2020-03-20"), 3)
    vague = complete(fact("block-lifted", "2020-04"), 4)
    ok("import", "-", database=pledged, stdin=lines(BLOCK, stay, vague))
    ran_out = difference(pledged, "2020-03-10", "2020-03-31")["time"]
    opened = difference(pledged, "2020-03-31", "2020-04-02")["time"]
    assert [(one["day"], one["causes"]) for one in (*ran_out, *opened)] == [
        ("2020-03-21", ["stay"]),
        ("2020-04-01", ["window"]),
    ]
    assert [one["facts"] for one in (*ran_out, *opened)] == [
        [fact_id(2), fact_id(3)],
        [fact_id(4)],
    ]


def test_a_due_day_that_had_passed_under_a_stay_counts_when_the_stay_runs_out(
    database_url: str,
) -> None:
    law = complete(fact("obligation-imposed", "2022-01-01", requirement="r", due="2022-03-31"), 1)
    stay = complete(
        fact("enforcement-stayed", "2022-02-01", requirement="r", until="2022-06-30"), 2
    )
    ok("import", "-", database=database_url, stdin=lines(TIKTOK, law, stay))
    (passing,) = difference(database_url, "2022-02-15", "2022-08-01")["time"]
    assert (passing["day"], passing["causes"]) == ("2022-07-01", ["stay"])


def test_a_due_day_that_moves_is_a_change_too(pledged: str) -> None:
    ok("correct", "2", "--set", "due=2020-06", "--source-title", "letter", database=pledged)
    found = difference(pledged, "2019-08-01@2", "2019-08-01@3")
    assert words(found) == {"due day of local-office": ("2019-12-31", "2020-06-30")}


def test_nothing_is_said_where_nothing_changed(pledged: str) -> None:
    asked = ("diff", "--from", "2019-08-01", "--to", "2019-09-01")
    assert ok(*asked, "--format", "json", database=pledged).document == []
    assert ok(*asked, database=pledged).err == "Nothing changed.\n"


def test_a_day_or_a_point_of_the_log_that_is_none_is_refused(pledged: str) -> None:
    says(run("diff", "--from", "2020", "--to", "2020-01-01", database=pledged), "is not a day")
    says(run("diff", "--from", "2020-01-01@9", "--to", "2020-01-01", database=pledged), "ends at")


def test_the_example_shows_tiktok_in_russia_slip_by_time_alone(sqlite_url: str) -> None:
    ok("demo", database=sqlite_url)
    asked = ("diff", "--from", "2019-07-20", "--to", "2020-01-02", "--platform", "ТикТок")
    shown = ok(*asked, "--jurisdiction", "Россия", database=sqlite_url).out
    assert "compliance: pending → slipping" in shown
    assert "by the passing of time, 2020-01-01" in shown
    assert "new:" not in shown
    assert "learned late:" not in shown
