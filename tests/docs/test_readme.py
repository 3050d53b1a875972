"""The documentation is true: its sessions are run, its links resolve, its commands exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from support.programs.forking import loaded_program

from aggregates.dates.windows import window
from cli import cli
from docs import sessions

PAGES = sessions.pages()
RUN = [page for page in PAGES if sessions.session(page).exchanges]

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`(register [^`]+)`")
OPERATORS = {"|", "||", "&&", ";", ">", ">>", "<", "<<", "&"}
MEND = "run `.venv/bin/python docs/sessions.py --write`, and read what it changed"


def name_of(page: Path) -> str:
    return page.relative_to(sessions.ROOT).as_posix()


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The program, loaded already: to load it takes four fifths of a command's time."""
    home = tmp_path_factory.mktemp("home")
    with loaded_program(sessions.surroundings(home)) as command:
        yield command


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN[1:], ids=name_of)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, program: list[str]) -> None:
    found = sessions.differences(sessions.session(page), tmp_path, program)
    assert not found, "\n\n".join([*map(str, found), MEND])


@pytest.mark.slow
def test_what_the_readme_shows_happens_where_each_command_starts_anew(tmp_path: Path) -> None:
    assert name_of(RUN[0]) == "README.md"
    found = sessions.differences(sessions.session(RUN[0]), tmp_path)
    assert not found, "\n\n".join([*map(str, found), MEND])


def test_the_readme_and_the_tutorial_are_run() -> None:
    assert {"README.md", "docs/tutorial.md"} <= set(map(name_of, RUN))


def test_an_output_may_leave_out_what_varies_and_nothing_else() -> None:
    assert sessions.agree(["… recorded at position 2"], ["3f2b recorded at position 2"])
    assert sessions.agree(["a", "…", "z"], ["a", "b", "c", "z"])
    assert not sessions.agree(["a", "…", "z"], ["a", "b"])
    assert not sessions.agree(["a.c"], ["abc"])
    assert not sessions.agree([], ["a warning"])


def links(page: Path) -> Iterator[str]:
    lines = page.read_text(encoding="utf-8").splitlines()
    fenced = {n for _, first, last in sessions.blocks(lines) for n in range(first, last)}
    for number, line in enumerate(lines):
        if number not in fenced:
            yield from LINK.findall(line)


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(page: Path) -> Iterator[str]:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Set up\n[a](no.md) [b](#set-up) [c](#nowhere) [d](https://example.org)\n")
    assert list(broken(page)) == ["no.md", "#nowhere"]


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve() for page in PAGES for link in links(page)
    }
    alone = [
        name_of(page)
        for page in PAGES
        if page not in linked and page.parent not in linked and page.name != "README.md"
    ]
    assert alone == []


def command_lines(page: Path) -> Iterator[str]:
    """Give every call of the program: in the sessions, in shell blocks, and within sentences."""
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()
    for kind, first, last in sessions.blocks(lines):
        if kind in ("console", "sh"):
            block = "\n".join(lines[first:last]).replace("\\\n", " ")
            calls = (line.removeprefix("$ ") for line in block.splitlines())
            yield from (call for call in calls if re.match(r"(\w+=\S+ )*register ", call))
    yield from CODE.findall(text)


def arguments(line: str) -> list[str]:
    """Return the arguments of a call, without what is the shell's."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    words = words[words.index("register") + 1 :]
    ends = [number for number, word in enumerate(words) if word in OPERATORS]
    return [word for word in words[: min(ends, default=len(words))] if word != "…"]


def misuse(line: str) -> str | None:
    """Return what is wrong with a call; arguments may be left out, as sentences do."""
    given = arguments(line)
    context = click.Context(cli, info_name="register")
    try:
        while isinstance(context.command, click.Group) and given:
            context = context.command.make_context(context.info_name, given, context.parent)
            given = [*context._protected_args, *context.args]
            name, command, given = context.command.resolve_command(context, given)  # type: ignore[attr-defined]  # it is a group
            context = click.Context(command, info_name=name, parent=context)
        context.command.make_context(context.info_name, given, context.parent)
    except (click.MissingParameter, click.exceptions.Exit, click.exceptions.NoArgsIsHelpError):
        return None
    except click.UsageError as error:
        return f"{line}: {error.format_message()}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_line_can_be_typed(page: Path) -> None:
    assert [wrong for line in command_lines(page) if (wrong := misuse(line))] == []


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("register status TikTok Russia --at 2020-01-02 --explain", True),
        ("register deny FACT", True),
        ("register import", True),
        ("register export > log.jsonl", True),
        ("REGISTER_USER=me register platform list | head", True),
        ("register --database sqlite:///x.db init", True),
        ("register", True),
        ("register vanish", False),
        ("register status --when 2020", False),
        ("register --verbose status", False),
        ("register platform remove tiktok", False),
        ("register history TikTok Russia --order date", False),
    ],
)
def test_a_call_that_cannot_be_typed_is_seen(line: str, right: bool) -> None:
    assert (misuse(line) is None) is right


def test_the_windows_of_vague_dates_are_those_of_the_program() -> None:
    page = sessions.ROOT / "docs" / "how-to" / "record-vague-dates.md"
    rows = re.findall(r"\| `(\S+)` \| (\S+) \| (\S+) \|", page.read_text(encoding="utf-8"))
    assert len(rows) >= 15
    for text, first, last in rows:
        found = window(text)
        assert (str(found.first or "none"), str(found.last or "none")) == (first, last), text
