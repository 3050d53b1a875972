"""What was chosen or typed is not lost on the way: the language of an address, and forms."""

import re
from collections.abc import Iterator
from typing import NoReturn

import pytest
from support.web.forms import Form, sent
from support.web.pages import Client, words_of
from support.web.people import House, house_of

from register.accounts.roles import AccountRole
from register.errors import DatabaseReadOnly
from web.accounts import entry
from web.articles import routes as article_routes
from web.people import doors

FINE = {
    "platform[0]": "tiktok",
    "jurisdiction": "RU",
    "occurred": "2024-05-01",
    "details.amount": "4 000 000",
    "details.currency": "RUB",
    "sources[0].title": "Gazette",
    "note": "<b>not lost</b>",
}
LANGUAGE = re.compile(r'href="([^"]+)" lang="fr" hreflang="fr"')


@pytest.fixture
def house(url: str) -> Iterator[House]:
    """A register with somebody who may do everything, signed in."""
    with house_of(url) as house:
        house.person("anna", *AccountRole)
        assert house.sign_in("anna") == 303
        yield house


@pytest.mark.parametrize(
    "form", ["/me/tokens", "/me/password", "/people/invitations", "/integrity/checks"]
)
def test_a_refused_form_stays_in_its_language_and_leads_to_another_one(
    house: House, form: str
) -> None:
    answer = house.browser.post(f"{form}?lang=ru", data={"key": ""})
    assert (answer.status_code, '<html lang="ru"' in answer.text) == (422, True)
    (href,) = LANGUAGE.findall(answer.text)
    assert house.browser.get(href).status_code == 200


@pytest.mark.parametrize("page", ["/me", "/people", "/begin"])
def test_forms_about_people_keep_the_language(house: House, page: str) -> None:
    shown = house.browser.get(f"{page}?lang=kk").text
    forms = re.findall(r'method="post" action="([^"]+)"', shown)
    assert all(one.endswith("?lang=kk") for one in forms)


def test_who_has_to_sign_in_does_so_in_the_language_of_the_page(house: House) -> None:
    house.browser.cookies.clear()
    door = house.browser.get("/laws?lang=vi", follow_redirects=False).headers["location"]
    page = house.browser.get(door)
    assert '<html lang="vi"' in page.text
    assert Form(page.text).values()["next"] == "/laws?lang=vi"
    fields = {"handle": "anna", "password": "wrong"}
    assert '<html lang="vi"' in house.browser.post(page.url, data=fields).text


def test_a_draft_and_a_refused_form_stay_in_their_language(client: Client) -> None:
    form = client.get("/record/fine-imposed?lang=fr&at=2024-05-10")
    kept = sent(client, form, "draft", FINE)
    assert kept.headers["location"] == "/record?at=2024-05-10&lang=fr"


def test_what_is_recorded_while_one_looks_at_the_past_is_shown(client: Client) -> None:
    form = client.get("/record/fine-imposed?known=1&lang=fr")
    done = sent(client, sent(client, form, "preview", FINE), "record")
    assert done.headers["location"] == "/relationships/tiktok/RU?lang=fr&recorded=3"


def test_who_typed_for_longer_than_a_session_lasts_loses_nothing(house: House) -> None:
    form = house.browser.get("/record/fine-imposed?lang=en")
    house.clock.turn(hours=9)
    refused = sent(house.browser, form, "preview", FINE)
    assert refused.status_code == 401
    assert "Your session is over." in words_of(refused.text)
    assert "<b>not lost</b>" not in refused.text
    assert house.sign_in("anna") == 303
    preview = sent(house.browser, refused, "preview")
    assert preview.status_code == 200
    assert "Note <b>not lost</b>" in words_of(preview.text).replace("  ", " ")


def test_a_password_that_was_typed_is_given_back_to_nobody(house: House) -> None:
    house.browser.cookies.clear()
    data = {"current": "a secret sentence", "password": "another secret"}
    answer = house.browser.post("/me/password", data=data)
    assert (answer.status_code, "secret" in answer.text) == (401, False)


def test_another_sites_form_is_not_given_back(house: House) -> None:
    house.browser.cookies.clear()
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = house.browser.post("/record/fine-imposed", data=FINE, headers=headers)
    assert (answer.status_code, "not lost" in answer.text) == (403, False)


def test_who_tries_too_often_keeps_the_handle_and_the_way(house: House) -> None:
    house.browser.cookies.clear()
    way = {"handle": "boris", "password": "wrong", "next": "/laws?lang=ru"}
    answers = [house.browser.post("/sign-in?lang=en", data=way) for _ in range(6)]
    last = answers[-1]
    assert (last.status_code, last.headers["retry-after"]) == (429, "1")
    assert "Too many tries. Wait 1 second, then try again." in last.text
    shown = Form(last.text).values()
    assert (shown["handle"], shown["next"]) == ("boris", "/laws?lang=ru")


READ_ONLY = DatabaseReadOnly("the register is read-only, and nothing was written")


def refusing(*_: object, **__: object) -> NoReturn:
    """A database that can't be written."""
    raise READ_ONLY


def test_who_leaves_is_out_though_the_database_can_not_be_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "writing", refusing)
    answer = house.browser.post("/sign-out", follow_redirects=False)
    assert answer.status_code == 503
    assert not house.is_known()


def test_an_article_that_can_not_be_archived_now_is_given_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = {"text": "The regulator fined TikTok. <b>not lost</b>", "title": "A fine"}

    with monkeypatch.context() as patched:
        patched.setattr(article_routes, "archive", refusing)
        refused = client.post("/intake?lang=en", data={**article, "do": "read"})
    assert refused.status_code == 503
    shown = Form(refused.text).values()
    assert {name: shown[name] for name in article} == article
    assert sent(client, refused, "read").status_code == 303


def test_the_log_of_a_fault_has_no_secret_of_a_link(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    invited = house.browser.post("/people/invitations", data={"role": "reader"}).text
    (link,) = re.findall(r"/welcome/[^<]+", invited)
    monkeypatch.setattr(entry, "writing", refusing)
    form = {"handle": "boris", "password": "a long sentence of his"}
    with caplog.at_level("ERROR", "register.web"):
        assert house.browser.post(link, data=form).status_code == 503
    assert "POST /welcome/… failed" in caplog.text
    assert link not in "\n".join(one.getMessage() for one in caplog.records)


def test_single_keys_can_be_switched_off_where_there_is_a_script(example: Client) -> None:
    page = example.get("/help/keys").text
    assert '<p hidden><label class="check"><input type="checkbox" id="keys-on" checked>' in page
