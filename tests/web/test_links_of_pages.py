"""Links of pages: what leads to programs' answers, to files, and what a page says of its T, K and P."""

import re
from html import unescape

import pytest
from support.web.pages import TODAY, Client, words_of

FOR_PROGRAMS = re.compile(r'href="([^"]*(?:/api/v1/|\.ics)[^"]*)"')
PAGES = (
    "/?compliance=pending&disputed=0",
    "/relationships/tiktok/RU",
    "/facts/140",
    "/changes?platform=TikTok",
    "/compare",
    "/compare?from=2024-01-01&jurisdiction=Russia",
    "/deadlines?view=calendar",
    "/clocks",
    "/gaps?jurisdiction=KZ",
    "/conflicts",
    "/contradictions",
    "/figures",
    "/laws",
    "/laws/EU-DSA",
    "/platforms/tiktok",
    "/jurisdictions/RU",
    "/search?q=office",
    "/integrity",
)


@pytest.mark.parametrize("page", PAGES)
def test_what_programs_are_led_to_takes_what_the_page_was_asked(example: Client, page: str) -> None:
    time = "at=2024-05-10&known=350&public-by=2024-06-01&lang=ar"
    shown = example.get(f"{page}{'&' if '?' in page else '?'}{time}").text
    links = [unescape(one) for one in FOR_PROGRAMS.findall(shown)]
    assert links
    assert {one: example.get(one).status_code for one in links} == dict.fromkeys(links, 200)


def test_changes_are_told_by_one_publicity_on_both_days(example: Client) -> None:
    days, public = "from=2024-05-01&at=2024-05-10", "public-by=2019-01-01"
    page = words_of(example.get(f"/changes?{days}&{public}").text)
    assert "Nothing changed between the two." in page


def test_changes_are_narrowed_by_any_name_and_the_form_keeps_it(example: Client) -> None:
    page = example.get("/changes?from=2019-01-01&platform=ТикТок")
    assert '<option value="tiktok" selected>' in page.text
    assert "/relationships/tiktok/" in page.text or "TikTok" in page.text
    assert example.get("/changes?platform=nosuch").status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (f"at={TODAY}&known=", None),
        ("known=386", None),
        ("known=150", "You look at the past."),
        ("at=2026-11-29", "You look at the past."),
        (f"public-by={TODAY}", "You look at the past."),
        ("at=2027-01-01", "You look ahead. What holds on 1 January 2027 if nothing else happens"),
    ],
)
def test_a_page_says_when_it_is_not_of_today(example: Client, asked: str, told: str | None) -> None:
    page = words_of(example.get(f"/?{asked}").text)
    assert "You look" not in page if told is None else told in page


def test_the_end_of_a_page_has_the_root_of_as_many_facts_as_it_names(example: Client) -> None:
    (now,), (then,) = (
        re.findall(r"Log: [^<]* · <code>[^<]*", example.get(one).text) for one in ("/", "/?known=9")
    )
    assert now == then


def test_the_matrix_is_narrowed_to_what_is_disputed(example: Client) -> None:
    page = example.get("/").text
    ((href, count),) = re.findall(r'href="(/\?disputed=1)".*?class="n">(\d+)<', page)
    disputed = example.get(href).text
    assert f"{count} relationship" in words_of(disputed)
    assert '<input type="hidden" name="disputed" value="1">' in disputed


def test_the_matrix_says_which_words_there_are(example: Client) -> None:
    answer = example.get("/?access=blockd")
    assert answer.status_code == 400
    assert "'blockd' is no access; choose" in words_of(answer.text)


def test_the_matrix_leads_to_the_workbook_that_it_speaks_of(example: Client) -> None:
    (href,) = re.findall(r'href="(/reports\?kind=matrix[^"]*)"', example.get("/").text)
    form = example.get(unescape(href)).text
    assert '<option value="xlsx" selected>' in form
