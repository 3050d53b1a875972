"""The page of a bundle is whole in itself, and no text of a fact gets out of its place."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from support.facts.given import complete, fact
from support.proofs.evidence_making import HOSTILE, evidence, unpacked
from support.servers.databases import SQLiteDatabases

from evidence import page_facts
from projections.read_models.relationships import RelationshipKey

EU = RelationshipKey("tiktok", "EU")
ARABIC = "TikTok: الحكومة الصينية"


class Tags(HTMLParser):
    """Collects the tags of a page, and whether each is ended."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    sources = [
        {"title": ARABIC, "language": "ar", "url": "https://example.org/?a=1&b=<x>\"'"},
        {"title": HOSTILE, "publisher": HOSTILE, "locator": HOSTILE, "quote": HOSTILE},
    ]
    with sqlite_databases.migrated() as url, evidence(url) as it:
        it.record(complete(fact("statement-issued", "2024-04-28", sources=sources), 500))
        it.record(complete(fact("meeting-held", "2024-04-28", **{HOSTILE[:9]: [HOSTILE]}), 501))
        it.record(
            complete({"type": "fact-retracted", "occurred": "2024-04-29", "refers_to": 501}, 502)
        )
        it.checkpoint()
        yield unpacked(it.bundle())["index.html"].decode()


def test_every_tag_is_one_of_ours_and_is_ended(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert {tag for tag, _ in tags.seen} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "header", "section"),
        *("h1", "h2", "h3", "p", "strong", "span", "bdi", "a", "br", "em", "code", "pre"),
        *("table", "thead", "tbody", "tr", "th", "td", "div", "ol", "li", "time", "dl", "dt", "dd"),
        *("blockquote", "details", "summary"),
    }
    assert not [name for _, names in tags.seen for name in names if name.startswith("on")]


def test_the_page_fetches_nothing_and_runs_nothing(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    policy = next(names for tag, names in tags.seen if "http-equiv" in names)
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    links = [names["href"] for tag, names in tags.seen if tag == "a"]
    assert all(link and link.startswith(("#", "https://example.org/")) for link in links)
    assert not re.search(r"url\(|@import|src=", page.split("</style>", maxsplit=1)[0])


def test_links_on_the_page_lead_to_facts_on_it(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    ids = {names["id"] for _, names in tags.seen if "id" in names}
    links = {names["href"] for tag, names in tags.seen if tag == "a"}
    assert {link[1:] for link in links if link and link[0] == "#"} <= ids


def test_foreign_text_has_its_language_and_its_own_direction(page: str) -> None:
    assert f'<bdi dir="auto" lang="ar">{ARABIC}</bdi>' in page


def test_what_is_disputed_corrected_and_without_effect_is_marked(page: str) -> None:
    assert "<h3>Disputed facts</h3>" in page
    for mark in ("disputed", "corrected", "without effect"):
        assert f'<span class="mark">{mark}</span>' in page


def test_sealed_text_is_said_to_be_sealed() -> None:
    assert page_facts.text("sealed:1:c2VhbGVk") == "<em>sealed: personal data</em>"


def test_silence_is_hatched_and_said_to_be_no_finding(sqlite_databases: SQLiteDatabases) -> None:
    duty = fact("obligation-imposed", "2023-04-25", requirement="data-access", due="2023-08-25")
    told = {}
    with sqlite_databases.migrated() as url, evidence(url) as it:
        it.record(complete({**duty, "jurisdiction": "EU"}, 600))
        it.checkpoint()
        for at in ("2023-10-01", "2025-01-01"):
            told[at] = unpacked(it.bundle(at, key=EU))["index.html"].decode()
    for at, code, look in (
        ("2023-10-01", "overdue", "passed"),
        ("2025-01-01", "unconfirmed", "silent"),
    ):
        assert f'<span class="word {look}">{code}</span>' in told[at]
        assert f'<strong class="state {look}">{code}</strong>' in told[at]
        assert "that is no finding" in told[at]
        assert "non-compliant" not in told[at]
    assert "unconfirmed</strong>, was overdue" in told["2025-01-01"]
    assert "by rules 2" in told["2025-01-01"]
