"""`register intake`: an article is read, and a person decides; nothing is recorded without."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK
from support.programs.running import Ran, lines, ok, run, says
from support.reading.made_up_articles import NAMES, articles, written_to
from support.reading.papers import Answer, warc
from support.servers.language_model import model

TEXT = """Kenya blocks Nixtalk and Lumo
Kenyan operators blocked Nixtalk and Lumo on Monday.
It was raining in Nairobi.
A lawyers' association has sued the ministry over it.
"""
SHOWN = 3


def platform(slug: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {**TIKTOK, "platform": slug, "details": {"name": names[0], "aliases": list(names[1:])}}


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings" / "register"


@pytest.fixture
def register(sqlite_url: str) -> str:
    known = (platform(slug, names) for slug, names in NAMES.items())
    ok("import", "-", database=sqlite_url, stdin=lines(*known))
    return sqlite_url


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def intake(*arguments: str, register: str, keys: str | None = None) -> Ran:
    asks = () if keys is None else ("--ask",)
    given = ("--published", "2023-09-05", *asks)
    return ok("intake", *arguments, *given, database=register, stdin=(keys or "").encode())


def recorded(register: str) -> list[dict[str, Any]]:
    return ok("export", database=register).documents[len(NAMES) :]


def test_a_file_is_read_and_nothing_recorded(register: str, article: str) -> None:
    found = intake(article, "--format", "json", register=register).document
    assert found["document"]["language"] == "en"
    assert found["document"]["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert [one["types"][0] for one in found["candidates"]] == [
        "block-imposed",
        "block-imposed",
        "legal-challenge-filed",
    ]
    second = found["candidates"][1]
    assert second["quote"]["exact"] == "Kenyan operators blocked Nixtalk and Lumo on Monday."
    assert [one["slug"] for one in second["platforms"]] == ["nixtalk", "lumo"]
    assert (second["jurisdictions"], second["occurred"][0]) == (
        ["KE"],
        {"edtf": "2023-09-04", "from": "monday", "due": False},
    )
    assert recorded(register) == []


def test_people_see_the_sentence_in_full_and_what_stands_behind_it(
    register: str, article: str
) -> None:
    told = intake(article, register=register).out
    assert "[2/3] Kenyan operators blocked Nixtalk and Lumo on Monday." in told
    assert "because of" in told
    assert intake("read", article, register=register).out == told


def test_one_key_records_a_fact_for_each_platform_of_the_sentence_with_its_quote(
    register: str, article: str
) -> None:
    done = intake(article, "--by", "Dana", register=register, keys="x\na\nq\n")
    assert done.out.endswith("2 recorded.\n")
    document, *facts = recorded(register)
    assert document["type"] == "document-archived"
    assert [(one["platform"], one["jurisdiction"], one["occurred"]) for one in facts] == [
        ("nixtalk", "KE", "2023-09-04"),
        ("lumo", "KE", "2023-09-04"),
    ]
    for fact in facts:
        assert (fact["type"], fact["recorded_by"]) == ("block-imposed", "Dana")
        (source,) = fact["sources"]
        assert source["sha256"] == document["document"]
        assert source["quote"] == {"exact": "Kenyan operators blocked Nixtalk and Lumo on Monday."}
    cited = ok("source", "show", document["document"], "--format", "json", database=register)
    (shown,) = cited.document["documents"]
    assert all(one["found"] for one in shown["cited"])


def test_without_a_decision_nothing_is_recorded(register: str, article: str) -> None:
    assert "0 recorded." in intake(article, register=register, keys="x\nx\nx\n").out
    assert "0 recorded." in intake(article, register=register, keys="").out
    assert "0 recorded." in intake(article, register=register, keys="q\n").out
    assert recorded(register) == []


def test_n_takes_the_next_type(register: str, article: str) -> None:
    found = intake(article, "--format", "json", register=register).document["candidates"][1]
    intake(article, register=register, keys="x\nn\na\nq\n")
    assert recorded(register)[1]["type"] == found["types"][1]


def test_e_changes_what_would_be_recorded(register: str, article: str) -> None:
    keys = "x\ne\naccess-restricted\nLumo\nUganda\n5 September 2023\na\nq\n"
    intake(article, register=register, keys=keys)
    _, fact = recorded(register)
    assert [fact[name] for name in ("type", "platform", "jurisdiction", "occurred")] == [
        "access-restricted",
        "lumo",
        "UG",
        "2023-09-05",
    ]


def test_what_is_refused_can_be_mended(register: str, article: str) -> None:
    keys = "x\ne\nwar-declared\ne\nblock-imposed\nNobody\na\nq\n"
    done = intake(article, register=register, keys=keys)
    assert "there is no type 'war-declared'" in done.err
    assert "'Nobody' is not a registered platform" in done.err
    assert "2 recorded." in done.out


def test_what_a_type_can_not_do_without_is_asked_for(register: str, article: str) -> None:
    keys = "x\ne\nbreach-found\nlumo\nKE\n2023\na\nchild-safety\nq\n"
    intake(article, register=register, keys=keys)
    assert recorded(register)[1]["details"]["requirement"] == "child-safety"


def test_a_known_fact_is_shown_and_can_be_confirmed(register: str, article: str) -> None:
    ok(
        *("record", "block-imposed", "--platform", "lumo", "--jurisdiction", "KE"),
        *("--occurred", "2023-08-30", "--source-title", "another paper"),
        database=register,
    )
    done = intake(article, register=register, keys="x\ns\n\nq\n")
    assert "known already: 4 block-imposed 2023-08-30" in done.out
    known, _, claim = recorded(register)
    assert (claim["type"], claim["refers_to"]) == ("fact-confirmed", known["id"])
    assert claim["sources"][0]["quote"]["exact"].startswith("Kenyan operators")


def test_a_fact_of_two_months_before_is_not_taken_for_the_same(register: str, article: str) -> None:
    ok(
        *("record", "block-imposed", "--platform", "lumo", "--jurisdiction", "KE"),
        *("--occurred", "2023-07-01", "--source-title", "another paper"),
        database=register,
    )
    assert "known already" not in intake(article, register=register, keys="x\nx\nx\n").out


def test_an_archived_document_is_read_by_its_hash(register: str, article: str) -> None:
    ok("source", "add", article, "--url", "https://example.org/1", database=register)
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    found = intake(sha256[:12], "--format", "json", register=register).document
    assert found["document"]["archived"] is True
    assert len(found["candidates"]) == SHOWN
    intake(sha256[:12], register=register, keys="x\na\nq\n")
    assert recorded(register)[1]["sources"][0]["url"] == "https://example.org/1"


def test_standard_input_is_read_and_never_asked(register: str) -> None:
    done = ok(
        *("intake", "-", "--ask", "--published", "2023-09-05"),
        database=register,
        stdin=TEXT.encode(),
    )
    assert "[3/3]" in done.out
    assert recorded(register) == []


def test_a_page_in_a_warc_is_read(register: str, tmp_path: Path) -> None:
    page = "".join(f"<p>{line}</p>" for line in TEXT.splitlines()).encode()
    path = tmp_path / "crawl.warc"
    warc(path, [Answer(f"https://example.org/{number}", page) for number in (1, 2)])
    says(run("intake", str(path), database=register), "2 pages", "--url")
    found = intake(
        str(path), "--url", "https://example.org/2", "--format", "json", register=register
    )
    assert len(found.document["candidates"]) == SHOWN


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"123 456", "--language"),
        ("Lorem ipsum 12 — 34".encode("utf-16-le"), "text"),
        (b"", "empty"),
    ],
)
def test_what_can_not_be_read_is_refused_in_a_sentence(
    register: str, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    says(run("intake", str(path), database=register), told)


def test_a_file_that_is_not_there_is_named(register: str) -> None:
    says(run("intake", "nowhere.html", database=register), "there is no file nowhere.html")
    says(run("intake", "deadbeef", database=register), "deadbeef")


def test_a_day_that_is_none_is_refused(register: str, article: str) -> None:
    says(run("intake", article, "--published", "yesterday", database=register), "yesterday")


def test_evaluate_prints_what_is_reached_by_language(register: str, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    gold = str(written_to(folder, ("en", "vi")))
    command = ("intake", "evaluate", gold, "--articles", str(folder))
    rows = ok(*command, "--format", "json", database=register).document
    assert [row["language"] for row in rows] == ["en", "vi", "all"]
    assert rows[-1]["facts"] == sum(len(one["facts"]) for one in [*articles("en"), *articles("vi")])
    assert all(row["shown"] >= 0.95 for row in rows)
    table = ok(*command, database=register).out.splitlines()
    assert table[0].split()[:3] == ["language", "articles", "facts"]
    assert len(table) == 4


def test_evaluate_needs_no_register(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    gold = str(written_to(folder, ("en",)))
    nowhere = f"sqlite:///{tmp_path / 'none.db'}"
    rows = ok(
        *("intake", "evaluate", gold, "--articles", str(folder), "--format", "json"),
        database=nowhere,
    ).document
    assert rows[-1]["platform"] == 0.0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "is no JSON"),
        ("[]", "has no id"),
        ('{"id": "a", "language": "en", "sha256": "00", "facts": []}', "no file has the SHA-256"),
        ("", "has no article"),
    ],
)
def test_a_gold_set_that_is_none_is_refused_with_its_line(
    register: str, tmp_path: Path, line: str, told: str
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(line, encoding="utf-8")
    says(run("intake", "evaluate", str(gold), "--articles", str(tmp_path), database=register), told)


ANSWER = {
    "quote": "Kenyan operators blocked Nixtalk and Lumo on Monday.",
    "type": "court-ruled",
    "platform": "lumo",
    "jurisdiction": "KE",
    "occurred": None,
    "figure": None,
    "actor_role": None,
    "mood": "happened",
}
INVENTED = {**ANSWER, "quote": "Kenya has opened everything."}


def test_no_endpoint_is_asked_before_somebody_agrees(
    register: str, article: str, settings: Path
) -> None:
    with model({"facts": [ANSWER, INVENTED]}) as (url, asked):
        given = ("--endpoint", url, "--model", "small-model")
        says(run("intake", article, *given, database=register), "nobody has agreed", url)
        assert asked.asked == []
        done = intake(article, *given, "--agree", "--format", "json", register=register)
        assert f"goes to {url}" in done.err
        assert done.document["dropped"] == {"without a quote in the text": 1}
        again = intake(article, *given, register=register)
    assert "goes to" not in again.err
    assert "1 candidate without a quote in the text: dropped." in again.err
    assert (settings / "intake-endpoints.txt").read_text(encoding="utf-8") == f"{url}\n"


def test_the_fact_says_that_a_model_proposed_it(register: str, article: str) -> None:
    with model({"facts": [ANSWER]}) as (url, _):
        given = ("--endpoint", url, "--model", "small-model", "--agree")
        intake(article, *given, register=register, keys="x\na\nq\n")
    fact = recorded(register)[1]
    assert fact["type"] == "court-ruled"
    assert fact["note"] == "Proposed by the language model small-model."


def test_the_endpoint_may_be_configured(register: str, article: str, settings: Path) -> None:
    with model({"facts": [ANSWER]}) as (url, asked):
        settings.mkdir(parents=True)
        path = settings / "settings.toml"
        path.write_text(f"[intake]\nendpoint = {json.dumps(url)}\n", encoding="utf-8")
        says(run("intake", article, database=register), "--model")
        path.write_text(f'[intake]\nendpoint = "{url}"\nmodel = "m"\n', encoding="utf-8")
        intake(article, "--agree", register=register)
    assert asked.asked[0]["model"] == "m"
    path.write_text("endpoint =", encoding="utf-8")
    says(run("intake", article, database=register), "is no TOML")


def test_a_model_that_fails_leaves_the_candidates_of_the_rules(register: str, article: str) -> None:
    with model("no JSON") as (url, _):
        given = ("--endpoint", url, "--model", "m", "--agree", "--format", "json")
        done = intake(article, *given, register=register)
    assert "the candidates are those of the rules alone" in done.err
    assert len(done.document["candidates"]) == SHOWN


def test_evaluate_measures_a_model_by_the_same_table(register: str, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    gold = str(written_to(folder, ("en",)))
    with model({"facts": []}) as (url, asked):
        rows = ok(
            *("intake", "evaluate", gold, "--articles", str(folder), "--format", "json"),
            *("--endpoint", url, "--model", "m", "--agree"),
            database=register,
        ).document
    assert rows[-1]["shown"] == 0.0
    assert len(asked.asked) == len(articles("en"))
