"""The text of a document: of pages, PDFs, JSON and plain text, whatever comes."""

import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.reading.papers import pdf

from register.documents.quote_selector import normalised
from register.documents.text import charset, text_of
from register.errors import NoText


def read(content: bytes | str, media_type: str = "text/html") -> str:
    raw = content.encode() if isinstance(content, str) else content
    return normalised(text_of(raw, media_type))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("<td>1<td>2", "1 2"),
        ("a<br>b", "a b"),
        ("un<b>break</b>able", "unbreakable"),
        ("<li>x<li>y", "x y"),
        ("a&nbsp;b &amp; &#1071; &eacute; &notit;", "a b & Я é ¬it;"),
        ("<script>var a = '<p>no</p>';</script>yes<style>p{}</style>", "yes"),
        ("<title>no</title><h1>yes</h1>", "yes"),
        ("<template><p>no</p></template>yes", "yes"),
        ("<!-- no -->yes<!-- <p>no</p> -->", "yes"),
        ("<noscript><p>yes</p></noscript>", "yes"),
        ("so&shy;ft and ze&#8203;ro", "soft and zero"),
        ("<svg><title>no</title><text>yes</text></svg>", "yes"),
        ("<textarea>a <b>b</textarea>", "a <b>b"),
        ("<p>cut off <b", "cut off"),
        ("", ""),
    ],
)
def test_a_page_has_the_text_that_its_reader_sees(page: str, text: str) -> None:
    assert read(page) == text


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ("Блокировка".encode("cp1251"), "text/html; charset=windows-1251"),
        (b"<meta charset=windows-1251><p>" + "Блокировка".encode("cp1251"), "text/html"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'
            + "Блокировка".encode("koi8-r"),
            "text/html",
        ),
        ("\ufeffБлокировка".encode("utf-16-le"), "text/plain"),
        ("\ufeffБлокировка".encode("utf-16-be"), "text/html; charset=koi8-r"),
        (b"\xef\xbb\xbf" + "Блокировка".encode(), "text/plain; charset=windows-1251"),
        ("Блокировка".encode(), "text/plain"),
        ("Блокировка".encode(), "text/plain; charset=no-such"),
        ("Блокировка".encode(), 'text/html; charset="utf-8"'),
        ("Блокировка".encode(), "text/html; charset=rot13"),
    ],
)
def test_an_encoding_is_as_the_mark_the_server_or_the_page_says(
    content: bytes, media_type: str
) -> None:
    assert read(content, media_type) == "Блокировка"


@pytest.mark.parametrize("label", ["rot13", "base64", "zlib", "idna", "unicode_escape", "utf-7"])
def test_what_is_no_encoding_of_the_web_is_not_tried(label: str) -> None:
    assert charset(label) is None


def test_the_web_s_names_mean_what_browsers_take_them_for() -> None:
    assert charset("ISO-8859-1") == "cp1252"
    assert charset("gb2312") == "gb18030"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000 + "deep",
        "<b><p>" * 50_000 + "deep",
        "<table>" * 50_000 + "deep",
        "<a " + "b=c " * 200_000 + ">deep",
        "&amp;" * 300_000 + "deep",
        "<" * 500_000 + " deep",
        "</b>" * 200_000 + "deep",
        "<svg>" * 50_000 + "deep",
    ],
    ids=["div", "b p", "table", "attributes", "entities", "less", "ends", "svg"],
)
def test_a_hostile_page_costs_what_its_length_does(page: str) -> None:
    began = time.monotonic()
    assert read(page).endswith("deep")
    assert time.monotonic() - began < 20


@given(st.binary(max_size=300))
@example(b"<p\x00>\x00")
@example(b"<!DOCTYPE html [<!ENTITY a 'b'>]>&a;")
def test_any_bytes_are_read_as_a_page_or_a_text(content: bytes) -> None:
    read(content)
    read(content, "text/plain; charset=shift_jis")


def test_no_file_is_read_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><p>&x;</p>'
    assert "secret words" not in read(page)


def test_a_pdf_has_the_text_of_its_pages() -> None:
    assert read(pdf("Order No. 7", "is hereby blocked"), "application/pdf") == (
        "Order No. 7 is hereby blocked"
    )


@pytest.mark.parametrize(
    ("content", "media_type", "words"),
    [
        (b"%PDF-1.7\nnot", "application/pdf", "can't be read as a PDF"),
        (pdf("words")[:200], "application/pdf", "PDF"),
        (pdf(""), "application/pdf", "has no text"),
        (b"\x89PNG", "image/png", "image/png has no text"),
        (b"{", "application/json", "can't be read as JSON"),
        (b"[" * 100_000, "application/json", "can't be read as JSON"),
    ],
    ids=["no pdf", "cut off", "no words", "picture", "no json", "deep json"],
)
def test_what_has_no_text_says_why(content: bytes, media_type: str, words: str) -> None:
    with pytest.raises(NoText, match=words):
        text_of(content, media_type)


@given(st.binary(max_size=400), st.integers(0, 600))
def test_a_damaged_pdf_has_text_or_says_that_it_has_none(noise: bytes, place: int) -> None:
    whole = pdf("some words")
    try:
        text_of(whole[:place] + noise + whole[place:], "application/pdf")
    except NoText as none:
        told = str(none)
    else:
        told = ""
    assert "\n" not in told


def test_json_has_the_text_of_its_names_and_values_in_their_order() -> None:
    told = {"title": "Приказ", "list": [1, "два", {"x": True}], "none": None}
    raw = json.dumps(told).encode()
    assert read(raw, "application/json") == "title Приказ list 1 два x true none null"
    assert read(raw, "application/activity+json").startswith("title Приказ")


def test_a_pdf_that_pypdf_wrote_anew_has_the_same_text() -> None:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  # only here

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("a law", "in force"))))
    written = io.BytesIO()
    writer.write(written)
    assert read(written.getvalue(), "application/pdf") == "a law in force"
