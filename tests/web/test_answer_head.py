"""What every answer begins with, whatever it is; and HEAD, which is answered with nothing else."""

import pytest
from support.web.pages import Client
from support.web.people import house_of

PAGES = ["/", "/relationships/tiktok/RU", "/nothing-here", "/?at=never", "/api/v1/facts/nope"]


@pytest.mark.parametrize("path", PAGES)
def test_head_is_answered_as_get_without_the_body(example: Client, path: str) -> None:
    whole, head = example.get(path), example.head(path)
    assert head.status_code == whole.status_code
    assert dict(head.headers) == dict(whole.headers)
    plain = example.get(path, headers={"Accept-Encoding": "identity"})
    assert head.content == b""
    assert len(plain.content) == int(plain.headers["content-length"])


def test_head_of_what_has_no_end_ends(example: Client) -> None:
    head = example.head("/api/v1/events")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


def test_who_may_not_see_a_page_may_not_ask_for_its_head(url: str) -> None:
    with house_of(url) as house:
        answer = house.browser.head("/", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        assert house.browser.head("/api/v1/standings").status_code == 401


def test_a_method_that_an_address_lacks_is_refused_with_those_that_it_has(example: Client) -> None:
    for answer in (example.delete("/"), example.options("/")):
        allowed = set(answer.headers["allow"].split(", "))
        assert allowed == {"GET", "HEAD", "OPTIONS"}
    assert example.head("/sign-out").status_code == 405


@pytest.mark.parametrize("path", [*PAGES, "/static/0/app.css", "/healthz", "/deadlines.ics?at=x"])
def test_each_answer_lets_browsers_run_nothing_but_our_own(example: Client, path: str) -> None:
    headers = example.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
