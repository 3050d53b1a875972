"""A relationship's page: what held and why, at any day, as known at any point, all in the address."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from support.web.pages import NOW, Client, words_of

from projections.embedded import EmbeddedRegister
from projections.queries.knowledge import recorded_points
from projections.queries.status import Question, status
from projections.read_models.relationships import RelationshipKey
from register.log.points import known_at
from reports.words.language import language
from reports.words.standing_sentences import words

KEY = RelationshipKey("tiktok", "RU")
TIKTOK = "/relationships/tiktok/RU"


def large_words(page: str) -> list[str]:
    """The words of the standing, as the page sets them large."""
    found = re.search(r'<div id="words">(.*?)</div>', page, re.DOTALL)
    assert found is not None
    return re.findall(r'class="word[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]+)</span>', found[1])


@pytest.fixture(scope="module")
def register(example_url: str) -> Iterator[EmbeddedRegister]:
    with EmbeddedRegister(example_url, lambda: NOW) as opened:
        yield opened


def points(register: EmbeddedRegister) -> list[int]:
    with register.reading() as connection:
        return [one.position for one in recorded_points(connection, KEY)]


@pytest.mark.parametrize("day", ["2019-08-01", "2021-05-01", "2024-05-10", "2026-11-30"])
def test_it_says_what_status_says_for_the_same_day_and_point(
    example: Client, register: EmbeddedRegister, day: str
) -> None:
    for position in points(register)[::5]:
        page = example.get(f"{TIKTOK}?at={day}&known={position}").text
        with register.reading() as connection:
            asked = Question(date.fromisoformat(day), known_at(connection, str(position)))
            found = status(connection, asked, KEY)
        assert found is not None
        shown = words(language("en"), found).words
        assert large_words(page) == [word.label for word in shown]


def test_a_name_of_a_platform_and_of_a_place_find_it(example: Client) -> None:
    assert example.get("/relationships/ТикТок/Russia").status_code == 200


def test_a_platform_that_is_not_there_is_named_with_the_nearest(example: Client) -> None:
    answer = example.get("/relationships/tikotk/RU")
    assert answer.status_code == 404
    assert "did you mean" in words_of(answer.text) or "nearest" in words_of(answer.text)


def test_less_knowledge_is_said_with_what_today_knows(
    example: Client, register: EmbeddedRegister
) -> None:
    page = example.get(f"{TIKTOK}?at=2024-05-10&known={points(register)[8]}").text
    told = words_of(page)
    assert "the same day was different" in told
    assert "What changed, and why" in told


def test_without_script_there_are_links_to_the_changes_before_and_after(example: Client) -> None:
    page = example.get(f"{TIKTOK}?at=2024-05-10").text
    earlier = re.search(r'href="([^"]+)" data-step="prev"', page)
    later = re.search(r'href="([^"]+)" data-step="next"', page)
    assert earlier is not None
    assert later is not None
    assert "at=" in earlier[1]
    assert '<input id="t" hidden' in page  # the slider is put there by the script


def test_only_what_was_public_by_a_day_counts_if_so_asked(example: Client) -> None:
    page = example.get(f"{TIKTOK}?at=2024-05-10&public-by=2020-01-01").text
    assert "Only what was public by 1 January 2020 counts." in words_of(page)


@pytest.mark.parametrize("code", ["ar", "fr", "kk", "ru", "vi"])
def test_it_is_told_in_every_language(example: Client, code: str) -> None:
    page = example.get(f"{TIKTOK}?lang={code}").text
    assert f'lang="{code}"' in page
    assert (' dir="rtl"' in page) == (code == "ar")
