"""What changed between two questions, and because of what."""

from typing import Any

import pytest
from given import TIKTOK, complete, fact, fact_id
from running import lines, ok, run, says

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
