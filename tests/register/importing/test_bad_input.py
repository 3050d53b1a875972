"""Bad input: every line that can't be recorded is named with its place and every reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, corrected, denied, fact
from support.programs.running import lines, ok, run
from support.servers.databases import SQLiteDatabases

GOOD = complete(fact("block-imposed", "2022-03-01"), 1)


@pytest.fixture(scope="module")
def register(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register with one platform and one fact of it; nothing of this module adds to it."""
    with sqlite_databases.migrated() as url:
        ok("import", "-", database=url, stdin=lines(TIKTOK, GOOD))
        before = ok("export", database=url).out
        yield url
        assert ok("export", database=url).out == before, "bad input was recorded"


def one(**changed: Any) -> dict[str, Any]:
    """A good document of its own, with changes; None takes a field away."""
    document = {**complete(fact("meeting-held", "2022-03-01"), 2), **changed}
    return {name: value for name, value in document.items() if value is not None}


def detailed(kind: str, **details: Any) -> dict[str, Any]:
    return one(type=kind, details=details)


def refused(register: str, content: bytes) -> list[str]:
    """Import bytes of which a line is bad; return what is said on standard error, line by line."""
    done = run("import", "-", "--format", "json", database=register, stdin=content)
    assert done.status == 1
    assert done.document["recorded"] == 0
    assert "Traceback" not in done.err
    told = done.err.splitlines()
    assert all(len(line) < 1000 for line in told)
    return told


WRONG: list[tuple[dict[str, Any], str]] = [
    (one(type="block-treatened"), "$.type: 'block-treatened' is not a type of fact; the nearest"),
    (one(type="block-treatened"), "block-threatened"),
    (one(type=None), "$.type: it is missing"),
    (one(type=7), "$.type: 7 is not a type"),
    (one(type=["a"]), '$.type: ["a"] is not a type'),
    (
        one(platform="tiktak"),
        "$.platform: platform 'tiktak' is not registered; the nearest is tikt",
    ),
    (one(platform="Tik_Tok"), "$.platform: 'Tik_Tok' is not a slug"),
    (one(platform=None), "$.platform: it is missing"),
    (one(jurisdiction="KAZ"), "$.jurisdiction: 'KAZ' is not a jurisdiction; the nearest are"),
    (one(jurisdiction="Kazakstan"), "KZ (Kazakhstan)"),
    (one(jurisdiction="US-XX"), "$.jurisdiction: 'US-XX' is not a jurisdiction"),
    (one(jurisdiction=5), "$.jurisdiction: 5 is not of type string"),
    (one(occurred="2022-02-30"), "$.occurred: '2022-02-30' names a day"),
    (one(occurred="2022-13"), "$.occurred: '2022-13' names a day"),
    (one(occurred="yesterday"), "$.occurred: 'yesterday' is not a date in EDTF"),
    (one(occurred="2022-05/2022-03"), "$.occurred: '2022-05/2022-03' ends before it starts"),
    (one(occurred=20220301), "$.occurred: 20220301 is not of type string"),
    (one(occurred=None), "$.occurred: it is missing"),
    (one(sources=None), "$.sources: it is missing"),
    (one(sources=[]), "$.sources: it is empty"),
    (one(sources=[{"publisher": "x"}]), "$.sources[0]: a source needs a title or a url"),
    (one(sources=[{"title": ""}]), "$.sources[0].title: it is empty"),
    (one(sources=[{"url": "example.org"}]), "$.sources[0].url: 'example.org' is not a web address"),
    (one(sources=[{"title": "x", "sha256": "AB"}]), "$.sources[0].sha256: 'AB' is not a SHA-256"),
    (one(sources=[{"title": "x", "language": "ru_RU"}]), "$.sources[0].language: 'ru_RU' is not"),
    (
        one(sources=[{"title": "x", "credibility": 7}]),
        "$.sources[0].credibility: 7 is not at most 6",
    ),
    (one(sources={"title": "x"}), '$.sources: {"title": "x"} is not of type array'),
    (one(colour="red"), "$.colour: there is no such field"),
    (one(occured="2022"), "$.occured: there is no such field; the nearest is occurred"),
    (one(actor={"role": "king"}), "$.actor.role: 'king' is not one of authority, "),
    (one(id="7"), "$.id: '7' is not a UUID"),
    (one(note="x" * 20_001), "$.note: it is longer than 20000"),
    (one(id=GOOD["id"]), "$.id: fact 00000000-0000-0000-0000-000000000001 is at position 2 with"),
    (detailed("obligation-imposed", place="Almaty"), "$.details.requirement: it is missing"),
    (one(type="obligation-imposed"), "$.details: it is missing"),
    (detailed("obligation-imposed", requirement=["a"]), '$.details.requirement: ["a"] is not of'),
    (
        detailed("obligation-imposed", requirement="A B"),
        "$.details.requirement: 'A B' is not a slug",
    ),
    (detailed("obligation-imposed", requirement="a", due="soon"), "$.details.due: 'soon' is not a"),
    (detailed("fine-imposed", amount="1000"), "$.details.amount: '1000' is not of type number"),
    (detailed("fine-imposed", amount=-1), "$.details.amount: -1 is not at least 0"),
    (detailed("fine-imposed", currency="rubles"), "$.details.currency: 'rubles' is not a currency"),
    (detailed("removal-reported", count=-3), "$.details.count: -3 is not at least 0"),
    (detailed("removal-reported", count=True), "$.details.count: true is not of type"),
    (detailed("removal-reported", qualifier="circa"), "$.details.qualifier: 'circa' is not one of"),
    (detailed("block-imposed", scop="x"), "$.details.scop: there is no such field; the nearest is"),
    (
        detailed("service-withdrawn", scope="nationwide"),
        "$.details.scope: 'nationwide' can't stand",
    ),
    (one(details=["a"]), '$.details: ["a"] is not of type object'),
    (one(details={"a": "\0"}), "$: a text has a NUL character"),
    (
        complete(denied(9), 2),
        "$.refers_to: no fact 00000000-0000-0000-0000-000000000009 is recorded",
    ),
    (complete(denied(2), 2), "$.refers_to: no fact"),
    (
        {**complete(denied(1), 2), "jurisdiction": "RU"},
        "$.refers_to: fact 00000000-0000-0000-0000-",
    ),
    ({**complete(denied(1), 2), "refers_to": None}, "$.refers_to: it is missing"),
    ({**complete(denied(1), 2), "caused_by": GOOD["id"]}, "$.caused_by: there is no such field"),
    (complete(corrected(1), 2), "$.details.replacement: it replaces nothing"),
    (complete(corrected(1, occurred="x"), 2), "$.details.replacement.occurred: 'x' is not a date"),
    (complete(corrected(1, sources=None), 2), "$.details.replacement.sources"),
    (
        {**TIKTOK, "type": "instrument-adopted", "instrument": "KZ-1\n", "platform": None},
        "$.instrument: 'KZ-1\\n' can't stand here",
    ),
]


@pytest.mark.parametrize(("document", "told"), WRONG)
def test_a_wrong_fact_is_named_with_path_and_reason(
    register: str, document: dict[str, Any], told: str
) -> None:
    assert any(told in line for line in refused(register, lines(document)))


def test_all_that_is_wrong_with_a_line_is_said_at_once(register: str) -> None:
    bad = one(occurred="never", jurisdiction="KAZ", sources=[], colour=1, platform="Tik Tok")
    told = refused(register, lines(one(), bad))
    paths = [line.split(": ")[1] for line in told if line.startswith("standard input:2: ")]
    assert paths == ["$.colour", "$.jurisdiction", "$.occurred", "$.platform", "$.sources"]


NO_FACT: list[tuple[bytes, str]] = [
    (b"\xff\xfe{}", "byte 1 of the line is not UTF-8"),
    (b'{"type": "\xd0"}', "byte 11 of the line is not UTF-8"),
    (lines(one())[:-40], "it is not JSON"),
    (lines(one())[:-2], "it is not JSON"),
    (b"hello", "it is not JSON"),
    (b"{}", "$.type: it is missing"),
    (b"[]", "a fact is a JSON object, not []"),
    (b"7", "a fact is a JSON object, not 7"),
    (b"null", "a fact is a JSON object, not null"),
    (b'{"type": NaN}', "NaN is not a JSON number"),
    (b'{"type": -Infinity}', "-Infinity is not a JSON number"),
    (b'{"type": 1e999}', "the number 1e999 is beyond"),
    (b'{"type": 1e17}', "the number 1e17 is beyond"),
    (b'{"type": 9007199254740993}', "the number 9007199254740993 is beyond"),
    (b'{"type": ' + b"9" * 5000 + b"}", "is beyond what JSON keeps exact"),
    (b'{"type": "a", "type": "b"}', "the name 'type' stands twice in one object"),
    (b'{"a": {"b": 1, "b": 1}}', "the name 'b' stands twice"),
    (b"[" * 100_000, "nests too deeply"),
    (b"[" * 100_000 + b"]" * 100_000, "nests too deeply"),
    (b'{"a":' * 100_000, "nests too deeply"),
    (b"[" * 65 + b"]" * 65, "it nests deeper than 64 levels"),
    (b'{"type": "\\ud800"}', "half of a surrogate pair"),
    (b'{"\\udfff": 1}', "half of a surrogate pair"),
    (b"{'type': 'a'}", "it is not JSON"),
    (b'{"type": "a\tb"}', "it is not JSON"),
    (b"\0", "it is not JSON"),
]


@pytest.mark.parametrize(
    ("content", "told"), NO_FACT, ids=[f"{content[:20]!r}" for content, _ in NO_FACT]
)
def test_a_line_that_is_no_fact_is_named_with_its_number(
    register: str, content: bytes, told: str
) -> None:
    good = lines(one())
    assert [
        line for line in refused(register, good + b"\n" + content + b"\n" + good) if told in line
    ]
    (last,) = refused(register, good + content)
    assert last.startswith("standard input:2: $: ") or "$.type" in last


def test_a_file_that_was_cut_off_says_so(register: str) -> None:
    whole = lines(one())
    for cut in (len(whole) - 2, len(whole) - 40):
        (told,) = refused(register, whole[:cut])
        assert "cut off" in told


def test_half_pairs_in_any_field_are_refused_and_whole_ones_are_not(register: str) -> None:
    content = lines(one(note="\ud83d")) + lines(one(note="😀", id=None))
    told = refused(register, content)
    assert [line.split(": ")[0] for line in told] == ["standard input:1"]


def test_a_backslash_before_u0000_is_no_nul(register: str) -> None:
    done = ok("import", "-", "--dry-run", database=register, stdin=lines(one(note="C:\\u0000")))
    assert done.out.startswith("1 read, 1 would be recorded")


def test_a_byte_order_mark_and_blank_lines_are_no_harm(register: str) -> None:
    content = b"\xef\xbb\xbf" + lines(GOOD) + b"\n  \r\n" + lines(GOOD).replace(b"\n", b"\r\n")
    done = ok("import", "-", "--format", "json", database=register, stdin=content).document
    assert (done["read"], done["duplicates"]) == (2, 2)


def test_a_good_file_with_one_bad_line_leaves_nothing(register: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(lines(one(), one(id=None, occurred="never"), one(id=None)))
    done = run("import", str(path), "--format", "json", database=register)
    assert done.status == 1
    assert done.document == {"read": 3, "recorded": 0, "duplicates": 0, "refused": 1}
    assert done.err.startswith(f"{path}:2: $.occurred: ")
