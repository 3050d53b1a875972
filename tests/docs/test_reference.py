"""The reference says what the program says."""

import re

import pytest

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.fields import Actor, Role, Source
from docs import sessions
from docs.reference import generate
from register.format.schemas import schema

MAKE = "run `.venv/bin/python docs/reference/generate.py`"
FORMAT = (sessions.ROOT / "docs" / "reference" / "fact-format.md").read_text(encoding="utf-8")
PICTURE = (sessions.ROOT / "docs" / "pictures" / "matrix.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_as_the_program_would_write_it(name: str) -> None:
    assert (generate.HERE / name).read_text(encoding="utf-8") == generate.PAGES[name](), MAKE


def test_every_type_and_every_effect_is_on_the_page_of_types() -> None:
    page = generate.fact_types()
    assert [name for name in TYPES if page.count(f"| `{name}` |") != 1] == []
    acts = {kind.EFFECT.act.value for kind in TYPES.values() if kind.EFFECT} - {"raise"}
    assert [act for act in sorted(acts) if f"| {act} |" not in page] == []


def named(title: str) -> set[str]:
    """Return the names in the first column of the table under a title."""
    section = FORMAT.split(f"## {title}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_fact_format_names_every_field() -> None:
    assert named("Fields of a fact") == {
        name for kind in TYPES for name in schema(kind)["properties"]
    }
    assert named("Fields of a source") == set(Source.__struct_fields__)


def test_the_fact_format_names_every_role() -> None:
    assert set(Actor.__struct_fields__) == {"name", "role"}
    assert [role for role in Role if f"`{role}`" not in FORMAT] == []


def test_the_picture_leans_on_no_web_address() -> None:
    addresses = set(re.findall(r"https?://[^\"') ]+", PICTURE))
    assert addresses == {"http://www.w3.org/2000/svg"}, "the name of SVG itself, and no other"
