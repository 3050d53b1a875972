"""Questions over HTTP: the answers of the commands, of one moment, known by an ETag."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from support.web.pages import TODAY, Client

from cli import cli

RU = "/api/v1/standings/tiktok/RU"
AT = TODAY.isoformat()


@pytest.fixture
def printed(example_url: str) -> Callable[..., str]:
    def run(*words: str) -> str:
        return CliRunner().invoke(cli, ["--database", example_url, *words]).stdout

    return run


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("standings?at=2020-01-02", "status --at 2020-01-02"),
        ("relationships/tiktok/RU/periods", "periods tiktok RU"),
        ("relationships/tiktok/RU/history", "history tiktok RU"),
        ("relationships/tiktok/KZ/gaps?at=2024-04-22", "gaps tiktok KZ --at 2024-04-22"),
        (f"deadlines?at={AT}", f"deadlines --at {AT}"),
        ("figures?at=2026-01-01", "figures --at 2026-01-01"),
        ("conflicts", "conflicts"),
        ("changes?from=2019-07-20&to=2020-01-02", "diff --from 2019-07-20 --to 2020-01-02"),
        ("laws?at=2024-01-01", "instrument list --at 2024-01-01"),
        ("platforms/ТикТок", "platform show tiktok"),
        ("types?search=fine", "types --search fine"),
    ],
)
def test_an_answer_is_what_the_command_prints(
    example: Client, printed: Callable[..., str], address: str, command: str
) -> None:
    told = json.loads(printed(*command.split(), "--format", "json"))
    if command.startswith("types"):
        told = [{name: row[name] for name in row if name != "found by"} for row in told]
    assert example.get(f"/api/v1/{address}").json() == told


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_the_matrix_is_the_same_bytes_in_every_form(
    example: Client, printed: Callable[..., str], form: str
) -> None:
    media = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}[form]
    answer = example.get(f"/api/v1/standings?at={AT}", headers={"Accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.text == printed("status", "--at", AT, "--format", form)


def test_why_it_is_so_comes_with_the_facts(example: Client, printed: Callable[..., str]) -> None:
    command = ("status", "tiktok", "RU", "--at", "2020-01-02", "--explain", "--format", "json")
    told = json.loads(printed(*command))
    assert example.get(f"{RU}?at=2020-01-02&explain").json() == told[0]


def test_words_leave_only_the_standings_that_have_them(example: Client) -> None:
    rows = example.get("/api/v1/standings?access=blocked&disputed=false").json()
    assert {(one["access"], one["disputed"]) for one in rows} == {("blocked", False)}


def test_deadlines_refuse_a_publicity_that_they_would_not_heed(example: Client) -> None:
    answer = example.get("/api/v1/deadlines?public-by=2019-01-01")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "public-by"


def test_a_misspelt_parameter_is_refused_with_the_nearest(example: Client) -> None:
    answer = example.get("/api/v1/standings?acess=blocked&at=2024")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert problem["type"] == "urn:register:problem:request-refused"
    assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [
        ("acess", "unknown-parameter"),
        ("at", "invalid"),
    ]
    assert problem["errors"][0]["detail"] == "there is no such parameter; the nearest is access"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/standings/nobody/RU", 404),
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/standings", 405),
        ("GET", "/deadlines.ics?platform=nobody", 404),
        ("GET", f"{RU}?at=1990-01-01", 404),
        ("GET", f"{RU}?known=99999999", 400),
        ("GET", "/api/v1/facts/1/proof", 409),
    ],
)
def test_what_is_not_to_be_had_is_told_as_problem_details(
    example: Client, method: str, path: str, status: int
) -> None:
    answer = example.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == answer.json()["status"] == status


def test_who_has_an_answer_gets_no_second_copy(example: Client) -> None:
    tag = example.get(RU).headers["etag"]
    again = example.get(RU, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert example.get(f"{RU}?at=2020-01-02").headers["etag"] != tag


def test_a_relationship_is_known_by_its_version(example: Client) -> None:
    answer = example.get("/api/v1/relationships/ТикТок/Russia")
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


def test_a_form_that_is_not_to_be_had_is_refused(example: Client) -> None:
    assert example.get(RU, headers={"Accept": "text/csv"}).status_code == 406
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert example.get(RU, headers={"Accept": browser}).status_code == 200


def test_the_parts_of_a_list_are_the_whole_list(example: Client) -> None:
    whole = example.get("/api/v1/standings?at=2021-01-01").json()
    found, link = [], "/api/v1/standings?at=2021-01-01&limit=4"
    while link:
        answer = example.get(link)
        found += answer.json()
        link = answer.links.get("next", {}).get("url", "")
    assert found == whole


def test_the_log_goes_on_where_its_link_leads(example: Client) -> None:
    first = example.get("/api/v1/log?limit=2")
    second = example.get(first.links["next"]["url"])
    rows = [*first.json(), *second.json()]
    assert [one["position"] for one in rows] == [1, 2, 3, 4]
    assert "known=" in first.links["next"]["url"]


def test_a_memento_is_what_the_address_would_have_answered(example: Client) -> None:
    moment = "Sun, 01 Nov 2026 12:00:00 GMT"
    answer = example.get(RU, headers={"Accept-Datetime": moment})
    assert answer.headers["memento-datetime"] == "Sun, 01 Nov 2026 00:00:00 GMT"
    assert "Accept-Datetime" in answer.headers["vary"]
    assert answer.links["original timegate"]["url"] == RU
    fixed = example.get(answer.headers["content-location"])
    assert fixed.json() == answer.json()
    assert fixed.json()["at"] == "2026-11-01"


def test_a_moment_is_not_looked_at_where_the_address_says_one(example: Client) -> None:
    asked = f"{RU}?at=2020-01-02"
    answer = example.get(asked, headers={"Accept-Datetime": "nonsense"})
    assert "memento-datetime" not in answer.headers
    assert answer.json() == example.get(asked).json()


def test_a_moment_that_is_none_is_refused(example: Client) -> None:
    assert example.get(RU, headers={"Accept-Datetime": "yesterday"}).status_code == 400


def test_a_time_map_has_a_memento_for_each_fact(example: Client) -> None:
    link = example.get(RU).links["timemap"]["url"]
    facts = example.get("/api/v1/relationships/tiktok/RU").json()["version"]
    assert example.get(link).text.count('rel="memento"') == facts


def test_a_fact_is_not_there_before_it_was_recorded(example: Client) -> None:
    fact = example.get("/api/v1/facts/20").json()
    assert example.get(f"/api/v1/facts/{fact['id']}?known=19").status_code == 404
    assert example.get(f"/api/v1/facts/{fact['id']}?known=20").json()["id"] == fact["id"]


def test_a_calendar_is_that_of_the_command(example: Client, printed: Callable[..., str]) -> None:
    made = example.get(f"/deadlines.ics?at={AT}&platform=tiktok")
    assert made.headers["content-type"].startswith("text/calendar")
    told = printed("deadlines", "--at", AT, "--platform", "tiktok", "--ics", "-")
    assert made.text.splitlines() == told.splitlines()


def test_an_export_imports_again_as_the_command_writes_it(
    example: Client, printed: Callable[..., str]
) -> None:
    assert example.get("/api/v1/export").text == printed("export")
    assert len(example.get("/api/v1/export?from-position=3&known=4").text.splitlines()) == 2


def test_the_page_for_people_names_every_address(example: Client) -> None:
    page = example.get("/api").text
    for path in example.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page
