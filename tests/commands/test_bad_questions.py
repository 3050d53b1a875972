"""Wrong questions on the command line: one sentence, exit status 2, and nothing recorded."""

from collections.abc import Iterator

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run
from support.servers.databases import SQLiteDatabases


@pytest.fixture(scope="module")
def register(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register with one platform and one fact of it; nothing of this module adds to it."""
    with sqlite_databases.migrated() as url:
        known = complete(fact("block-imposed", "2022-03-01"), 1)
        ok("import", "-", database=url, stdin=lines(TIKTOK, known))
        before = ok("export", database=url).out
        yield url
        assert ok("export", database=url).out == before, "bad input was recorded"


RECORD = ("record", "fine-imposed", "--platform", "tiktok", "--jurisdiction", "KZ")
TITLE = ("--source-title", "x")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*RECORD, *TITLE), "Missing option '--occurred'"),
        ((*RECORD, "--occurred", "2022"), "--source-title or --source-url: one of them is needed"),
        ((*RECORD, "--occurred", "never", *TITLE), "'never' is not a date"),
        ((*RECORD, "--occurred", "2022", *TITLE, "-d", "amount"), "-d takes key=value"),
        (
            (*RECORD, "--occurred", "2022", *TITLE, "-d", "amount=much"),
            "-d amount: 'much' is not of type number",
        ),
        (
            (*RECORD, "--occurred", "2022", *TITLE, "-d", "amount=1e17"),
            "-d amount: '1e17' is not of type number",
        ),
        ((*RECORD, "--occurred", "2022", *TITLE, "--source", "{"), "--source takes JSON"),
        ((*RECORD, "--occurred", "2022", *TITLE, "--due", "2023"), "--due: there is no such field"),
        (("record", "fine-impose", "--occurred", "2022"), "the nearest are fine-imposed"),
        (("record", "fact-denied", "--occurred", "2022"), "is recorded with 'register deny'"),
        (("status", "tiktak"), "'tiktak' is not a registered platform; the nearest is tiktok"),
        (("status", "tiktok", "Kazakstan"), "the nearest are KZ (Kazakhstan)"),
        (("status", "tiktok", "KZ", "--at", "2022-02-30"), "'2022-02-30' is not a day"),
        (("status", "--known", "99"), "the log ends at position 2"),
        (("status", "--known", "-1"), "neither a position of the log nor a moment"),
        (("status", "--public-by", "soon"), "'soon' is not a day"),
        (("history", "tiktok"), "Missing argument 'JURISDICTION'"),
        (("deny", "99", *TITLE), "there is no fact '99'"),
        (("deny", "1", *TITLE), "claims are about facts between a platform and a jurisdiction"),
        (("deny", "2"), "--source-title or --source-url: one of them is needed"),
        (("correct", "2", *TITLE), "say what to correct"),
        (("correct", "2", "--set", "colour=red", *TITLE), "has no field 'colour'"),
        (("schema", "fine-impose"), "the nearest are fine-imposed"),
        (("types", "nothing-at-all"), "there is no type 'nothing-at-all'"),
        (("statsu",), "there is no command 'statsu'; the nearest"),
        (("status", "--format", "xml"), "'xml' is not one of"),
        (("import",), "Missing argument 'FILE…'"),
    ],
)
def test_a_wrong_question_is_answered_with_one_sentence(
    register: str, arguments: tuple[str, ...], told: str
) -> None:
    done = run(*arguments, database=register)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert done.err.startswith("Error: ")
