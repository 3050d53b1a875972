"""Quotes of archived documents in files: on the quick path, in worker processes, meanwhile."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines

from projections.embedded import EmbeddedRegister
from register.documents.quote_checks import unfound
from register.errors import ImportStopped
from register.importing import block_reader, fast_path, importer
from register.importing.documents import Offer, archive
from register.importing.importer import ImportOptions, ImportResult, ImportStep
from register.store.database import reading

WORDS = "In 2024 the ministry said that access may be restricted. " * 2 + "Once only."
SHA = hashlib.sha256(WORDS.encode()).hexdigest()


def quoting(place: int, quote: str | None, sha256: str = SHA) -> dict[str, Any]:
    source = {"title": "a source", "sha256": sha256, "quote": quote}
    told = {name: value for name, value in source.items() if value is not None}
    note = "words that make the line longer " * 10
    return complete(fact("court-ruled", "2024-05-03", sources=[told], note=note), place)


def told(count: int, wrong: set[int]) -> bytes:
    facts = [quoting(n, "Twice" if n in wrong else "Once only.") for n in range(1, count + 1)]
    return lines(TIKTOK, *facts)


@pytest.fixture
def register(database_url: str) -> Any:
    """A register that reads files with two workers."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with EmbeddedRegister(database_url, lambda: now, workers=2) as found:
        yield found


def keep(register: EmbeddedRegister, content: str = WORDS) -> None:
    offer = Offer(content=content.encode(), media_type="text/plain", title="t")
    archive(register.register, [offer], recorded_by="test", today=date(2026, 1, 1))


def imported(register: EmbeddedRegister, path: Path, raw: bytes, **options: Any) -> ImportResult:
    path.write_bytes(raw)
    with path.open("rb") as stream:
        return register.import_file(stream, "f", ImportOptions(recorded_by="test", **options))


def test_a_large_file_is_refused_for_its_wrong_quotes_with_their_lines(
    register: EmbeddedRegister, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BLOCK_BYTES", 60_000)
    monkeypatch.setattr(block_reader, "ALONE", 2)
    keep(register)
    raw = told(1_500, {7, 700, 1_400})
    assert fast_path.quick_row(1, raw.splitlines()[5]) is not None, "it goes the quick path"
    result = imported(register, tmp_path / "f", raw)
    assert (result.recorded, result.refused) == (0, 3)
    assert [one.line for one in result.refusals] == [8, 701, 1_401]
    assert {one.path for refusal in result.refusals for one in refusal.problems} == {
        "$.sources[0].quote"
    }
    result = imported(register, tmp_path / "f", raw, skip_refused=True)
    assert (result.recorded, result.refused) == (1_498, 3)


def test_lines_without_a_look_are_taken_as_before(
    register: EmbeddedRegister, tmp_path: Path
) -> None:
    other = hashlib.sha256(b"other").hexdigest()
    facts = [quoting(1, None), quoting(2, "not archived", other), quoting(3, "Once only.")]
    result = imported(register, tmp_path / "f", lines(TIKTOK, *facts))
    assert (result.recorded, result.refused) == (4, 0)


def test_a_wrong_quote_is_told_beside_what_else_is_wrong(
    register: EmbeddedRegister, tmp_path: Path
) -> None:
    keep(register)
    wrong = {**quoting(1, "Twice"), "platform": "nobody"}
    (refusal,) = imported(register, tmp_path / "f", lines(wrong)).refusals
    assert {one.path for one in refusal.problems} == {"$.platform", "$.sources[0].quote"}


def test_a_document_that_comes_during_an_import_stops_it_before_a_wrong_quote(
    register: EmbeddedRegister, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(importer, "SMALL", 1)
    monkeypatch.setattr(importer, "BATCH", 100)
    monkeypatch.setattr(block_reader, "ALONE", 10_000)
    done: list[str] = []

    def archive_once(step: ImportStep) -> None:
        if step.phase == "recording" and not done:
            done.append("archived")
            keep(register)

    with pytest.raises(ImportStopped, match="archived during the import"):
        imported(register, tmp_path / "f", told(400, {350}), on_step=archive_once)
    with reading(register.engine) as connection:
        assert list(unfound(connection, through=10_000)) == []
