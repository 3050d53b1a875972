"""Details that are free may have any name and any value: no reader takes them for its own."""

from pathlib import Path
from typing import Any

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import DialogueFact
from register.format.schemas import detail_properties

FREE = [name for name, kind in TYPES.items() if issubclass(kind, DialogueFact)]
NAMES = sorted({name for kind in TYPES for name in detail_properties(kind)} | {"sources"})
"""Every name that means something in the details of some type: replacement, count, until …"""

VALUES: dict[str, Any] = {
    "a text": "not expected here",
    "a number": 7,
    "a list": ["a", 7],
    "an object": {"sources": "x", "details": {"requirement": 7}},
    "a list of objects": [{"sha256": 7}],
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_free_details_with_the_names_of_others_are_shown_as_they_are(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    facts = [
        complete({**fact(kind, f"2022-03-{place:02}"), "details": free_details(kind, value)}, place)
        for place, kind in enumerate(FREE, start=1)
    ]
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, *facts))
    relationship = ("TikTok", "KZ")
    shown = ok("history", *relationship, database=sqlite_url).out
    assert shown.count("replacement") >= len(FREE)
    ok("history", *relationship, "--format", "json", database=sqlite_url)
    ok("status", *relationship, "--explain", database=sqlite_url)
    ok("clocks", database=sqlite_url)
    ok("conflicts", database=sqlite_url)
    for word in ("expected", "TikTok"):
        ok("search", word, database=sqlite_url)
    for ending in ("md", "json"):
        out = tmp_path / f"dossier.{ending}"
        ok("report", "dossier", *relationship, "--out", str(out), database=sqlite_url)
    monkeypatch.setenv("REGISTER_KEY", str(tmp_path / "key"))
    ok("key", "init", database=sqlite_url)
    bundle = tmp_path / "evidence.zip"
    ok("bundle", *relationship, "--out", str(bundle), database=sqlite_url)
    ok("verify", str(bundle))


def free_details(kind: str, value: Any) -> dict[str, Any]:
    return {name: value for name in NAMES if name not in detail_properties(kind)}
