"""Aided entry in a browser without script: an article is brought, read, and its forms are filled in."""

import re
from collections.abc import Callable
from html import unescape

from support.web.forms import Form, sent
from support.web.pages import Client, words_of

from aggregates.vocabulary.fields import Quote
from register.log.reader import Entry

ARTICLE = """Суд оштрафовал TikTok
1 мая 2024 года суд в Москве оштрафовал TikTok на 4 млн рублей за отказ удалить запрещённый контент.
Погода в столице была ясная."""
SENTENCE = "1 мая 2024 года суд в Москве оштрафовал TikTok на 4 млн рублей за отказ удалить запрещённый контент."


def test_behind_a_sentence_stands_its_form_and_a_person_records_it(
    client: Client, recorded: Callable[[], list[Entry]]
) -> None:
    empty = client.get("/intake")
    brought = sent(
        client, empty, "read", {"text": ARTICLE, "title": "Новости", "published": "2024-05-02"}
    )
    assert brought.status_code == 303
    page = client.get(brought.headers["location"])
    assert page.status_code == 200
    assert SENTENCE in words_of(page.text)
    assert re.search(r"<mark[^>]*><a[^>]*>[^<]*оштрафовал", page.text)
    link = next(it for it in re.findall(r'href="(/record/fine-imposed[^"]*)"', page.text))
    filled = client.get(unescape(link))
    values = Form(filled.text).values()
    assert values["platform[0]"] == "TikTok"
    assert values["jurisdiction"] == "Russia"
    assert values["occurred"] == "2024-05-01"
    assert values["sources[0].title"] == "Новости"
    preview = sent(client, filled, "preview")
    assert sent(client, preview, "record").status_code == 303
    archived, fine = recorded()
    assert archived.fact().type_name() == "document-archived"
    source = fine.fact().sources[0]
    assert isinstance(source.quote, Quote)
    assert (source.quote.exact, source.sha256) == (
        SENTENCE,
        archived.fact().stream().partition("/")[2],
    )
    again = client.get(brought.headers["location"])
    assert "The register may have it already:" in words_of(again.text)


def test_what_can_t_be_read_says_why_and_what_was_pasted_stays(client: Client) -> None:
    nothing = sent(client, client.get("/intake"), "read", {"title": "Новости"})
    assert nothing.status_code == 422
    assert Form(nothing.text).values()["title"] == "Новости"
    picture = sent(
        client, nothing, "read", {}, {"file": ("a.png", b"\x89PNG\r\n\x1a\n0", "image/png")}
    )
    assert client.get(picture.headers["location"]).status_code == 422
    assert client.get("/intake/00000000").status_code == 404
