"""A language model beside the words: asked where one is configured, by a button, each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from support.servers.language_model import FakeModel, model
from support.web.forms import Form, sent
from support.web.pages import NOW, Client, client_of, site_of, words_of

from intake.model.endpoint import Endpoint
from projections.embedded import EmbeddedRegister

ARTICLE = "Суд отложил решение по TikTok\nПогода в столице была ясная. Компания молчит."
RIGHT = {
    "quote": "Компания молчит.",
    "type": "statement-issued",
    "platform": "tiktok",
    "jurisdiction": "RU",
    "occurred": "2024-05-02",
    "figure": None,
    "actor_role": "platform",
    "mood": "happened",
}
INVENTED = {**RIGHT, "quote": "Компания извинилась."}


@contextmanager
def configured(url: str, answer: Any) -> Iterator[tuple[Client, type[FakeModel]]]:
    """The pages of a register where a model that answers so may be asked."""
    with model(answer) as (address, asked), EmbeddedRegister(url, lambda: NOW) as register:
        site = replace(site_of(register), language_model=Endpoint(address, "small-model"))
        with client_of(site) as client:
            yield client, asked


def brought(client: Client) -> str:
    """Bring the article, and return where it is read."""
    form = {"text": ARTICLE, "title": "Новости", "language": "ru", "published": "2024-05-02"}
    return sent(client, client.get("/intake"), "read", form).headers["location"]


def test_a_model_is_asked_by_a_button_that_says_where_the_text_goes(url: str) -> None:
    with configured(url, {"facts": [RIGHT, INVENTED]}) as (client, asked):
        page = client.get(brought(client))
        assert asked.asked == []
        assert f"goes to {asked_address(client)}" in words_of(page.text)
        answered = sent(client, page, "ask")
        told = words_of(answered.text)
        assert len(asked.asked) == 1
    assert "proposed by small-model" in told
    assert "It may be wrong in everything." in told
    assert "1 of its proposals dropped: no quote that stands in the text." in told
    assert "Компания извинилась" not in told
    assert "/record/statement-issued" in answered.text
    assert "small-model" in answered.text.partition("/record/statement-issued")[2]


def asked_address(client: Client) -> str:
    endpoint = client.app.state.site.language_model
    assert endpoint is not None
    return str(endpoint.url)


def test_what_words_found_stays_where_a_model_gives_no_usable_answer(url: str) -> None:
    with configured(url, "no list") as (client, _):
        answered = sent(client, client.get(brought(client)), "ask")
    assert answered.status_code == 200
    assert "gave no usable answer" in words_of(answered.text)


def test_without_one_nothing_is_offered_or_asked(client: Client) -> None:
    address = brought(client)
    page = client.get(address)
    assert Form(page.text).buttons.get("ask") is None
    refused = client.post(address)
    assert refused.status_code == 404
    assert "no language model is configured" in words_of(refused.text)
