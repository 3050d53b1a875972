"""What is committed works on any machine, and reads as style.md asks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.programs.source_tree import ROOT, files

# A path such as /home/… that begins a word: the path of an address on the web does not.
MACHINE = re.compile(r"(?<![\w.~%/-])/(?:home|root|work|Users|mnt|opt)/\w")
ROOTED = "/"  # apart, so that this file itself names no such path
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.|deb\.debian\.org|crates\.io/api"
)

PRODUCT = {
    "aggregates",
    "register",
    "integrity",
    "projections",
    "evidence",
    "reports",
    "web",
    "commands",
    "cli.py",
}
VOCABULARY = re.compile(r"aggregates/vocabulary/events\.py")
LONGEST_FUNCTION = 45
LONGEST_FILE = 300
BETTER_WHOLE = {
    "aggregates/vocabulary/fields.py": "the fields of every type of fact: the other half of events.py",
    "evidence/verify.py": "a verifier of one file, which goes with each bundle",
}
"""Functions (`path:name`) and files over the limits, each with why a split would hurt reading."""


def texts() -> Iterator[tuple[Path, bytes]]:
    for path in files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            yield path, content


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (MACHINE, f"see {ROOTED}work/main", f"https://example.org{ROOTED}work/main"),
        (MACHINE, f"'{ROOTED}home/me/x'", f"{ROOTED}usr/lib/postgresql/15"),
        (REGISTRY, "https://pypi{}/simple".format(".org"), "pip install -r x.lock"),
    ],
)
def test_no_file_leans_on_one_machine_or_registry(
    pattern: re.Pattern[str], bad: str, good: str
) -> None:
    assert pattern.search(bad)
    assert not pattern.search(good)
    for path, content in texts():
        lines = content.decode("utf-8").splitlines()
        named = [f"{path}:{n}: {line}" for n, line in enumerate(lines, 1) if pattern.search(line)]
        assert named == []


def test_no_file_has_carriage_returns() -> None:
    assert [path for path, content in texts() if b"\r\n" in content] == []


def source() -> Iterator[tuple[str, str]]:
    for path in files():
        if path.parts[0] in PRODUCT and path.suffix == ".py":
            yield path.as_posix(), (ROOT / path).read_text(encoding="utf-8")


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Give each function's name and its lines: without decorators, docstring and blank lines."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            docstring = range(first.lineno, (first.end_lineno or 0) + 1) if told else ()
            numbers = set(range(node.lineno, (node.end_lineno or 0) + 1)) - set(docstring)
            yield node.name, sum(bool(lines[number - 1].strip()) for number in numbers)


def too_long() -> Iterator[str]:
    for path, text in source():
        if len(text.splitlines()) > LONGEST_FILE and not VOCABULARY.fullmatch(path):
            yield path
        for name, length in functions(text):
            if length > LONGEST_FUNCTION:
                yield f"{path}:{name}"


def test_functions_and_files_fit_in_one_sitting() -> None:
    assert sorted(too_long()) == sorted(BETTER_WHOLE)


def test_a_long_function_is_seen() -> None:
    text = 'def f():\n    """Say.\n\n    More.\n    """\n' + "    x = 1\n\n" * 50
    assert list(functions(text)) == [("f", 51)]
