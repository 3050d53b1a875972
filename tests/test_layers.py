"""The folders form one line, and only its outer end asks for the time, the user or the environment."""

from collections.abc import Callable
from pathlib import Path

import layers
import pytest
from layers import Module

ROOT = Path(__file__).parent.parent
Rule = Callable[[dict[str, Module]], list[str]]
RULES = (
    layers.wrong_directions,
    layers.wrong_rooms,
    layers.unnamed_rooms,
    layers.full_rooms,
    layers.silent_rooms,
    layers.doubled_classes,
    layers.circles,
    layers.questions,
    layers.touches,
    layers.empty_names,
)


@pytest.fixture(scope="module")
def product() -> dict[str, Module]:
    return layers.read(ROOT)


@pytest.mark.parametrize("rule", RULES)
def test_the_product_keeps(rule: Rule, product: dict[str, Module]) -> None:
    assert rule(product) == []


def test_the_product_is_what_is_read(product: dict[str, Module]) -> None:
    assert {"aggregates", "register", "projections", "migrations"} <= set(product)


def found(rule: Rule, root: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return rule(layers.read(root))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("aggregates/facts.py", "import register.log", "imports register.log"),
        ("register/log.py", "from projections import fold", "imports projections.fold"),
        ("register/log.py", "def f():\n    import projections.fold", "imports projections.fold"),
        ("register/log.py", "from cli import main", "imports cli.main"),
        ("web/pages.py", "from commands import status", "imports commands.status"),
        ("register/log.py", "import migrations.target", "imports migrations.target"),
        ("cli.py", "from migrations import target", "imports migrations.target"),
        ("migrations/target.py", "import reports", "imports reports"),
    ],
)
def test_an_import_to_the_right_is_seen(tmp_path: Path, name: str, text: str, message: str) -> None:
    (only,) = found(layers.wrong_directions, tmp_path, {name: text})
    assert only.endswith(message)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("register/store/database.py", "def f():\n    from migrations import target"),
        (
            "migrations/target.py",
            "from register.store.tables import log\nimport projections.tables",
        ),
        ("cli.py", "import commands.status, aggregates.facts, sqlalchemy"),
        ("register/log.py", "from .tables import log"),
    ],
)
def test_an_import_to_the_left_is_fine(tmp_path: Path, name: str, text: str) -> None:
    assert found(layers.wrong_directions, tmp_path, {name: text}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"register/a.py": "import register.b", "register/b.py": "from register.a import x"},
        {"register/a.py": "from . import b", "register/b.py": "def f():\n    from .a import x"},
        {"register/__init__.py": "from register.a import A", "register/a.py": "from . import B"},
        {
            "register/a.py": "import register.b",
            "register/b.py": "import register.c",
            "register/c.py": "import register.a",
        },
    ],
)
def test_a_circle_is_seen(tmp_path: Path, files: dict[str, str]) -> None:
    (ring,) = found(layers.circles, tmp_path, files)
    assert "register.a" in ring


def test_an_import_for_types_makes_a_circle_too(tmp_path: Path) -> None:
    for_types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from register.a import x"
    files = {"register/a.py": "import register.b", "register/b.py": for_types}
    assert len(found(layers.circles, tmp_path, files)) == 1


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("register/store/tables.py", "from register.log import reader", 1),
        ("register/laws/workdays.py", "from register.persons.keys import Persons", 1),
        ("register/log/reader.py", "def f():\n    import register.importing.importer", 1),
        ("register/log/reader.py", "from register.store import tables", 0),
        ("register/log/reader.py", "from register.log.points import day", 0),
        ("commands/ask/status.py", "from commands.record.record import record", 1),
        ("reports/kinds/matrix.py", "from reports.kinds.dossier import report", 0),
    ],
)
def test_a_room_imports_only_rooms_before_it(
    tmp_path: Path, name: str, text: str, wrong: int
) -> None:
    assert len(found(layers.wrong_rooms, tmp_path, {name: text})) == wrong


def test_a_room_without_a_place_is_seen(tmp_path: Path) -> None:
    files = {"register/attic/old.py": "", "register/store/tables.py": ""}
    assert found(layers.unnamed_rooms, tmp_path, files) == ["register.attic"]


def test_a_room_that_is_too_full_is_seen(tmp_path: Path) -> None:
    files = {f"register/store/part_{number}.py": "" for number in range(15)}
    assert found(layers.full_rooms, tmp_path, files) == ["store: 15 files"]


def test_a_room_that_does_not_say_what_it_is_for_is_seen(tmp_path: Path) -> None:
    files = {
        "register/store/__init__.py": '"""The database."""',
        "register/log/__init__.py": '"""The log.\n\nIn: facts.\nOut: rows.\n"""',
        "register/laws/__init__.py": '"""Laws.\n\nIn: a.\nOut: b.\n"""\nfrom register import log',
    }
    assert found(layers.silent_rooms, tmp_path, files) == ["register.laws", "register.store"]


def test_a_name_of_two_classes_is_seen(tmp_path: Path) -> None:
    files = {
        "register/store/tables.py": "class Row: ...\nclass _Own: ...",
        "register/log/reader.py": "class Row: ...\nclass _Own: ...",
    }
    assert len(found(layers.doubled_classes, tmp_path, files)) == 1


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("from datetime import datetime\nx = datetime.now()", "datetime.datetime.now"),
        ("import datetime as dt\nx = lambda: dt.date.today()", "datetime.date.today"),
        ("from datetime import date\nclock = date.today", "datetime.date.today"),
        ("import time\nx = time.time()", "time.time"),
        ("from time import time as clock\nx = clock()", "time.time"),
        ("import os\nx = os.environ.get('HOME')", "os.environ"),
        ("from os import getenv\nx = getenv('HOME')", "os.getenv"),
        ("def f():\n    import getpass\n    return getpass.getuser()", "getpass.getuser"),
    ],
)
def test_a_question_to_the_outside_is_seen(tmp_path: Path, text: str, path: str) -> None:
    assert found(layers.questions, tmp_path, {"cli.py": text}) == []
    (only,) = found(layers.questions, tmp_path, {"register/log.py": text})
    assert only.endswith(path)


@pytest.mark.parametrize(
    "text",
    ["import sqlite3", "from os import path", "def f():\n    import time", "x = open('y')"],
)
def test_an_aggregate_that_touches_the_outside_is_seen(tmp_path: Path, text: str) -> None:
    assert found(layers.touches, tmp_path, {"register/log.py": text}) == []
    assert len(found(layers.touches, tmp_path, {"aggregates/facts.py": text})) == 1


@pytest.mark.parametrize("name", ["register/utils.py", "projections/common/fold.py"])
def test_a_name_that_says_nothing_is_seen(tmp_path: Path, name: str) -> None:
    assert len(found(layers.empty_names, tmp_path, {name: ""})) == 1
