"""Each page that shows: in six languages, at other days and points, for programs, and against mischief."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from support.web import hostile
from support.web.pages import NOW, TODAY, Client, pages_of, words_of

from projections.embedded import EmbeddedRegister
from register.jurisdictions import LANGUAGES
from register.store.database import migrate

PAGES = (
    "/deadlines",
    "/deadlines?view=calendar&month=2026-12",
    "/clocks",
    "/gaps",
    "/conflicts",
    "/contradictions",
    "/figures?platform=tiktok",
    "/proceedings?jurisdiction=RU",
    "/laws",
    "/laws/EU-DSA",
    "/platforms/tiktok",
    "/jurisdictions/KZ",
    "/search?q=ministry",
    "/reports",
    "/integrity",
    "/help/words",
    "/help/keys",
)
JSON = re.compile(r'<a href="([^"]+)" type="application/json">')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_it_is_told_in_each_language(example: Client, page: str, language: str) -> None:
    answer = example.get(f"{page}{'&' if '?' in page else '?'}lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text
    assert answer.text.count("<h1>") == 1


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("time", ["", "at=2022-03-04&known=250&public-by=2024-01-01"])
def test_programs_get_the_same_where_the_page_says_so(
    example: Client, page: str, time: str
) -> None:
    answer = example.get(f"{page}{'&' if '?' in page else '?'}{time}")
    assert answer.status_code == 200
    for address in JSON.findall(answer.text):
        assert example.get(unescape(address)).status_code == 200


@pytest.mark.parametrize(
    ("page", "status", "why"),
    [
        ("/laws/NO-LAW", 404, "no legal instrument 'NO-LAW' is recorded"),
        ("/laws/EU-DSA?known=1", 404, "EU-DSA was not recorded by position 1"),
        ("/platforms/nobody", 404, "'nobody'"),
        ("/jurisdictions/Narnia", 404, "'Narnia'"),
        ("/sources/12345678", 404, "no document 12345678 is archived, and none is cited"),
        ("/sources/12345678/content", 404, "no document 12345678"),
        ("/deadlines?platform=nobody", 404, "'nobody'"),
        ("/deadlines?within=soon", 400, "'soon' is no number of days"),
        ("/deadlines?view=calendar&month=2026-13", 400, "'2026-13' is no month"),
        ("/clocks?state=gone", 400, "'gone' is no state of a request"),
        ("/search?q=a&type=none", 404, "there is no type of fact 'none'"),
        ("/search?q=a&before=last", 400, "'last' is no position of the log"),
        ("/reports/0123", 404, "nothing is being made under this address"),
        ("/integrity/checks/0123", 404, "nothing is being made under this address"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(
    example: Client, page: str, status: int, why: str
) -> None:
    answer = example.get(page)
    assert answer.status_code == status
    assert why in words_of(answer.text)


@pytest.fixture(scope="module")
def mischief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    url = f"sqlite:///{tmp_path_factory.mktemp('hostile')}/register.db"
    migrate(url)
    with EmbeddedRegister(url, lambda: NOW) as register:
        hostile.fill(register, TODAY)
    with pages_of(url) as client:
        yield client


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("/deadlines", "local office"),
        ("/deadlines?view=calendar&month=2026-12", "local office"),
        ("/clocks", "time is left"),
        ("/gaps", "KZ-LAW"),
        ("/conflicts", "Fact denied"),
        ("/contradictions", "measured otherwise: blocked"),
        ("/figures", "5 items"),
        ("/proceedings", "5 KZT"),
        ("/laws", "in force"),
        ("/laws/KZ-LAW", "within 90 days from the designation"),
        ("/platforms/tiktok", "Kazakhstan"),
        ("/jurisdictions/KZ", "KZ-LAW"),
        ("/search?q=onerror", "Statement issued"),
        (f"/sources/{hostile.SHA256}", "found once"),
        ("/reports", "Make the report"),
    ],
)
def test_hostile_names_are_shown_and_do_nothing(mischief: Client, page: str, shown: str) -> None:
    text = mischief.get(page).text
    assert shown in words_of(text)
    assert hostile.MARK not in text
    assert "<script>" not in text
    assert "\u202e" not in text


def test_a_document_can_do_nothing_and_is_saved_not_shown(mischief: Client) -> None:
    answer = mischief.get(f"/sources/{hostile.SHA256}/content")
    assert answer.content == hostile.DOCUMENT
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_quotes_stand_in_place_with_the_facts_that_cite_them(mischief: Client) -> None:
    page = mischief.get(f"/sources/{hostile.SHA256}").text
    assert "<mark>an office by May</mark>. It asks politely." in page
    assert "source: B of A to F" in words_of(page)
