"""A search finds facts by their words in any script, the same on both databases, by an index."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from support.facts.given import TIKTOK, Document, complete, fact
from support.programs.running import lines, ok, run, says
from support.servers.databases import Databases, SQLiteDatabases

from projections.embedded import EmbeddedRegister
from projections.queries.search import SearchAsked, best_hits, latest_hits
from projections.read_models.search_text import terms_of, words_of
from register.store.database import open_engine, writing

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NOTES = {
    2: "Minister raises a block: The Hindu's UK desk, TikTok_IN",
    3: "Оштрафован за отказ удалить запрещённый контент",
    4: "Қазақстандағы әлеуметтік желілер туралы заң",
    5: "والمحكمة تقضي بحجب التطبيق",
    6: "Bộ Thông tin và Truyền thông yêu cầu gỡ bỏ",
    7: "抖音在哈萨克斯坦设立办事处",
    8: "ティックトックの規制",
    9: "สภาผู้แทนราษฎรอนุมัติกฎหมาย",
    10: "भारत सरकार ने प्रतिबंध लगाया",
    11: "Netzwerkdurchsetzungsgesetz und Überwachung",
    12: "법원은 틱톡에 과징금을 부과했다",
}


def told(place: int, note: str) -> Document:
    return complete({**fact("statement-issued", f"2024-01-{place:02}"), "note": note}, place)


@pytest.fixture(scope="module", params=["indexed", "yet to be indexed"])
def url(databases: Databases, request: pytest.FixtureRequest) -> Iterator[str]:
    """Facts at the positions 2 to 12, one for each script, and two more about a fine."""
    cited = fact("fine-imposed", "2021-05-01")
    sources = [{"title": "The ministry speaks", "published": "2021-05-02"}]
    further = (
        complete({**cited, "sources": sources}, 13),
        complete({**fact("fine-paid", "2022-06-01"), "note": "The ministry confirms"}, 14),
    )
    facts = [told(place, note) for place, note in NOTES.items()]
    with databases.migrated() as made:
        ok("import", "-", database=made, stdin=lines(TIKTOK, *facts, *further))
        if request.param == "indexed":
            ok("rebuild", "fact-text", database=made)
        yield made


def found(url: str, *arguments: str) -> list[int]:
    rows: list[dict[str, Any]] = ok("search", "--format", "json", *arguments, database=url).document
    return [row["position"] for row in rows]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("hindu", 2),
        ("MINIST raises", 2),
        ("uk", 2),
        ("in", 2),
        ("оштраф", 3),
        ("запрещенный контент", 3),
        ("әлеуметтік", 4),
        ("қазақстан", 4),
        ("المحكمة", 5),
        ("محكمة", 5),
        ("والمحكمة", 5),
        ("bo thong tin", 6),
        ("Truyền", 6),
        ("抖音", 7),
        ("哈萨克斯坦", 7),
        ("处", 7),
        ("規制", 8),
        ("กฎหมาย", 9),
        ("प्रतिबंध", 10),
        ("netzwerkdurchsetzung", 11),
        ("uberwachung", 11),
        ("과징금", 12),
        ("2024-01-12", 12),
    ],
)
def test_a_fact_is_found_by_its_words_in_any_script(url: str, words: str, place: int) -> None:
    assert found(url, words) == [place]


@pytest.mark.parametrize(
    "words", ["inister", "u", "音在抖", "хохо", "المحكمتين", "--", "%", "'", '"']
)
def test_what_no_word_begins_with_is_not_found(url: str, words: str) -> None:
    assert found(url, "--", words) == []


@pytest.mark.parametrize("words", ["fine OR block", "NEAR(a b)", "note : x", "a* & b", "':*", "\\"])
def test_what_means_something_to_a_database_is_a_word_like_any_other(url: str, words: str) -> None:
    assert found(url, "--", words) == []


def test_who_says_it_comes_before_who_cites_it(url: str) -> None:
    assert found(url, "ministry") == [14, 13]
    assert found(url, "ministry", "fine") == [14, 13]
    assert found(url, "ministry", "fine", "imposed") == [13]
    assert found(url, "speaks") == [13]


def test_among_equals_the_latest_recorded_is_first(url: str) -> None:
    assert found(url, "statement", "--limit", "3") == [12, 11, 10]
    assert found(url, "tiktok", "--order", "log", "--limit", "2") == [14, 13]


def test_a_search_is_narrowed_as_on_a_page(url: str) -> None:
    assert found(url, "ministry", "--type", "fine-imposed") == [13]
    assert found(url, "ministry", "--since", "2022-01-01") == [14]
    assert found(url, "ministry", "--until", "2021-12-31") == [13]
    assert (
        found(url, "--platform", "TikTok", "--jurisdiction", "Kazakhstan", "--until", "2020-01-01")
        == []
    )
    assert found(url, "--type", "fine-paid") == [14]
    assert found(url, "ministry", "--jurisdiction", "RU") == []
    says(run("search", "x", "--type", "fine-payed", database=url), "the nearest are fine-paid")
    says(run("search", "x", "--since", "May", database=url), "is not a day")
    assert "give a word to search for" in run("search", database=url).err


def test_a_hit_says_where_the_words_stand(url: str) -> None:
    (row,) = ok("search", "запрещ", "--format", "json", database=url).document
    assert row["found"] == f"note: {NOTES[3]}"
    assert "The ministry speaks" in ok("search", "speaks", database=url).out


def test_more_than_the_limit_is_said(url: str) -> None:
    few = ok("search", "statement", "--limit", "3", database=url)
    assert "more than these 3" in few.err
    assert ok("search", "statement", "--limit", "11", database=url).err == ""


def test_a_long_word_is_cut_to_a_beginning_that_is_indexed_and_looked_through(
    databases: Databases,
) -> None:
    near = [told(place, f"regulation{place:02}x") for place in range(2, 30)]
    with databases.migrated() as url:
        ok("import", "-", database=url, stdin=lines(TIKTOK, *near))
        ok("rebuild", "fact-text", database=url)
        with EmbeddedRegister(url, lambda: NOW) as register, register.reading() as connection:
            asked = SearchAsked("regulation07")
            (hit,) = latest_hits(connection, asked, through=99, limit=5).documents
            assert hit["position"] == 7
            every = best_hits(connection, SearchAsked("regulation"), through=99, limit=50)
            assert len(every.documents) == 28
            some = latest_hits(connection, SearchAsked("regulation"), through=20, limit=5)
            assert [one["position"] for one in some.documents] == [20, 19, 18, 17, 16]
            assert some.further == 16


def test_words_and_terms_are_cut_alike() -> None:
    long = "a" * 100
    assert [*words_of(f"{long} b")] == ["a" * 64, "b"]
    assert [term.word for term in terms_of(long)] == ["a" * 64]


def test_an_index_that_lost_words_is_named_and_made_anew(sqlite_databases: SQLiteDatabases) -> None:
    with sqlite_databases.migrated() as url:
        ok("import", "-", database=url, stdin=lines(TIKTOK, told(2, NOTES[2])))
        ok("rebuild", "fact-text", database=url)
        assert found(url, "hindu") == [2]
        engine = open_engine(url)
        with writing(engine) as connection:
            forget = "INSERT INTO fact_word (fact_word, rowid, folded) VALUES ('delete', 2, :words)"
            connection.execute(text(forget), {"words": "the hindu s uk desk"})
        engine.dispose()
        assert found(url, "hindu") == []
        assert run("verify", database=url).status == 0
        checked = run("verify", "--replay", "--format", "json", database=url)
        assert checked.status == 1
        assert "fact_word" in json.dumps(checked.document)
        ok("rebuild", "fact-text", database=url)
        assert found(url, "hindu") == [2]
        ok("verify", "--replay", database=url)
