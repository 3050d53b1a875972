"""Recording in a browser without script: a form, what would follow, and the record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.facts.given import TIKTOK
from support.web.forms import Form, sent
from support.web.pages import NOW, Client, pages_of, words_of

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.log.reader import Entry, LogReader
from register.store.database import migrate

VK = {**TIKTOK, "platform": "vk", "details": {"name": "VK", "aliases": ["ВКонтакте"]}}
FINE = {
    "occurred": "1 мая 2024 года",
    "details.amount": "4 000 000",
    "details.currency": "RUB",
    "sources[0].title": "Gazette",
}
HOSTILE = "<img src=x onerror=alert(1)>\"'>&amp;{{7*7}}\u202e"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A register of two platforms."""
    url = f"sqlite:///{tmp_path}/register.db"
    migrate(url)
    with EmbeddedRegister(url, lambda: NOW) as register:
        register.record([read_fact(one) for one in (TIKTOK, VK)], recorded_by="importer")
    return url


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    with pages_of(url) as client:
        yield client


def recorded(url: str) -> list[Entry]:
    """The facts of the log after the two platforms."""
    with EmbeddedRegister(url, lambda: NOW) as register, register.reading() as connection:
        return list(LogReader(connection).between(2, 10**9))


def test_the_first_time_one_finds_the_type_sees_what_follows_and_records_it(
    url: str, client: Client
) -> None:
    found = client.get("/record?what=штраф&platform=tiktok&jurisdiction=RU").text
    address = "/record/fine-imposed?platform=tiktok&amp;jurisdiction=RU"
    assert f'href="{address}"' in found
    page = client.get(address.replace("&amp;", "&"))
    shown = Form(page.text).values()
    assert (shown["platform[0]"], shown["jurisdiction"]) == ("TikTok", "Russia")

    preview = sent(client, page, "preview", FINE)
    words = words_of(preview.text)
    assert preview.status_code == 200
    assert "1 May 2024, recorded as 2024-05-01" in words
    assert "amount: 4,000,000" in words
    assert "before nothing is known after unassessed" in words
    assert recorded(url) == []

    done = sent(client, preview, "record")
    assert (done.status_code, done.headers["location"]) == (
        303,
        "/relationships/tiktok/RU?recorded=3",
    )
    (entry,) = recorded(url)
    assert (entry.fact().type_name(), entry.recorded_by) == ("fine-imposed", "recorder-1")
    told = words_of(client.get("/?recorded=3").text)
    assert "Recorded at position 3: Fine imposed, 1 May 2024 (TikTok, Russia)." in told
