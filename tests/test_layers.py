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
        ("register/database.py", "def f():\n    from migrations import target"),
        ("migrations/target.py", "from register.tables import log\nimport projections.tables"),
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


def test_an_import_for_types_makes_no_circle(tmp_path: Path) -> None:
    for_types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from register.a import x"
    files = {"register/a.py": "import register.b", "register/b.py": for_types}
    assert found(layers.circles, tmp_path, files) == []


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
