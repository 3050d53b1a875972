"""An administrator invites, gives roles and ends accounts; there always is an administrator."""

import re
from collections.abc import Iterator

import pytest
from support.web.pages import words_of
from support.web.people import PASSWORD, House, house_of

from register.accounts.roles import AccountRole


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """A house where anna administers and boris reads; anna is signed in."""
    with house_of(sqlite_url) as house:
        house.person("anna", AccountRole.ADMINISTRATOR)
        house.person("boris", AccountRole.READER)
        house.sign_in("anna")
        yield house


def test_who_is_invited_chooses_a_handle_and_has_the_roles(house: House) -> None:
    answer = house.browser.post("/people/invitations", data={"role": ["recorder", "auditor"]})
    found = re.search(
        r'<code id="once">http://testserver\.local(/welcome/[^<]+)</code>', answer.text
    )
    assert found
    house.browser.cookies.clear()
    welcome = house.browser.post(found[1], data={"handle": "clara", "password": PASSWORD})
    assert "Roles: recorder, auditor" in words_of(welcome.text)


def test_a_handle_is_never_given_twice(house: House) -> None:
    house.browser.post("/people/boris/end")
    answer = house.browser.post("/people/invitations", data={"role": "reader"})
    found = re.search(r"(/welcome/[^<]+)</code>", answer.text)
    assert found
    again = house.browser.post(found[1], data={"handle": "boris", "password": PASSWORD})
    assert again.status_code == 422
    assert "boris is taken; no handle is given twice." in words_of(again.text)


def test_ending_an_account_ends_its_sessions_at_once(house: House) -> None:
    session = house.session("boris")
    house.browser.cookies.clear()
    assert house.browser.get("/begin", headers=session).status_code == 200
    house.sign_in("anna")
    house.browser.post("/people/boris/end")
    house.browser.cookies.clear()
    answer = house.browser.get("/begin", headers=session, follow_redirects=False)
    assert answer.status_code == 303
    assert house.sign_in("boris") == 422


def test_new_roles_are_for_a_new_session(house: House) -> None:
    session = house.session("boris")
    house.browser.post("/people/boris/roles", data={"role": ["reader", "administrator"]})
    house.browser.cookies.clear()
    answer = house.browser.get("/people", headers=session, follow_redirects=False)
    assert answer.status_code == 303
    house.sign_in("boris")
    assert house.browser.get("/people").status_code == 200


@pytest.mark.parametrize(("path", "form"), [("end", {}), ("roles", {"role": ["reader"]})])
def test_the_last_administrator_stays(house: House, path: str, form: dict[str, str]) -> None:
    answer = house.browser.post(f"/people/anna/{path}", data=form)
    assert answer.status_code == 422
    assert "anna is the only administrator" in words_of(answer.text)


def test_a_new_password_takes_the_old_one_and_ends_other_sessions(house: House) -> None:
    elsewhere = house.session("anna")
    form = {"current": "not the password", "password": "another long sentence"}
    assert "This is not the password." in house.browser.post("/me/password", data=form).text
    house.browser.post("/me/password", data={**form, "current": PASSWORD})
    assert house.is_known()
    house.browser.cookies.clear()
    answer = house.browser.get("/begin", headers=elsewhere, follow_redirects=False)
    assert answer.status_code == 303
    assert house.sign_in("anna") == 422
    assert house.sign_in("anna", "another long sentence") == 303


def test_one_ends_a_session_of_ones_own_and_nobody_elses(house: House) -> None:
    own, other = house.session("anna"), house.session("boris")
    names = re.findall(r"/me/sessions/([0-9a-f]{64})/end", house.browser.get("/me").text)
    assert len(names) == 1
    house.browser.post(f"/me/sessions/{names[0]}/end")
    house.browser.cookies.clear()
    known = [
        house.browser.get("/begin", headers=one, follow_redirects=False).status_code
        for one in (own, other)
    ]
    assert known == [303, 200]


def test_a_browser_that_says_markup_of_itself_says_text(house: House) -> None:
    house.browser.headers["User-Agent"] = "<script>alert(1)</script>"
    house.sign_in("anna")
    assert "&lt;script&gt;" in house.browser.get("/me").text


def test_the_example_is_loaded_into_an_empty_register_only(house: House) -> None:
    house.person("clara", AccountRole.RECORDER)
    house.sign_in("clara")
    assert "Load the example" in house.browser.get("/begin").text
    assert "TikTok" in house.browser.post("/example").text
    assert "Load the example" not in house.browser.get("/begin").text
