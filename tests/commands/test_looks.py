"""What looks odd is said before a fact is recorded, and it is recorded all the same."""

import pytest
from support.facts.given import SOURCE
from support.programs.running import lines, ok

META = {
    "type": "platform-registered",
    "platform": "meta",
    "occurred": "2004",
    "details": {"name": "Meta", "services": ["facebook", "instagram", "whatsapp"]},
    "sources": [SOURCE],
}
BLOCK = (
    *("record", "block-imposed", "--platform", "meta", "--jurisdiction", "RU"),
    *("--occurred", "2022-03-04", "--source-title", "a source"),
)
RULING = (
    *("record", "court-ruled", "--platform", "meta", "--jurisdiction", "RU"),
    *("--occurred", "2022-03-21", "--source-title", "a source"),
)


@pytest.fixture
def register(sqlite_url: str) -> str:
    ok("import", "-", database=sqlite_url, stdin=lines(META))
    return sqlite_url


def test_a_service_that_the_platform_does_not_have_looks_odd(register: str) -> None:
    odd = ok(*BLOCK, "-d", "services=facebok", "-d", "services=instagram", database=register)
    assert odd.err == "look: meta has no service 'facebok'; the nearest is facebook.\n"
    assert "recorded at position 2" in odd.out
    other = ok(*BLOCK, "-d", "services=threads", database=register)
    assert other.err.endswith("no service 'threads'; known are facebook, instagram, whatsapp.\n")


def test_a_service_that_was_added_is_one_of_the_platform(register: str) -> None:
    added = (
        *("record", "service-added", "--platform", "meta", "--occurred", "2023-07-05"),
        *("--source-title", "a source", "-d", "service=threads"),
    )
    assert ok(*added, database=register).err == ""
    assert ok(*BLOCK, "-d", "services=threads", database=register).err == ""


def test_a_free_detail_that_is_nearly_one_with_a_meaning_looks_odd(register: str) -> None:
    odd = ok(*RULING, "-d", "outcom=upheld", "-d", "topic=the ban", database=register)
    assert odd.err == "look: 'outcom' means nothing to a court-ruled; the nearest is outcome.\n"
    assert ok(*RULING, "-d", "outcome=upheld", "-d", "topic=it", database=register).err == ""
