"""What the lists say, and what the queries behind the commands say, for the same T, K and P."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from support.web.pages import NOW, Client, words_of

from projections.deadlines.deadlines import deadlines
from projections.deadlines.rows import Selection
from projections.embedded import EmbeddedRegister
from projections.proceedings.proceedings import proceedings
from projections.queries.figures import figures
from projections.queries.gaps import gaps
from projections.queries.history import conflicts
from projections.queries.laws import histories
from projections.queries.status import Question, statuses
from projections.read_models.relationships import relationships
from projections.read_models.search_text import search, terms_of
from register.log.points import day, known_at

POINTS = [("2026-11-30", None), ("2024-05-01", "200"), ("2019-12-31", "300")]


@pytest.fixture
def asked(example_url: str) -> Iterator[Connection]:
    with EmbeddedRegister(example_url, lambda: NOW) as register, register.reading() as connection:
        yield connection


def rows(page: str, table: str) -> list[str]:
    """The rows of a table of a page, as text."""
    found = re.search(rf'(?s)<table id="{table}">.*?<tbody>(.*?)</tbody>', page)
    return [] if found is None else [words_of(row) for row in found[1].split("</tr>")[:-1]]


def address(page: str, at: str, known: str | None) -> str:
    return f"{page}?at={at}{f'&known={known}' if known else ''}"


@pytest.mark.parametrize(("at", "known"), POINTS)
def test_deadlines(example: Client, asked: Connection, at: str, known: str | None) -> None:
    question = Question(day(at), known_at(asked, known))
    found = deadlines(asked, question, Selection())
    passed = [one for one in found if one.due < question.at]
    silent = [one for one in passed if one.state == "unconfirmed"]
    page = example.get(address("/deadlines", at, known)).text
    assert len(rows(page, "ahead")) == len(found) - len(passed)
    assert len(rows(page, "unconfirmed")) == len(silent)
    assert len(rows(page, "passed")) == len(passed) - len(silent)


@pytest.mark.parametrize(("at", "known"), POINTS)
def test_gaps(example: Client, asked: Connection, at: str, known: str | None) -> None:
    found = gaps(asked, Question(day(at), known_at(asked, known)), platform="meta")
    page = example.get(f"{address('/gaps', at, known)}&platform=Facebook").text
    assert len(rows(page, "gaps-read")) == len(found)


@pytest.mark.parametrize(("at", "known"), POINTS)
def test_figures(example: Client, asked: Connection, at: str, known: str | None) -> None:
    found = figures(asked, Question(day(at), known_at(asked, known)))
    page = example.get(address("/figures", at, known)).text
    assert len(rows(page, "figures")) == len(found)
    assert page.count("preserveAspectRatio") == sum(one.count is not None for one in found)


@pytest.mark.parametrize(("at", "known"), POINTS)
def test_proceedings(example: Client, asked: Connection, at: str, known: str | None) -> None:
    found = proceedings(asked, Question(day(at), known_at(asked, known)))
    page = example.get(address("/proceedings", at, known)).text
    assert len(rows(page, "proceedings-read")) == sum(len(one.steps) for one in found)


@pytest.mark.parametrize("known", [None, "150", "260"])
def test_conflicts(example: Client, asked: Connection, known: str | None) -> None:
    question = Question(day("2026-11-30"), known_at(asked, known))
    keys = relationships(asked, through=question.known.position)
    found = [one for key in keys for one in conflicts(asked, question, key)]
    page = example.get(address("/conflicts", "2026-11-30", known)).text
    assert page.count('<section id="conflict-') == len(found)
    assert all(one.fact.document["id"] in page for one in found)


@pytest.mark.parametrize("known", [None, "30"])
def test_laws(example: Client, asked: Connection, known: str | None) -> None:
    found = histories(asked, known_at(asked, known).position)
    page = example.get(address("/laws", "2026-11-30", known)).text
    assert len(rows(page, "laws")) == len(found)


@pytest.mark.parametrize(("at", "known"), POINTS)
def test_standings_of_a_side(
    example: Client, asked: Connection, at: str, known: str | None
) -> None:
    question = Question(day(at), known_at(asked, known))
    of_platform = statuses(asked, question, platform="tiktok")
    page = example.get(address("/platforms/tiktok", at, known)).text
    assert len(rows(page, "standings-read")) == len(of_platform)
    of_place = statuses(asked, question, jurisdiction="RU")
    page = example.get(address("/jurisdictions/RU", at, known)).text
    told = rows(page, "standings-read")
    assert len(told) == len(of_place)
    assert all(
        one.period.standing.compliance in line for one, line in zip(of_place, told, strict=True)
    )


def hits(page: str) -> list[str]:
    return re.findall(r'<li><h2><a href="/facts/([0-9a-f-]+)', page)


def test_search_finds_what_the_command_finds(example: Client, asked: Connection) -> None:
    found = search(asked, terms_of("ministry telegram"), through=10**6, limit=50)
    assert hits(example.get("/search?q=ministry+telegram").text) == [one.fact_id for one in found]


def test_search_is_narrowed_and_goes_on(example: Client, asked: Connection) -> None:
    every = search(asked, terms_of("tiktok"), through=10**6)
    first = example.get("/search?q=tiktok").text
    (further,) = re.findall(r'rel="next" href="([^"]+)"', first)
    more = example.get(further.replace("&amp;", "&")).text
    assert (hits(first) + hits(more))[:80] == [one.fact_id for one in every[:80]]
    fines = example.get("/search?q=tiktok&type=fine-imposed&jurisdiction=RU").text
    wanted = [one for one in every if one.type == "fine-imposed/1" and one.stream.endswith("/RU")]
    assert hits(fines) == [one.fact_id for one in wanted]
    of_a_year = hits(example.get("/search?q=tiktok&from=2024-01-01&to=2024-02-29").text)
    assert 0 < len(of_a_year) < 50
    assert set(of_a_year) < {one.fact_id for one in every}


def test_a_hit_says_in_which_field_and_language_the_words_stand(example: Client) -> None:
    told = words_of(example.get("/search?q=Tengrinews").text)
    assert "(Russian):" in told
