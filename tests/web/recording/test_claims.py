"""Claims from the page of a fact: confirmed, denied, corrected, retracted, without script."""

from collections.abc import Callable

import pytest
from httpx import Response
from support.web.forms import Form, sent
from support.web.pages import Client, words_of

from aggregates.vocabulary.events import FactRetracted
from register.log.reader import Entry
from web.recording.claim_form import CLAIMS

Entries = Callable[[], list[Entry]]
FINE = {
    "platform[0]": "tiktok",
    "jurisdiction": "KZ",
    "occurred": "2024-05-01",
    "details.amount": "4000000",
    "details.currency": "RUB",
    "details.reasons[0]": "It kept\nsilent.",
    "sources[0].title": "Gazette",
}


@pytest.fixture
def fact(client: Client, recorded: Entries) -> str:
    """A fine that was recorded, by its id."""
    preview = sent(client, client.get("/record/fine-imposed"), "preview", FINE)
    sent(client, preview, "record")
    return recorded()[0].fact_id


def claimed(client: Client, page: Response, typed: dict[str, str]) -> Response:
    preview = sent(client, page, "preview", typed)
    assert preview.status_code == 200, words_of(preview.text)
    return sent(client, preview, "record")


def test_a_mistake_of_one_s_own_is_retracted_by_a_reason_alone(
    client: Client, recorded: Entries, fact: str
) -> None:
    page = client.get(f"/facts/{fact}/retract")
    assert "Fine imposed" in words_of(page.text)
    assert Form(page.text).values()["occurred"] == "2026-11-30"
    done = claimed(client, page, {"details.reason": "wrong country"})
    assert done.headers["location"] == "/relationships/tiktok/KZ?recorded=4"
    claim = recorded()[1].fact()
    assert isinstance(claim, FactRetracted)
    assert claim.refers_to == fact
    assert claim.sources[0].title == "wrong country"
    assert (claim.sources[0].author, claim.sources[0].publisher) == (
        "recorder-1",
        "the recorder's own word",
    )


@pytest.mark.parametrize("word", ["confirm", "deny"])
def test_what_others_say_of_a_fact_needs_a_source(
    client: Client, recorded: Entries, fact: str, word: str
) -> None:
    page = client.get(f"/facts/{fact}/{word}")
    refused = sent(client, page, "preview", {"details.reason": "it says so"})
    assert (refused.status_code, 'href="#f-sources"' in refused.text) == (422, True)
    claimed(client, refused, {"sources[0].title": "The firm speaks", "actor.name": "TikTok"})
    assert recorded()[1].fact().type_name() == CLAIMS[word]


def test_a_correction_says_what_was_changed_in_the_form_and_nothing_else(
    client: Client, recorded: Entries, fact: str
) -> None:
    page = client.get(f"/facts/{fact}/correct")
    assert Form(page.text).values()["now.details.amount"] == "4000000"
    changed = {
        "now.occurred": "2 мая 2024",
        "now.details.currency": "",
        "details.reason": "misread",
    }
    preview = sent(client, page, "preview", changed)
    assert "when it happened is now 2 May 2024" in words_of(preview.text)
    sent(client, preview, "record")
    claim = recorded()[1].fact()
    assert (
        b'"replacement":{"details":{"currency":null},"occurred":"2024-05-02"}'
        in recorded()[1].payload
    )
    assert claim.type_name() == "fact-corrected"
    page = client.get(f"/facts/{fact}/correct")
    assert Form(page.text).values()["now.occurred"] == "2024-05-02"


def test_a_correction_that_changes_nothing_or_spoils_the_fact_is_refused_at_its_field(
    client: Client, recorded: Entries, fact: str
) -> None:
    page = client.get(f"/facts/{fact}/correct")
    same = sent(client, page, "preview", {"details.reason": "misread"})
    assert (same.status_code, 'href="#f-now"' in same.text) == (422, True)
    wrong = {"now.details.currency": "roubles", "details.reason": "misread"}
    spoilt = sent(client, page, "preview", wrong)
    assert (spoilt.status_code, 'href="#f-now-details-currency"' in spoilt.text) == (422, True)
    assert len(recorded()) == 1


def test_of_what_is_no_fact_between_platform_and_jurisdiction_nothing_is_claimed(
    client: Client,
) -> None:
    assert client.get("/facts/1/deny").status_code == 404
    assert client.get("/facts/00000000/deny").status_code == 404
