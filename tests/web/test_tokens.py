"""Programs come with a token of a person: for a time, with no more rights, never with cookies."""

import re
from collections.abc import Iterator

import pytest
from support.web.people import House, house_of

from register.accounts.roles import AccountRole


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """A house where anna, who records and administers, is signed in."""
    with house_of(sqlite_url) as house:
        house.person("anna", AccountRole.RECORDER, AccountRole.ADMINISTRATOR)
        house.person("boris", AccountRole.ADMINISTRATOR)
        house.sign_in("anna")
        yield house


def made(house: House, *roles: str, days: str = "90") -> str:
    form = {"name": "nightly import", "role": list(roles), "days": days}
    answer = house.browser.post("/me/tokens", data=form)
    found = re.search(r'<code id="once">(reg_[A-Za-z0-9_-]{43})</code>', answer.text)
    assert found, answer.text
    assert found[1] not in house.browser.get("/me").text
    return found[1]


def status(house: House, token: str, path: str = "/people") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return house.browser.get(path, headers=headers, follow_redirects=False).status_code


def test_a_token_may_what_it_was_made_for(house: House) -> None:
    recorder, administrator = made(house, "recorder"), made(house, "administrator")
    assert (status(house, recorder, "/begin"), status(house, recorder)) == (200, 403)
    assert status(house, administrator) == 200


def test_a_token_loses_what_its_owner_loses(house: House) -> None:
    token = made(house, "recorder", "administrator")
    assert status(house, token) == 200
    answer = house.browser.post(
        "/people/anna/roles", data={"role": ["recorder"]}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert (status(house, token, "/begin"), status(house, token)) == (200, 403)


def test_a_token_can_be_no_more_than_its_owner(house: House) -> None:
    form = {"name": "more", "role": "auditor", "days": "1"}
    answer = house.browser.post("/me/tokens", data=form)
    assert answer.status_code == 422
    assert "a token can be no more than its owner" in answer.text


def test_a_token_is_good_until_its_day(house: House) -> None:
    token = made(house, "administrator", days="2")
    house.clock.turn(days=1.9)
    assert status(house, token) == 200
    house.clock.turn(days=0.2)
    assert status(house, token) == 303


def test_an_ended_token_opens_nothing(house: House) -> None:
    token = made(house, "administrator")
    (name,) = re.findall(r"/me/tokens/([0-9a-f]{64})/end", house.browser.get("/me").text)
    house.browser.post(f"/me/tokens/{name}/end")
    assert status(house, token) == 303


def test_a_wrong_token_is_not_helped_by_a_cookie(house: House) -> None:
    assert house.is_known()
    assert status(house, "reg_wrong", "/begin") == 303


def test_a_token_makes_no_tokens_and_changes_no_password(house: House) -> None:
    headers = {"Authorization": f"Bearer {made(house, 'administrator')}"}
    for path in ("/me/tokens", "/me/password"):
        assert house.browser.post(path, data={"name": "x"}, headers=headers).status_code == 403


def test_a_token_needs_no_page_of_the_site_to_change_something(house: House) -> None:
    headers = {"Authorization": f"Bearer {made(house, 'administrator')}"}
    del house.browser.headers["Sec-Fetch-Site"]
    answer = house.browser.post("/people/boris/end", headers=headers, follow_redirects=False)
    assert answer.status_code == 303


def test_a_token_makes_600_requests_a_minute(house: House) -> None:
    token = made(house, "administrator")
    house.browser.app.state.meter.most = 3
    assert [status(house, token) for _ in range(4)] == [200, 200, 200, 429]
    for scheme in ("bearer", "BEARER", "Bearer  "):  # one token still, however it is sent
        headers = {"Authorization": f"{scheme} {token}"}
        assert house.browser.get("/people", headers=headers).status_code == 429
    house.clock.turn(minutes=1)
    assert status(house, token) == 200


def test_every_fault_of_the_form_is_said_at_once(house: House) -> None:
    answer = house.browser.post("/me/tokens", data={"name": " ", "days": "367"})
    assert answer.status_code == 422
    for wrong in ("needs a name", "Choose at least one role", "1 to 366 days"):
        assert wrong in answer.text
    assert 'value="367"' in answer.text
