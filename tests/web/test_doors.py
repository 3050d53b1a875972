"""Coming in: the first user, passwords, sessions, and what no other site's page may do."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from support.web.pages import words_of
from support.web.people import PASSWORD, House, house_of

from register.accounts.roles import FIRST, AccountRole

READER = AccountRole.READER


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    with house_of(sqlite_url) as house:
        yield house


def test_the_first_user_comes_by_a_link_and_may_do_all_that_one_person_needs(house: House) -> None:
    link = house.first_link()
    assert "Welcome to the register" in house.browser.get(link).text
    answer = house.browser.post(link, data={"handle": "Anna", "password": PASSWORD})
    words = words_of(answer.text)
    assert "You are signed in as anna" in words
    for offer in ("Load the example", "Record the first fact", "Invite somebody"):
        assert offer in words
    me = words_of(house.browser.get("/me").text)
    assert "Roles: recorder, auditor, administrator" in me
    assert len(FIRST) == 3


def test_a_link_is_good_once_and_for_an_hour(house: House) -> None:
    link, form = house.first_link(), {"handle": "anna", "password": PASSWORD}
    house.clock.turn(minutes=59)
    house.browser.post(link, data=form)
    assert house.browser.get(link).status_code == 410
    assert house.browser.post(link, data={**form, "handle": "boris"}).status_code == 410


def test_a_link_whose_hour_is_over_is_gone(house: House) -> None:
    link = house.first_link()
    house.clock.turn(minutes=60)
    assert house.browser.get(link).status_code == 410


def test_a_form_that_is_wrong_says_all_and_uses_no_link_up(house: House) -> None:
    link = house.first_link()
    wrong = house.browser.post(link, data={"handle": "An na", "password": "short"})
    assert wrong.status_code == 422
    assert 'value="an na"' in wrong.text
    assert "A handle has 1 to 40 of a to z" in words_of(wrong.text)
    assert "A password has at least 12 characters." in words_of(wrong.text)
    right = house.browser.post(link, data={"handle": "anna", "password": PASSWORD})
    assert right.url.path == "/begin"


@pytest.mark.parametrize(
    "password", ["password1234", "Password1234", "aaaaaaaaaaaab", "the-first-one"]
)
def test_a_password_that_is_tried_first_is_refused(house: House, password: str) -> None:
    form = {"handle": "the-first-one", "password": password}
    answer = house.browser.post(house.first_link(), data=form)
    assert "one of those that are tried first" in words_of(answer.text)


def test_unknown_names_and_wrong_passwords_get_the_same_words(house: House) -> None:
    house.person("anna", READER)
    told = [
        house.browser.post("/sign-in", data={"handle": handle, "password": "not the password"})
        for handle in ("anna", "boris")
    ]
    assert told[0].status_code == told[1].status_code == 422
    assert told[0].text.replace("anna", "boris") == told[1].text


def test_after_five_tries_one_waits_longer_and_longer(house: House) -> None:
    house.person("anna", READER)
    assert [house.sign_in("anna", "not the password") for _ in range(6)] == [422] * 5 + [429]
    waits = []
    for _ in range(12):
        answer = house.browser.post("/sign-in", data={"handle": "anna", "password": PASSWORD[1:]})
        waits.append(int(answer.headers["retry-after"]))
        house.clock.turn(seconds=waits[-1])
        assert house.sign_in("anna", "not the password") == 422
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    house.clock.turn(seconds=900)
    assert house.sign_in("anna") == 303
    assert house.sign_in("anna", "not the password") == 422


def test_who_names_many_handles_waits_too(house: House) -> None:
    house.person("anna", READER)
    assert [house.sign_in(f"name-{n}", "not the password") for n in range(5)] == [422] * 5
    assert house.sign_in("anna") == 429


def test_a_session_ends_when_it_is_not_used_or_after_a_week(house: House) -> None:
    house.person("anna", READER)
    house.sign_in("anna")
    house.clock.turn(hours=7.9)
    assert house.is_known()
    house.clock.turn(hours=8)
    assert not house.is_known()
    house.sign_in("anna")
    for _ in range(7 * 24):
        house.clock.turn(hours=0.99)
        assert house.is_known()
    house.clock.turn(hours=2)
    assert not house.is_known()


def test_signing_in_gives_a_new_session_and_ends_the_one_before(house: House) -> None:
    house.person("anna", READER)
    house.sign_in("anna")
    before = dict(house.browser.cookies)
    house.sign_in("anna")
    assert dict(house.browser.cookies) != before
    house.browser.cookies.clear()
    house.browser.cookies.update(before)
    assert not house.is_known()


def test_signing_out_ends_the_session_and_empties_the_browser(house: House) -> None:
    house.person("anna", READER)
    house.sign_in("anna")
    kept = dict(house.browser.cookies)
    answer = house.browser.post("/sign-out", follow_redirects=False)
    assert "Max-Age=0" in answer.headers["set-cookie"]
    house.browser.cookies.update(kept)
    assert not house.is_known()


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/?access=blocked", "/?access=blocked"),
        ("//attacker.example", "/"),
        ("/\\attacker.example", "/"),
        ("https://attacker.example/", "/"),
        ("/a\nb", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_goes_on_within_the_site(house: House, asked: str, led: str) -> None:
    house.person("anna", READER)
    form = {"handle": "anna", "password": PASSWORD, "next": asked}
    answer = house.browser.post("/sign-in", data=form, follow_redirects=False)
    assert answer.headers["location"] == led


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "none"}, 422),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver.local"}, 403),
        ({"Origin": "http://testserver.local"}, 422),
        ({"Origin": "http://testserver.local:81"}, 403),
        ({"Origin": "https://testserver.local"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_pages_of_the_site_change_something(
    house: House, headers: dict[str, str], status: int
) -> None:
    del house.browser.headers["Sec-Fetch-Site"]
    form = {"handle": "anna", "password": PASSWORD}
    assert house.browser.post("/sign-in", data=form, headers=headers).status_code == status


def test_over_https_the_cookie_is_bound_to_the_site(sqlite_url: str) -> None:
    with house_of(sqlite_url, address="https://register.example") as house:
        house.person("anna", READER)
        form = {"handle": "anna", "password": PASSWORD}
        answer = house.browser.post("/sign-in", data=form, follow_redirects=False)
        name, *attributes = answer.headers["set-cookie"].split("; ")
        assert name.startswith("__Host-register=")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} < set(attributes)
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_under_a_path_all_is_under_it(sqlite_url: str) -> None:
    address = "https://example.org"
    with house_of(sqlite_url, address=address, prefix="/register") as house:
        house.person("anna", READER)
        led = house.browser.get("/register/?at=2020-06-01", follow_redirects=False)
        assert led.headers["location"] == "/register/sign-in?next=%2F%3Fat%3D2020-06-01"
        form = {"handle": "anna", "password": PASSWORD, "next": "/?at=2020-06-01"}
        came = house.browser.post("/register/sign-in", data=form, follow_redirects=False)
        assert came.headers["location"] == "/register/?at=2020-06-01"
        assert came.headers["set-cookie"].startswith("__Secure-register=")
        assert "Path=/register;" in came.headers["set-cookie"]
        assert house.browser.get("/register/me").status_code == 200
        assert house.browser.get("/me").status_code == 404


@pytest.mark.parametrize("body", [b"\xff\xfe", b"handle", b'{"handle": 1}', b"handle=a&handle=b"])
def test_a_form_that_no_page_has_sent_is_refused(house: House, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = house.browser.post("/sign-in", content=body, headers=headers)
    assert answer.status_code in (400, 422)


def test_who_asked_for_a_page_in_another_script_is_led_back_to_it(house: House) -> None:
    house.person("anna", READER)
    asked = house.browser.get("/platforms/ТикТок")
    way = asked.url.params["next"]
    form = {"handle": "anna", "password": PASSWORD, "next": way}
    answer = house.browser.post("/sign-in", data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/platforms/{quote('ТикТок')}"
