"""A WARC's answers become documents of their own; what can't is left out, and said."""

import gzip
import hashlib
from pathlib import Path

import pytest
from support.programs.running import ok, run, says
from support.reading.papers import Answer, warc

PAGE = Answer("https://example.org/a", "<p>Заявление министра</p>".encode())
OTHER = Answer("https://example.org/b?x=1", b"plain words", media_type="text/plain")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", ["site.warc", "site.warc.gz"])
def test_each_answer_is_a_document_with_its_address_day_and_type(
    database_url: str, tmp_path: Path, name: str
) -> None:
    path = warc(tmp_path / name, [PAGE, OTHER])
    done = ok("source", "add", str(path), "--format", "json", database=database_url).document
    assert [
        (one["sha256"], one["url"], one["media_type"], one["position"]) for one in done["documents"]
    ] == [
        (sha256(PAGE.body), PAGE.url, "text/html; charset=utf-8", 1),
        (sha256(OTHER.body), OTHER.url, "text/plain", 2),
    ]
    (first, _) = ok("export", database=database_url).documents
    assert first["occurred"] == "2024-05-03"
    assert first["details"]["retrieved"] == "2024-05-03T10:00:00Z"
    assert first["details"]["name"] == name
    again = ok("source", "add", str(path), database=database_url)
    assert again.out.count("was archived already") == 2


def test_one_answer_can_be_picked_and_the_file_itself_archived(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = warc(tmp_path / "site.warc.gz", [PAGE, OTHER])
    arguments = ("source", "add", str(path), "--url", OTHER.url, "--whole", "--format", "json")
    found = ok(*arguments, database=sqlite_url).document["documents"]
    assert [one["sha256"] for one in found] == [sha256(OTHER.body), sha256(path.read_bytes())]
    assert found[1]["media_type"] == "application/gzip"


LEFT_OUT = [
    (Answer("https://example.org/1", b"moved", "301 Moved Permanently"), "its status is 301"),
    (Answer("https://example.org/2", b"gone", "404 Not Found"), "its status is 404"),
    (Answer("https://example.org/3", b"", kind="revisit"), "it is a revisit"),
    (
        Answer("https://example.org/4", b"<p>The beg", warc={"WARC-Truncated": "length"}),
        "it was truncated when it was retrieved (length)",
    ),
    (Answer("https://example.org/5", b""), "it is empty"),
    (Answer("ftp://example.org/6", b"words"), "it is no answer of HTTP"),
    (Answer("https://example.org/6", b"words", date="yesterday"), "is not a date"),
    (Answer("https://example.org/7", b"x", http={"Content-Encoding": "zz"}), "encoding zz"),
    (
        Answer("https://example.org/8", b"x", warc={"WARC-Segment-Number": "1"}),
        "it is in segments",
    ),
    (Answer("https://example.org/9", b"bytes to be changed"), "not those of its digest"),
]


def test_what_is_no_whole_answer_is_left_out_and_said(sqlite_url: str, tmp_path: Path) -> None:
    path = warc(tmp_path / "site.warc", [*(one for one, _ in LEFT_OUT), PAGE])
    path.write_bytes(path.read_bytes().replace(b"bytes to be changed", b"bytes that changed!"))
    done = ok("source", "add", str(path), "--format", "json", database=sqlite_url)
    assert [one["sha256"] for one in done.document["documents"]] == [sha256(PAGE.body)]
    told = {one["url"]: one["reason"] for one in done.document["left_out"]}
    assert set(told) == {answer.url for answer, _ in LEFT_OUT}
    for answer, reason in LEFT_OUT:
        assert reason in told[answer.url]
        assert answer.url in done.err


def test_encodings_of_the_way_are_taken_off(sqlite_url: str, tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>packed words</p>")
    chunked = b"5\r\n<p>wo\r\n4\r\nrds.\r\n0\r\n\r\n"
    path = warc(
        tmp_path / "site.warc",
        [
            Answer("https://example.org/gz", packed, http={"Content-Encoding": "gzip"}),
            Answer("https://example.org/ch", chunked, http={"Transfer-Encoding": "chunked"}),
        ],
    )
    done = ok("source", "add", str(path), "--format", "json", database=sqlite_url).document
    assert [one["sha256"] for one in done["documents"]] == [
        sha256(b"<p>packed words</p>"),
        sha256(b"<p>words."),
    ]


@pytest.mark.parametrize("name", ["site.warc", "site.warc.gz"])
@pytest.mark.parametrize("lost", [1, 40, 200, 700])
def test_nothing_of_a_warc_that_is_cut_off_is_archived(
    sqlite_url: str, tmp_path: Path, name: str, lost: int
) -> None:
    path = warc(tmp_path / name, [PAGE, Answer("https://example.org/z", b"z" * 3_000 + b"end")])
    content = path.read_bytes()
    path.write_bytes(content[: -lost - 4])  # a record ends with two empty lines
    done = run("source", "add", str(path), database=sqlite_url)
    if done.status == 0:  # only what the packer wrote after the last record was lost
        assert name.endswith(".gz")
        assert lost < 40
        return
    says(done, "site.warc", "can't be read as a WARC")
    assert ok("source", "list", database=sqlite_url).out == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a warc at all\r\n\r\n", "can't be read as a WARC"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "WARC"),
        (gzip.compress(b"something else", mtime=0), "WARC"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -4\r\n\r\n", "no answer"),
    ],
    ids=["words", "no length", "packed words", "no sense"],
)
def test_what_is_no_warc_is_one_clear_error(
    sqlite_url: str, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "bad.warc"
    path.write_bytes(content)
    says(run("source", "add", str(path), database=sqlite_url), words)


def test_a_warc_without_the_wanted_answer_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    path = warc(tmp_path / "site.warc", [PAGE])
    done = run("source", "add", str(path), "--url", "https://example.org/no", database=sqlite_url)
    says(done, "no answer of https://example.org/no")
    done = run("source", "add", str(path), "--retrieved", "2024", database=sqlite_url)
    says(done, "is a WARC, which says --retrieved itself")


def test_the_truncated_record_of_the_standard_s_words_is_read(
    sqlite_url: str, tmp_path: Path
) -> None:
    """ISO 28500, 5.13: a record that ends early has the length that it has, and says why."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<p>first"
    record = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://www.example.org/\r\n"
        b"WARC-Date: 2006-09-19T17:20:24Z\r\nWARC-Truncated: length\r\n"
        b"WARC-Record-ID: <urn:uuid:92283950-ef2f-4d72-b224-f54c6ec90bb0>\r\n"
        b"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    ) % (len(body), body)
    path = tmp_path / "iso.warc"
    path.write_bytes(record)
    says(run("source", "add", str(path), database=sqlite_url), "truncated", "(length)")
    done = ok("source", "add", str(path), "--whole", "--format", "json", database=sqlite_url)
    assert [one["media_type"] for one in done.document["documents"]] == ["application/warc"]
