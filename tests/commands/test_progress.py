"""Progress of an import on a terminal: each phase with its rate; elsewhere not a word."""

import io
import sys

import pytest

from commands.shell.progress import MANY_BYTES, import_progress
from register.importing.importer import ImportStep


class Terminal(io.StringIO):
    """A text that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


STEPS = (
    ImportStep("checking", 2_000, size=MANY_BYTES // 2),
    ImportStep("checking", 2_000, size=MANY_BYTES // 2),
    ImportStep("recording", 3_000, of=4_000),
    ImportStep("recording", 1_000, of=4_000),
    ImportStep("read models", 8_000, of=8_000),
)


def shown(stream: io.StringIO, size: int | None, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with import_progress("facts\x1b.jsonl", size) as told:
        for step in STEPS:
            told(step)
    return stream.getvalue()


def test_each_phase_has_a_bar_with_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(Terminal(), MANY_BYTES, monkeypatch)
    for label in (
        "Checking facts\\x1b.jsonl",
        "Recording facts\\x1b.jsonl",
        "Making the read models",
    ):
        assert label in text
    assert text.count("100%") >= 3
    assert "facts/s" in text


def test_standard_input_has_a_bar_once_its_length_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(Terminal(), None, monkeypatch)
    assert "Checking" not in text
    assert "Recording" in text


def test_a_small_file_and_an_output_that_is_no_terminal_have_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert shown(Terminal(), MANY_BYTES - 1, monkeypatch) == ""
    assert shown(io.StringIO(), MANY_BYTES, monkeypatch) == ""
