"""Archived sources: kept once, linked to what cites them, and quoted as they read."""

import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import DBAPIError
from support.facts.given import TIKTOK, complete, corrected, fact, retracted
from support.programs.running import lines, ok, run, says
from support.reading.papers import pdf

from projections.embedded import EmbeddedRegister
from register.documents import archive
from register.documents.citations import cited_in
from register.format.codec import encode
from register.format.schemas import read_fact
from register.importing import documents as archiving
from register.store.database import open_engine, reading, writing
from register.store.tables import document as document_table

URL = "https://example.org/order"
PAGE = (
    "<!doctype html><title>Order</title><h1>Приказ № 7</h1>"
    "<p>The ministry said it <b>may</b> block.</p><p>The ministry said nothing more.</p>"
).encode()
SHA = hashlib.sha256(PAGE).hexdigest()
NEVER = hashlib.sha256(b"never archived").hexdigest()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    return path


def source(quote: Any = None, sha256: str | None = SHA) -> dict[str, Any]:
    told = {"title": "a source", "url": URL, "sha256": sha256, "quote": quote}
    return {name: value for name, value in told.items() if value is not None}


def quoting(place: int, quote: Any, sha256: str | None = SHA) -> dict[str, Any]:
    return complete(fact("block-threatened", "2024-05-03", sources=[source(quote, sha256)]), place)


def add(database: str, *arguments: str | Path) -> Any:
    given = ("source", "add", *map(str, arguments), "--format", "json")
    return ok(*given, database=database).document


def record(database: str, *facts: dict[str, Any]) -> Any:
    return run("import", "-", "--format", "json", database=database, stdin=lines(TIKTOK, *facts))


def kept(database: str) -> list[tuple[str, int]]:
    engine = open_engine(database)
    with reading(engine) as connection:
        found = list(archive.archived(connection))
    engine.dispose()
    return found


def test_a_file_is_archived_with_the_fact_that_tells_of_it(database_url: str, page: Path) -> None:
    done = add(database_url, page, "--url", URL, "--retrieved", "2024-05-03T10:00Z", "--title", "t")
    (one,) = done["documents"]
    assert (one["sha256"], one["size"], one["media_type"]) == (SHA, len(PAGE), "text/html")
    (row,) = ok("export", database=database_url).documents
    assert (row["type"], row["document"], row["occurred"]) == (
        "document-archived",
        SHA,
        "2024-05-03",
    )
    assert row["sources"] == [
        {"retrieved": "2024-05-03T10:00Z", "sha256": SHA, "title": "t", "url": URL}
    ]
    assert row["details"] == {
        "media_type": "text/html",
        "name": "page.html",
        "retrieved": "2024-05-03T10:00Z",
        "size": len(PAGE),
        "url": URL,
    }
    assert kept(database_url) == [(SHA, len(PAGE))]


def test_the_same_document_is_recorded_once_and_each_new_saying_too(
    database_url: str, page: Path
) -> None:
    add(database_url, page, "--url", URL)
    for again in ((page,), (page, "--url", URL), (page, "--media-type", "text/html")):
        (one,) = add(database_url, *again)["documents"]
        assert (one["kept"], one["position"]) == (False, None)
    (one,) = add(database_url, page, "--url", URL, "--retrieved", "2024-05-04")["documents"]
    assert (one["kept"], one["position"]) == (False, 2)
    (one,) = add(database_url, page, "--url", f"{URL}/2")["documents"]
    assert one["position"] == 3
    assert kept(database_url) == [(SHA, len(PAGE))]


def test_the_same_file_twice_in_one_command_is_one(database_url: str, page: Path) -> None:
    done = add(database_url, page, page)["documents"]
    assert [one["position"] for one in done] == [1, None]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no-such",), "No such file"),
        (("empty",), "is empty"),
        (("folder",), "is a folder"),
        (("large",), "more than 100,000,000 bytes"),
        (("/dev/null",), "is not a file"),
        (("page.html", "--retrieved", "05.03.2024"), "--retrieved"),
        (("page.html", "--url", "example.org"), "--url"),
        (("page.html", "--media-type", "html"), "is not a media type"),
        (("page.html", "--language", "русский"), "--language"),
        (("page.html", "page.html", "--url", URL), "--url is of one file"),
        (("page.html", "empty"), "is empty"),
    ],
)
def test_what_cannot_be_archived_is_one_clear_error_and_nothing_is(
    sqlite_url: str, page: Path, arguments: tuple[str, ...], words: str
) -> None:
    (page.parent / "empty").touch()
    (page.parent / "folder").mkdir()
    with (page.parent / "large").open("wb") as stream:
        stream.truncate(archiving.MAX_BYTES + 1)
    given = [str(page.parent / one) if one in FILES else one for one in arguments]
    says(run("source", "add", *given, database=sqlite_url), words)
    assert kept(sqlite_url) == []
    assert ok("export", database=sqlite_url).out == ""


FILES = {"no-such", "empty", "folder", "large", "page.html"}


def test_a_quote_of_an_archived_document_is_found_or_refused(database_url: str, page: Path) -> None:
    add(database_url, page)
    good = [
        quoting(1, "it may block"),
        quoting(2, "Приказ № 7 The ministry"),
        quoting(3, {"exact": "The ministry said", "suffix": "it"}),
        quoting(4, {"exact": "The ministry said", "prefix": "block. "}),
        quoting(5, "words of another", sha256=NEVER),
        quoting(6, "no hash is given", sha256=None),
        quoting(7, None),
    ]
    assert record(database_url, *good).document["recorded"] == len(good) + 1
    done = record(database_url, quoting(11, "The ministry said"), quoting(12, "it can block"))
    assert done.status == 1
    assert done.document["refused"] == 2
    first, second = done.err.splitlines()
    assert "$.sources[0].quote: it is found 2 times in the archived text" in first
    assert "$.sources[0].quote: it is not found in the archived text" in second


def test_a_quote_is_looked_up_from_the_command_line_too(database_url: str, page: Path) -> None:
    ok("import", "-", database=database_url, stdin=lines(TIKTOK))
    add(database_url, page)
    told = [
        *("record", "block-threatened", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2024-05-03", "--source-url", URL, "--source-sha256", SHA),
    ]
    says(
        run(*told, "--source-quote", "The ministry said", database=database_url),
        "--source-quote: it is found 2 times",
    )
    ok(
        *(*told, "--source-quote", "The ministry said", "--source-quote-suffix", "nothing"),
        database=database_url,
    )
    says(run(*told, "--source-quote-prefix", "x", database=database_url), "are of a --source-quote")
    says(
        run("record", "document-archived", "--occurred", "2024", database=database_url),
        "register source add",
    )


def test_a_correction_is_looked_up_where_it_puts_sources(database_url: str, page: Path) -> None:
    add(database_url, page)
    bad = complete(corrected(1, sources=[source("it can block")]), 2)
    done = record(database_url, quoting(1, None), bad)
    assert "$.details.replacement.sources[0].quote: it is not found" in done.err
    good = complete(corrected(1, sources=[source("it may block")]), 2)
    assert record(database_url, quoting(1, None), good).status == 0


def test_the_same_fact_again_is_a_duplicate_even_where_its_quote_is_not_found(
    database_url: str, page: Path
) -> None:
    told = quoting(1, "it can block")
    record(database_url, told)
    add(database_url, page)
    assert record(database_url, told).document["duplicates"] == 2
    with EmbeddedRegister(database_url, lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
        (outcome,) = register.record([read_fact(told)], recorded_by="test")
    assert outcome.duplicate


def test_quotes_recorded_before_their_document_are_named_when_it_comes(
    database_url: str, page: Path
) -> None:
    record(database_url, quoting(1, "it may block"), quoting(2, "it can block"))
    assert ok("source", "check", database=database_url).out.startswith("0 documents, 1 missing")
    done = run("source", "add", str(page), "--format", "json", database=database_url)
    assert done.status == 0
    (wrong,) = done.document["quotes_not_found"]
    assert (wrong["position"], wrong["path"]) == (3, "$.sources[0].quote")
    assert "Quote not found: fact" in done.err
    checked = run("source", "check", "--format", "json", database=database_url)
    assert checked.status == 1
    assert checked.document["quotes_not_found"] == [wrong]
    found = run("doctor", "--format", "json", database=database_url)
    assert found.status == 1
    assert [one["fact"] for one in found.document if one["kind"] == "quote"] == [wrong["fact"]]


@pytest.mark.parametrize(
    "claim",
    [corrected(1, sources=[source("it may block")]), retracted(1)],
    ids=["correct", "retract"],
)
def test_a_quote_that_was_put_right_is_not_named_any_more(
    database_url: str, page: Path, claim: dict[str, Any]
) -> None:
    record(database_url, quoting(1, "it can block"))
    add(database_url, page)
    assert run("source", "check", database=database_url).status == 1
    assert record(database_url, complete(claim, 2)).status == 0
    ok("source", "check", database=database_url)
    assert record(database_url, complete(retracted(2), 3)).status == 0
    assert run("source", "check", database=database_url).status == 1


def test_the_list_says_what_is_archived_what_is_missing_and_what_has_no_hash(
    database_url: str, page: Path
) -> None:
    add(database_url, page, "--url", URL)
    record(
        database_url,
        quoting(1, None),
        quoting(2, "it may block"),
        quoting(3, None, NEVER),
        complete(fact("court-ruled", "2024", sources=[source(sha256=None)]), 4),
    )
    rows = ok("source", "list", "--format", "json", database=database_url).document
    assert [(row["sha256"], row["archived"], row["facts"]) for row in rows] == [
        (SHA, True, 2),
        (NEVER, False, 1),
        (None, False, 1),
    ]
    missing = ok("source", "list", "--missing", "--format", "json", database=database_url).document
    assert [row["sha256"] for row in missing] == [NEVER]
    assert "missing, 1 fact" in ok("source", "list", database=database_url).out


def test_a_source_is_shown_with_where_it_is_cited_and_how_it_is_quoted(
    database_url: str, page: Path
) -> None:
    record(
        database_url,
        quoting(1, "it may block"),
        quoting(2, "it can block"),
        complete(fact("court-ruled", "2024", sources=[source(sha256=None)]), 4),
    )
    add(database_url, page, "--url", URL)
    for name in (SHA, SHA[:8], URL):
        told = ok("source", "show", name, "--format", "json", database=database_url).document
        (known,) = told["documents"]
        assert known["size"] == len(PAGE)
        assert [one["found"] for one in known["cited"]] == [True, False]
        assert [one["position"] for one in told["by_url_only"]] == [4]
    shown = ok("source", "show", SHA[:8], database=database_url).out
    assert "found once" in shown
    assert "only, without a hash" in shown
    says(run("source", "show", "ffffffff", database=database_url), "no document ffffffff")
    says(run("source", "show", "order", database=database_url), "is neither")
    says(run("source", "show", "https://example.org/no", database=database_url), "no source")


def test_a_document_without_text_is_quoted_without_a_look(database_url: str, page: Path) -> None:
    picture = page.with_name("scan.png")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n picture")
    (one,) = add(database_url, picture)["documents"]
    assert record(database_url, quoting(1, "words of a scan", one["sha256"])).status == 0
    ok("source", "check", database=database_url)
    shown = ok("source", "show", one["sha256"], database=database_url).out
    assert "quotes are not looked up: image/png has no text" in shown


def test_a_pdf_is_quoted_across_its_lines(database_url: str, page: Path) -> None:
    path = page.with_name("law.pdf")
    path.write_bytes(pdf("Platforms shall appoint", "a representative."))
    (one,) = add(database_url, path)["documents"]
    assert record(database_url, quoting(1, "appoint a representative", one["sha256"])).status == 0
    assert record(database_url, quoting(2, "appoint an agent", one["sha256"])).status == 1


def test_the_last_word_on_the_media_type_counts(database_url: str, page: Path) -> None:
    add(database_url, page, "--media-type", "application/octet-stream")
    assert record(database_url, quoting(1, "it can block")).status == 0
    wrong = add(database_url, page, "--media-type", "text/html")["quotes_not_found"]
    assert len(wrong) == 1


def test_documents_are_written_out_and_archived_again_beside_an_imported_log(
    databases: Any, page: Path, tmp_path: Path
) -> None:
    with databases.migrated() as old, databases.migrated() as new:
        add(old, page, "--url", URL)
        record(old, quoting(1, "it may block"))
        log = ok("export", database=old).out.encode()
        folder = tmp_path / "out"
        assert "1 document written" in ok("source", "export", str(folder), database=old).out
        assert "0 documents written" in ok("source", "export", str(folder), database=old).out
        ok("import", "-", database=new, stdin=log)
        assert SHA in ok("source", "list", "--missing", database=new).out
        (written,) = folder.iterdir()
        assert written.name == f"{SHA}.html"
        (one,) = add(new, written)["documents"]
        assert (one["kept"], one["position"]) == (True, None)
        assert ok("source", "list", "--missing", database=new).out == ""
        assert kept(new) == kept(old)


def test_a_document_is_got_back_to_the_byte(database_url: str, page: Path, tmp_path: Path) -> None:
    add(database_url, page)
    out = tmp_path / "again.html"
    ok("source", "get", SHA[:12], "--out", str(out), database=database_url)
    assert out.read_bytes() == PAGE
    says(run("source", "get", SHA, "--out", str(out), database=database_url), "File exists")
    says(run("source", "get", NEVER, "--out", "x", database=database_url), "no document")


def test_damaged_bytes_are_found_not_given_out_and_mended_by_the_file(
    database_url: str, page: Path, tmp_path: Path
) -> None:
    add(database_url, page)
    engine = open_engine(database_url)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text("UPDATE document SET content = content"))
    with writing(engine) as connection:
        connection.execute(delete(document_table))
        connection.execute(insert(document_table).values(sha256=SHA, content=b"other"))
        assert list(archive.damaged(connection)) == [SHA]
    engine.dispose()
    done = run("source", "check", "--format", "json", database=database_url)
    assert (done.status, done.document["damaged"]) == (1, [SHA])
    says(run("source", "get", SHA, "--out", str(tmp_path / "x"), database=database_url), "damaged")
    (one,) = add(database_url, page)["documents"]
    assert (one["kept"], one["position"]) == (True, None)
    ok("source", "check", database=database_url)


def test_a_fact_cites_the_documents_of_its_sources_and_of_what_a_correction_puts_in(
    sqlite_url: str,
) -> None:
    other = complete(corrected(1, sources=[source(sha256=NEVER)]), 2)
    facts = [read_fact(quoting(1, "x")), read_fact(other), read_fact(quoting(3, "y"))]
    cited = [one.sha256 for each in facts for one in cited_in(encode(each))]
    assert [sha256 for sha256 in cited if sha256 is not None] == [SHA, NEVER, SHA]
    record(sqlite_url, quoting(1, None))
    path = sqlite_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as raw:
        (payload,) = raw.execute("SELECT payload FROM log WHERE position = 2").fetchone()
    raw.close()
    assert [one.sha256 for one in cited_in(payload)] == [SHA]
    assert json.loads(payload)["sources"][0]["sha256"] == SHA
