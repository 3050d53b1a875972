"""A copy of the example that may be written to, and its pages."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from support.web.pages import Client, pages_of


@pytest.fixture
def copy(example_url: str, tmp_path: Path) -> Iterator[Client]:
    """A client of a copy of the example, for tests that record."""
    path = tmp_path / "copy.db"
    copyfile(example_url.removeprefix("sqlite:///"), path)
    with pages_of(f"sqlite:///{path}") as client:
        yield client
