"""Recording in a browser without script: a form, what would follow, and the record."""

from collections.abc import Callable

import pytest
from httpx import Response
from support.web.forms import Form, sent
from support.web.pages import Client, words_of

from projections.embedded import EmbeddedRegister
from register.documents.archive import sha256_of
from register.errors import DatabaseBusy
from register.format.codec import encode, identified
from register.format.schemas import read_fact
from register.log.reader import Entry
from web.recording.types import FORMS

FINE = {
    "occurred": "1 мая 2024 года",
    "details.amount": "4 000 000",
    "details.currency": "RUB",
    "sources[0].title": "Gazette",
}
Entries = Callable[[], list[Entry]]
HOSTILE = "<img src=x onerror=alert(1)>\"'>&amp;{{7*7}}\u202e"


def test_the_first_time_one_finds_the_type_sees_what_follows_and_records_it(
    client: Client, recorded: Entries
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
    assert "before nothing is known after · unassessed ○ access: open" in words
    assert recorded() == []

    done = sent(client, preview, "record")
    assert (done.status_code, done.headers["location"]) == (
        303,
        "/relationships/tiktok/RU?recorded=3",
    )
    (entry,) = recorded()
    assert (entry.fact().type_name(), entry.recorded_by) == ("fine-imposed", "recorder-1")
    told = words_of(client.get("/?recorded=3").text)
    assert "Recorded at position 3: Fine imposed, 1 May 2024 (" in told


def form_of(client: Client, kind: str = "fine-imposed") -> Response:
    return client.get(f"/record/{kind}?platform=tiktok&jurisdiction=RU")


def test_all_that_is_wrong_is_said_at_once_each_at_its_field_and_nothing_typed_is_lost(
    client: Client, recorded: Entries
) -> None:
    wrong = {
        "platform[0]": "TikTak",
        "jurisdiction": "Russa",
        "occurred": "sometime",
        "details.amount": "much",
        "details.currency": "roubles",
        "sources[0].publisher": "Gazette",
        "sources[0].published": "2024-13",
        "note": "as was said",
    }
    page = sent(client, form_of(client), "preview", wrong)
    assert page.status_code == 422
    summary = page.text.partition('role="alert"')[2].partition("</div>")[0]
    for field in (
        *("platform-0", "jurisdiction", "occurred", "details-amount", "details-currency"),
        *("sources-0", "sources-0-published"),
    ):
        assert f'href="#f-{field}"' in summary
        assert page.text.count(f'id="f-{field}"') == 1
    assert "Platform 1: 'TikTak' is not a registered platform; the nearest" in words_of(summary)
    kept = Form(page.text).values()
    assert {name: kept[name] for name in wrong} == wrong
    assert recorded() == []


def test_an_empty_form_asks_for_what_is_needed(client: Client) -> None:
    page = sent(client, client.get("/record/obligation-imposed"), "preview")
    summary = page.text.partition('role="alert"')[2].partition("</div>")[0]
    for field in ("platform", "jurisdiction", "occurred", "details-requirement", "sources"):
        assert f'href="#f-{field}"' in summary
    assert words_of(summary).count("This is needed.") == 5


def test_a_date_that_can_be_two_is_asked_about_and_a_button_takes_one(client: Client) -> None:
    page = sent(client, form_of(client), "preview", {**FINE, "occurred": "03/04/2024"})
    offers = {value: label for value, label in Form(page.text).buttons.items() if "set:" in value}
    assert offers == {
        "set:occurred=2024-04-03": "3 April 2024",
        "set:occurred=2024-03-04": "4 March 2024",
    }
    again = sent(client, page, "set:occurred=2024-03-04")
    assert Form(again.text).values()["occurred"] == "2024-03-04"


def test_a_vague_date_is_told_back_as_the_days_that_it_may_mean(client: Client) -> None:
    page = sent(client, form_of(client), "preview", {**FINE, "occurred": "2024-03~"})
    told = "about March 2024, recorded as 2024-03~ : one of the days from 1 February 2024 to 30 April 2024"
    assert told in words_of(page.text)


def test_rows_are_added_and_taken_away_by_buttons(client: Client) -> None:
    page = sent(client, form_of(client), "add:sources", FINE)
    assert 'name="sources[1].title"' in page.text
    page = sent(client, page, "preview", {"sources[1].title": "Another"})
    page = sent(client, page, "edit")
    page = sent(client, page, "drop:sources[0]")
    assert Form(page.text).values()["sources[0].title"] == "Another"
    assert 'name="sources[1].title"' not in page.text


def test_hostile_text_in_any_field_is_shown_as_text(client: Client, recorded: Entries) -> None:
    page = form_of(client, "block-observed")
    page = sent(client, page, "add:details.more", {"details.more[0].name": HOSTILE})
    page = sent(client, page, "add:details.services")
    fields = {name for name, _ in Form(page.text).fields if name} - {"do"}
    typed = dict.fromkeys(fields, HOSTILE)
    for answer in (
        sent(client, page, "preview", typed),
        sent(client, page, "add:sources", typed),
        client.get("/record", params={"what": HOSTILE, "platform": HOSTILE}),
        client.get("/record/block-observed", params={"note": HOSTILE, "sources[0].quote": HOSTILE}),
    ):
        assert answer.status_code in (200, 422)
        assert "<img src=x" not in answer.text
    texts = {
        name: HOSTILE for name in fields if name.startswith(("note", "case", "sources[0].title"))
    }
    preview = sent(
        client, page, "preview", {**texts, "occurred": "2024", "details.more[0].value": HOSTILE}
    )
    assert preview.status_code == 200
    assert "<img src=x" not in preview.text
    assert sent(client, preview, "record").status_code == 303
    shown = client.get("/?recorded=3").text
    assert "<img src=x" not in shown
    assert recorded()[0].fact().note == HOSTILE.strip()


def test_several_platforms_are_recorded_all_or_none(client: Client, recorded: Entries) -> None:
    page = sent(client, form_of(client), "add:platform", FINE)
    both = {"platform[1]": "ВКонтакте"}
    preview = sent(client, page, "preview", both)
    assert preview.text.count('<section class="previewed">') == 2
    done = sent(client, preview, "record")
    assert done.headers["location"] == "/?recorded=3%2C4"
    first, second = recorded()
    assert (first.stream, second.stream) == ("relationship/tiktok/RU", "relationship/vk/RU")

    page = sent(client, form_of(client), "preview", {**FINE, **both, "caused_by": first.fact_id})
    assert page.status_code == 422
    assert f"vk: fact {first.fact_id} belongs to relationship/tiktok/RU" in words_of(page.text)
    assert len(recorded()) == 2


def test_what_was_previewed_is_recorded_to_the_byte_and_nothing_else_is(
    client: Client, recorded: Entries
) -> None:
    preview = sent(client, form_of(client), "preview", FINE)
    other = sent(client, preview, "record", {"details.amount": "40"})
    assert (other.status_code, recorded()) == (200, [])
    assert "amount: 40 " in words_of(other.text)
    sent(client, preview, "record")
    (entry,) = recorded()
    wanted = {
        "type": "fine-imposed",
        "platform": "tiktok",
        "jurisdiction": "RU",
        "occurred": "2024-05-01",
        "details": {"amount": 4_000_000, "currency": "RUB"},
        "sources": [{"title": "Gazette"}],
    }
    assert entry.payload == encode(identified(read_fact(wanted)))


def test_a_form_sent_twice_is_recorded_once(client: Client, recorded: Entries) -> None:
    preview = sent(client, form_of(client), "preview", FINE)
    sent(client, preview, "record")
    again = sent(client, preview, "record")
    assert again.headers["location"] == "/relationships/tiktok/RU?already=3"
    assert "It was recorded already at position 3:" in words_of(client.get("/?already=3").text)
    assert len(recorded()) == 1
    page = sent(client, form_of(client), "preview", FINE)
    assert "All of this was recorded already." in words_of(page.text)


def test_a_file_is_archived_and_the_quote_looked_up_in_it(
    client: Client, recorded: Entries
) -> None:
    files = {"sources[0].file": ("order.html", b"<p>The court fined the firm.</p>", "text/html")}
    wrong = {**FINE, "sources[0].title": "", "sources[0].quote": "The court freed the firm"}
    page = sent(client, form_of(client), "preview", wrong, files)
    assert page.status_code == 422
    assert 'href="#f-sources-0-quote"' in page.text
    kept = Form(page.text).values()
    assert kept["sources[0].sha256"] == sha256_of(files["sources[0].file"][1])
    assert kept["sources[0].title"] == "order.html"
    preview = sent(client, page, "preview", {"sources[0].quote": "The court fined the firm."})
    sent(client, preview, "record")
    archived, fine = recorded()
    assert archived.fact().type_name() == "document-archived"
    assert fine.fact().sources[0].sha256 == kept["sources[0].sha256"]


def test_an_empty_file_and_too_much_text_are_refused(client: Client, recorded: Entries) -> None:
    page = sent(
        client, form_of(client), "preview", FINE, {"sources[0].file": ("a.pdf", b"", "x/y")}
    )
    assert (page.status_code, 'href="#f-sources-0-file"' in page.text) == (422, True)
    assert sent(client, page, "preview", {"note": "x" * 2**20}).status_code == 413
    answer = client.post(
        "/record/fine-imposed",
        content=b"--x\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code in (200, 400, 422)
    assert recorded() == []


def test_nothing_typed_is_lost_when_the_database_can_t_be_written(
    client: Client, recorded: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = sent(client, form_of(client), "preview", FINE)

    def busy(*_: object, **__: object) -> None:
        raise DatabaseBusy("another process writes to the database; try again")

    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedRegister, "record", busy)
        page = sent(client, preview, "record")
    assert page.status_code == 503
    assert "the database is locked by another process; try again" in words_of(page.text)
    again = sent(client, page, "preview")
    assert sent(client, again, "record").status_code == 303
    assert len(recorded()) == 1


@pytest.mark.parametrize(
    "kind", ["fact-denied", "person-forgotten", "document-archived", "nothing"]
)
def test_what_has_no_form_says_where_it_is_recorded(example: Client, kind: str) -> None:
    assert example.get(f"/record/{kind}").status_code == 404


@pytest.mark.parametrize("kind", list(FORMS))
def test_every_type_has_a_form_and_a_form_sent_empty_says_what_is_missing(
    example: Client, kind: str
) -> None:
    page = example.get(f"/record/{kind}?lang=ar")
    assert page.status_code == 200
    answer = sent(example, page, "preview")
    assert answer.status_code == 422
    assert 'href="#f-occurred"' in answer.text
