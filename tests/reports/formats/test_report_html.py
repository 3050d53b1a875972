"""A report as HTML is whole in itself, and no text of the log gets out of its place."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from support.facts.given import corrected, denied, fact
from support.proofs.evidence_making import HOSTILE
from support.reading.browser import Browser, MissingBrowserError, browser
from support.reading.reported import making, recorded
from support.servers.databases import SQLiteDatabases

from reports.errors import InvalidStatement
from reports.kinds.registry import KINDS
from reports.rendering import stated, write
from reports.words.language import LANGUAGES

ARABIC = "تيك توك ترد على الحجب المحتمل"
SOURCES = [
    {"title": ARABIC, "language": "ar", "url": "https://example.org/?a=1&b=<x>\"'"},
    {"title": HOSTILE, "publisher": HOSTILE, "author": HOSTILE, "quote": HOSTILE},
]
LONG = "x" * 500
FACTS = (
    fact("local-office-pledged", "2019-07-15", due="2019-12-31", note=HOSTILE, place=LONG),
    fact("obligation-imposed", "2021-07-01", requirement="representative", due="2022-01-01"),
    fact("block-threatened", "2024-04", sources=SOURCES, order=HOSTILE, reasons=[HOSTILE]),
    corrected(3, occurred="2024-04-22", note=HOSTILE),
    fact("commitment-made", "2023", requirement="a-made-up-one"),
    denied(5),
    fact("removal-reported", "2024-05-02", count=4_000_000, unit=HOSTILE, category=HOSTILE),
)
PHONE, DESKTOP = 360, 1280


class Tags(HTMLParser):
    """Collects the tags of a page, and whether each is ended."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def pages(
    sqlite_databases: SQLiteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The dossier of hostile facts, in every language."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    with sqlite_databases.migrated() as url, recorded(url, *FACTS) as register:
        for code in LANGUAGES:
            key: dict[str, Any] = {"platform": "tiktok", "jurisdiction": "KZ"}
            with making(register, "dossier", at="2024-05-01", language=code, **key) as made:
                found[code] = folder / f"{code}.html"
                write(KINDS["dossier"](made), made.language, found[code])
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    try:
        with browser() as found:
            yield found
    except MissingBrowserError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="module")
def page(pages: dict[str, Path]) -> str:
    return pages["en"].read_text(encoding="utf-8")


def test_every_tag_is_one_of_ours_and_is_ended(page: str) -> None:
    tags = Tags(page)
    assert tags.open == []
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "img", "iframe", "object", "link", "base", "form", "input"}
    assert not [name for _, names in tags.seen for name in names if name.startswith("on")]


def test_the_page_fetches_nothing_and_runs_nothing(page: str) -> None:
    tags = Tags(page)
    (policy,) = [names["content"] for tag, names in tags.seen if "http-equiv" in names]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    links = [names["href"] for tag, names in tags.seen if tag == "a"]
    assert all(link and link.startswith(("#", "https://example.org/")) for link in links)
    assert not re.search(r"url\((?!#)|@import", page)


def test_characters_that_turn_the_direction_are_gone(page: str) -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", page)


def test_links_on_the_page_lead_to_places_on_it(page: str) -> None:
    tags = Tags(page)
    ids = [names["id"] for _, names in tags.seen if "id" in names]
    links = {names["href"] for tag, names in tags.seen if tag == "a"}
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link and link[0] == "#"} <= set(ids)


def test_foreign_text_has_its_language_and_its_own_direction(page: str) -> None:
    assert f'<bdi dir="auto" lang="ar">{ARABIC}</bdi>' in page


def test_it_states_how_it_was_made(pages: dict[str, Path], tmp_path: Path) -> None:
    for code, path in pages.items():
        assert stated(path).language == code
    for content in (
        "",
        "<!doctype html><p>no report",
        '<meta name="register-report" content="{}">',
    ):
        other = tmp_path / "other.html"
        other.write_text(content)
        with pytest.raises(InvalidStatement, match=r"other\.html"):
            stated(other)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_sticks_out_of_a_phone_or_a_desk(
    pages: dict[str, Path], chromium: Browser, code: str, width: int
) -> None:
    chromium.open(pages[code], width=width)
    assert chromium.ask("document.scrollingElement.scrollWidth") <= width
    assert chromium.complaints() == []


def test_the_browser_finds_no_script_and_fetches_nothing(
    pages: dict[str, Path], chromium: Browser
) -> None:
    chromium.open(pages["en"])
    assert chromium.ask("document.scripts.length") == 0
    assert chromium.ask("document.images.length") == 0
    assert chromium.ask("performance.getEntriesByType('resource').length") == 0


def test_arabic_is_set_from_right_to_left(pages: dict[str, Path], chromium: Browser) -> None:
    chromium.open(pages["ar"])
    assert chromium.ask("getComputedStyle(document.body).direction") == "rtl"
    first, last = (
        chromium.ask(f"document.querySelector('#requirements tbody td:{which}-child').offsetLeft")
        for which in ("first", "last")
    )
    assert first > last


CONTRASTS = """(() => {
  const channel = c => (c /= 255, c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
  const behind = one => { const c = getComputedStyle(one).backgroundColor;
    return c === 'rgba(0, 0, 0, 0)' && one.parentElement ? behind(one.parentElement) : c; };
  return [...document.querySelectorAll('.word, p, dt, th, td, a, time, .foot')].map(one => {
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), one.className || one.tagName]; }).sort((x, y) => x[0] - y[0])[0];
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    pages: dict[str, Path], chromium: Browser, scheme: str
) -> None:
    """WCAG 2.2, 1.4.3: a ratio of 4.5 to 1 at least."""
    chromium.open(pages["en"], scheme=scheme)
    ratio, where = chromium.ask(CONTRASTS)
    assert ratio >= 4.5, where


def test_it_goes_on_paper(pages: dict[str, Path], chromium: Browser) -> None:
    chromium.open(pages["ar"])
    printed = chromium.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert len(printed["data"]) > 10_000


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_finds_its_letters_on_paper_and_in_pictures(
    sqlite_databases: SQLiteDatabases, tmp_path: Path, code: str
) -> None:
    facts = (
        fact("obligation-imposed", "2021-07-01", requirement="representative", due="2022-01-01"),
        fact("block-threatened", "2024-04-22", scope="الأخرى web (لا)"),
        fact("removal-reported", "2024-05-02", count=4, unit="items", category="حصة of it"),
    )
    with sqlite_databases.migrated() as url, recorded(url, *facts) as register:
        key: dict[str, Any] = {"platform": "tiktok", "jurisdiction": "KZ"}
        with making(register, "dossier", at="2024-05-03", language=code, **key) as made:
            write(KINDS["dossier"](made), made.language, tmp_path / "x.pdf")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages)
    assert "\N{REPLACEMENT CHARACTER}" not in text


@pytest.mark.parametrize(
    "hostile", ["a\ufffeb", "a\uffffb", "a\ue000", "\U00010d69 \U00010d6c", "\ufdd0"]
)
def test_characters_for_no_text_stop_no_report(
    sqlite_databases: SQLiteDatabases, tmp_path: Path, hostile: str
) -> None:
    facts = (
        fact("block-imposed", "2022-01-01", scope=hostile, note=hostile),
        fact("removal-reported", "2022-05-02", count=4, unit="items", category=hostile),
    )
    with sqlite_databases.migrated() as url, recorded(url, *facts) as register:
        key: dict[str, Any] = {"platform": "tiktok", "jurisdiction": "KZ"}
        with making(register, "dossier", at="2024-05-03", **key) as made:
            for ending in ("html", "pdf"):
                write(KINDS["dossier"](made), made.language, tmp_path / f"x.{ending}")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert not re.search("[\ufdd0-\ufdef\ufffe\uffff]", page)
    text = "".join(one.extract_text() for one in PdfReader(tmp_path / "x.pdf").pages)
    assert "Block imposed" in text
