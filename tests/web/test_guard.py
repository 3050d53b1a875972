"""At the door: only what was meant for this site gets in, from whoever may have it."""

from collections.abc import Iterator

import pytest
from support.web.pages import URL, Client, pages_of


@pytest.fixture(scope="module")
def closed(example_url: str) -> Iterator[Client]:
    """The example's pages where there are accounts, for somebody who isn't known."""
    with pages_of(example_url, visitor=None) as client:
        yield client


def test_a_browser_of_nobody_is_led_to_the_door_and_back(closed: Client) -> None:
    answer = closed.get("/?access=blocked&at=2020-06-01", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2F%3Faccess%3Dblocked%26at%3D2020-06-01"


def test_a_token_that_nobody_has_opens_nothing(closed: Client) -> None:
    answer = closed.get("/", headers={"Authorization": "Bearer reg_x"}, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in"


@pytest.mark.parametrize("host", ["attacker.example", "testserver.local:99", "a@testserver.local"])
def test_another_name_of_this_machine_gets_nothing(example: Client, host: str) -> None:
    answer = example.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert URL in answer.text


def test_health_is_told_by_any_name(closed: Client) -> None:
    assert closed.get("/healthz", headers={"Host": "10.0.0.7:8321"}).text == "ok\n"
