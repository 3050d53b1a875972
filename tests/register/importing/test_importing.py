"""Importing large files: checked first, staged, and appended while others record too."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.crashes.limits import limited
from support.facts.given import TIKTOK, Document, complete, corrected, denied, fact
from support.programs.running import lines, ok, run_process, says

from projections.embedded import EmbeddedRegister
from register.errors import DatabaseProblem, ImportStopped
from register.importing import block_reader, importer
from register.importing.importer import ImportOptions, ImportResult, ImportStep
from register.log.reader import Entry, LogReader

META: Document = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}
BATCH = 7


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few lines make a large file."""
    monkeypatch.setattr(importer, "BLOCK_BYTES", 700)
    monkeypatch.setattr(importer, "SMALL", 1)
    monkeypatch.setattr(importer, "BATCH", BATCH)


@pytest.fixture
def register(database_url: str) -> Iterator[EmbeddedRegister]:
    with EmbeddedRegister(database_url, lambda: datetime.now(UTC)) as found:
        yield found


def imported(
    register: EmbeddedRegister,
    content: bytes,
    *,
    dry_run: bool = False,
    skip: bool = False,
    on_refused: Callable[[bytes], None] = lambda _: None,
    on_step: Callable[[ImportStep], None] = lambda _: None,
) -> ImportResult:
    options = ImportOptions(
        recorded_by="test",
        dry_run=dry_run,
        skip_refused=skip,
        on_refused=on_refused,
        on_step=on_step,
    )
    return register.import_file(io.BytesIO(content), "a file", options)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.read, result.recorded, result.duplicates, result.refused


def entries(register: EmbeddedRegister) -> list[Entry]:
    with register.reading() as connection:
        return list(LogReader(connection).between(0, 1_000_000))


def court(place: int, **more: object) -> Document:
    return complete(fact("court-ruled", "2022", **more), place)


def many(first: int, last: int) -> list[Document]:
    return [court(place) for place in range(first, last + 1)]


def test_a_large_file_is_recorded_in_its_order_and_again_to_nothing(
    register: EmbeddedRegister,
) -> None:
    content = lines(TIKTOK, *many(1, 40))
    assert counts(imported(register, content)) == (41, 41, 0, 0)
    found = entries(register)
    assert [entry.position for entry in found] == list(range(1, 42))
    assert [entry.version for entry in found] == [1, *range(1, 41)]
    assert [entry.fact_id for entry in found[1:]] == [court(n)["id"] for n in range(1, 41)]
    assert len({entry.recorded_at for entry in found}) == 6, "not in batches"
    assert counts(imported(register, content)) == (41, 0, 41, 0)
    assert entries(register) == found


def test_one_bad_line_at_the_end_of_a_large_file_leaves_nothing(register: EmbeddedRegister) -> None:
    result = imported(register, lines(TIKTOK, *many(1, 40)) + b"{}\n")
    assert counts(result) == (42, 0, 0, 1)
    (refusal,) = result.refusals
    assert str(refusal) == "a file:42: $.type: it is missing"
    assert entries(register) == []


def test_refused_lines_are_left_out_and_given_back_as_they_were(register: EmbeddedRegister) -> None:
    bad = b'{"type": "nothing" }\r\n'
    late = lines({**court(50), "platform": "vk"})
    given: list[bytes] = []
    content = lines(TIKTOK, *many(1, 20)) + bad + lines(*many(21, 40)) + late + b"[]"
    result = imported(register, content, skip=True, on_refused=given.append)
    assert counts(result) == (44, 41, 0, 3)
    assert given == [bad, late, b"[]"]
    assert [refusal.line for refusal in result.refusals] == [22, 43, 44]
    assert len(entries(register)) == 41


def test_a_check_of_a_large_file_records_nothing(register: EmbeddedRegister) -> None:
    assert counts(imported(register, lines(TIKTOK, *many(1, 40)), dry_run=True)) == (41, 41, 0, 0)
    assert entries(register) == []


@pytest.mark.parametrize("apart", [1, 30])
def test_a_fact_twice_in_a_file_is_one_fact_and_with_other_content_it_is_refused(
    register: EmbeddedRegister, apart: int
) -> None:
    file = [TIKTOK, *many(1, apart)]
    assert counts(imported(register, lines(*file, court(1), *many(60, 80)), dry_run=True)) == (
        apart + 23,
        apart + 22,
        1,
        0,
    )
    result = imported(register, lines(*file, court(1, note="other"), *many(60, 80)))
    (refusal,) = result.refusals
    assert (refusal.line, result.recorded) == (apart + 2, 0)
    told = f"fact {court(1)['id']} is earlier in the same input, in line 2, with other content"
    assert refusal.problems[0].reason == told


def test_an_id_of_the_log_with_other_content_is_refused_with_its_position(
    register: EmbeddedRegister,
) -> None:
    imported(register, lines(TIKTOK, court(1)))
    result = imported(register, lines(*many(2, 40), court(1, note="other")))
    (refusal,) = result.refusals
    assert "is at position 2 with other content" in str(refusal)


@pytest.mark.parametrize("apart", [2, 30])
def test_facts_refer_to_earlier_lines_of_their_file(register: EmbeddedRegister, apart: int) -> None:
    later = [
        complete(denied(1), 90),
        complete(corrected(1, note="so"), 91),
        court(92, caused_by=1),
        *many(93, 99),
    ]
    assert imported(register, lines(TIKTOK, *many(1, apart), *later)).refused == 0
    assert len(entries(register)) == apart + 11


@pytest.mark.parametrize("apart", [1, 30])
def test_facts_do_not_refer_to_later_lines_or_to_refused_ones(
    register: EmbeddedRegister, apart: int
) -> None:
    first = [complete(denied(50), 70), court(71, caused_by=51)]
    refused = {**court(51), "platform": "vk"}
    last = [court(50), refused, court(72, caused_by=51)]
    content = lines(TIKTOK, *first, *many(1, apart), *last, *many(80, 99))
    result = imported(register, content, skip=True)
    reasons = [refusal.problems[0].path for refusal in result.refusals]
    assert reasons == ["$.refers_to", "$.caused_by", "$.platform", "$.caused_by"]
    assert result.recorded == apart + 22


def test_a_platform_is_registered_before_its_facts_in_the_same_file(
    register: EmbeddedRegister,
) -> None:
    of_meta = [{**court(place), "platform": "meta"} for place in range(60, 80)]
    content = lines(of_meta[0], TIKTOK, *many(1, 20), META, *of_meta[1:])
    result = imported(register, content, skip=True)
    assert counts(result) == (42, 41, 0, 1)
    assert "platform 'meta' is not registered" in str(result.refusals[0])


class Meanwhile:
    """Somebody who records while a file is being imported: once something was reached."""

    def __init__(self, url: str, phase: str, *facts: Document) -> None:
        self._url = url
        self._phase = phase
        self._facts = facts

    def __call__(self, step: ImportStep) -> None:
        if step.phase == self._phase and self._facts:
            facts, self._facts = self._facts, ()
            ok("import", "-", database=self._url, stdin=lines(*facts))


@pytest.mark.parametrize("phase", ["checking", "recording"])
def test_others_record_while_a_file_is_imported_and_all_is_kept(
    register: EmbeddedRegister, database_url: str, phase: str
) -> None:
    imported(register, lines(TIKTOK))
    others = Meanwhile(database_url, phase, court(90), court(30), court(91))
    result = imported(register, lines(*many(1, 40)), on_step=others)
    assert counts(result) == (40, 39, 1, 0)
    found = entries(register)
    assert [entry.position for entry in found] == list(range(1, 44))
    assert [entry.version for entry in found[1:]] == list(range(1, 43))
    assert len({entry.fact_id for entry in found}) == 43


def test_a_fact_that_another_recorded_with_other_content_stops_the_import(
    register: EmbeddedRegister, database_url: str
) -> None:
    imported(register, lines(TIKTOK))
    others = Meanwhile(database_url, "recording", court(30, note="other"))
    told = r"^a file:30: \$\.id: fact .* is at position 9 with other .* 28 facts of the file were"
    with pytest.raises(ImportStopped, match=told):
        imported(register, lines(*many(1, 40)), on_step=others)
    assert len(entries(register)) == 1 + 28 + 1


def test_a_full_disk_during_the_append_says_how_much_is_recorded(sqlite_url: str) -> None:
    with EmbeddedRegister(sqlite_url, lambda: datetime.now(UTC)) as register:

        def fill(step: ImportStep) -> None:
            if step.phase == "recording":
                with register.engine.connect() as connection:
                    connection.connection.cursor().execute("PRAGMA max_page_count = 1")

        content = lines(TIKTOK, *(court(place, note="x" * 3_000) for place in range(1, 40)))
        with pytest.raises(DatabaseProblem, match=r"full, .*; 7 facts of the file were recorded"):
            imported(register, content, on_step=fill)
    assert len(ok("export", database=sqlite_url).documents) == BATCH


def test_steps_add_up_to_the_file(register: EmbeddedRegister) -> None:
    content = lines(TIKTOK, *many(1, 40))
    steps: list[ImportStep] = []
    imported(register, content, on_step=steps.append)
    checked = [step for step in steps if step.phase == "checking"]
    recorded = [step for step in steps if step.phase == "recording"]
    assert sum(step.size for step in checked) == len(content)
    assert sum(step.facts for step in checked) == 41
    assert [(step.facts, step.of) for step in recorded] == [(7, 41)] * 5 + [(6, 41)]


@pytest.mark.parametrize("size", [1, 5, 40, 1_000])
def test_blocks_of_any_size_have_the_lines_of_the_file(
    register: EmbeddedRegister, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(importer, "BLOCK_BYTES", size)
    content = b"\xef\xbb\xbf\n \r\n" + lines(TIKTOK, court(1)).replace(b"\n", b"\r\n\n") + b"{}"
    result = imported(register, content, skip=True)
    assert counts(result) == (3, 2, 0, 1)
    assert result.refusals[0].line == 7


def test_other_processes_read_a_file_to_the_same(
    register: EmbeddedRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block_reader, "ALONE", 2)
    content = lines(TIKTOK, *many(1, 30)) + b"{}\n" + lines(*many(31, 60), court(5, note="x"))
    with monkeypatch.context() as patched:
        patched.setattr(register, "_workers", 2)
        result = imported(register, content, skip=True)
    assert counts(result) == (63, 61, 0, 2)
    assert [refusal.line for refusal in result.refusals] == [32, 63]
    assert [entry.fact_id for entry in entries(register)[1:]] == [
        court(n)["id"] for n in range(1, 61)
    ]


@pytest.mark.slow
def test_a_full_disk_for_temporary_files_is_named_and_leaves_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "large.jsonl"
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))
    with path.open("wb") as out:
        for place in range(1, 45_000):
            out.write(json.dumps(court(place, note="x" * 900)).encode() + b"\n")
    done = run_process("--database", sqlite_url, "import", str(path), preexec_fn=limited(1_000_000))
    says(done, "no room for the file's facts", "TMPDIR")
    assert len(ok("export", database=sqlite_url).documents) == 1
