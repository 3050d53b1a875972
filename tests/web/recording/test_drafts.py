"""Drafts of forms: kept for their owner, gone on with, and gone once the fact is recorded."""

import re

from support.facts.given import SOURCE, fact
from support.web.forms import Form, sent
from support.web.pages import NOW, Client, pages_of, words_of

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact

TYPED = {
    "platform[0]": "tiktok",
    "jurisdiction": "KZ",
    "occurred": "2024",
    "details.representative.person": "kz-1",
    "details.representative.name": "Aida Example",
}


def test_a_draft_is_its_owner_s_alone_without_a_person_s_name_and_gone_once_recorded(
    url: str, client: Client
) -> None:
    page = client.get("/record/representative-appointed")
    kept = sent(client, page, "draft", TYPED)
    assert (kept.status_code, kept.headers["location"]) == (303, "/record")
    listed = client.get("/record").text
    assert "Legal representative appointed, tiktok, KZ, 2024" in words_of(listed)
    with pages_of(url, visitor="recorder-2") as other:
        assert "Your drafts" not in words_of(other.get("/record").text)

    (address,) = re.findall(r'href="(/record/representative-appointed\?draft=[^"]+)"', listed)
    again = client.get(address)
    values = Form(again.text).values()
    assert values["details.representative.person"] == "kz-1"
    assert "details.representative.name" not in values
    preview = sent(client, again, "preview", {"sources[0].title": "Gazette"})
    assert sent(client, preview, "record").status_code == 303
    assert "Your drafts" not in words_of(client.get("/record").text)


def test_a_draft_is_thrown_away_by_a_button(client: Client) -> None:
    sent(client, client.get("/record/fine-imposed"), "draft", {"note": "perhaps"})
    listed = client.get("/record")
    sent(client, listed, "throw")
    assert "Your drafts" not in words_of(client.get("/record").text)


def test_a_claim_is_kept_too_and_its_draft_names_the_fact_that_it_is_about(
    url: str, client: Client
) -> None:
    with EmbeddedRegister(url, lambda: NOW) as register:
        told = {**fact("block-proposed", "2026-02"), "platform": "tiktok", "jurisdiction": "KZ"}
        register.record([read_fact({**told, "sources": [SOURCE]})], recorded_by="importer")
    form = client.get("/facts/3/correct")
    kept = sent(client, form, "draft", {"now.occurred": "2026-03", "details.reason": "misread"})
    assert (kept.status_code, kept.headers["location"]) == (303, "/record")
    listed = client.get("/record").text
    assert "Fact corrected, Block proposed, tiktok, KZ" in words_of(listed)
    (address,) = re.findall(r'href="(/facts/[^"]+/correct\?draft=[^"]+)"', listed)
    again = client.get(address)
    values = Form(again.text).values()
    assert (values["now.occurred"], values["details.reason"]) == ("2026-03", "misread")
    preview = sent(client, again, "preview")
    assert sent(client, preview, "record").status_code == 303
    assert "Your drafts" not in words_of(client.get("/record").text)
