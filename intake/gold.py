"""A gold set: what a person found in articles, in JSON Lines, one line an article."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake.errors import GoldUnusable
from register.documents.archive import sha256_of
from register.documents.media_types import guessed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WANTED = ("id", "language", "sha256", "facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFact:
    """A fact of an article, and the words that tell of it: one of the quotes has to be shown."""

    type_name: str
    platform: str | None
    jurisdiction: str | None
    occurred: str | None
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """An article of a gold set, and its bytes."""

    name: str
    language: str
    published: str | None
    split: str | None
    content: bytes
    media_type: str
    facts: tuple[GoldFact, ...]


def gold_articles(gold: Path, folder: Path) -> list[GoldArticle]:
    """Return the articles of a gold set, whose texts are looked up in a folder by their SHA-256.

    Raises GoldUnusable, with the line, for what is no gold set, and for a text that is missing.
    """
    files = {sha256_of(path.read_bytes()): path for path in _files(folder)}
    found = []
    for number, line in enumerate(gold.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            found.append(_article(_told(line, f"{gold}:{number}"), files, f"{gold}:{number}"))
    if not found:
        raise GoldUnusable(f"{gold} has no article")
    return found


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _told(line: str, where: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise GoldUnusable(f"{where} is no JSON: {error}") from error
    missing = [name for name in WANTED if not isinstance(told, dict) or name not in told]
    if missing:
        raise GoldUnusable(f"{where} has no {', '.join(missing)}")
    return dict(told)


def _article(told: dict[str, Any], files: dict[str, Path], where: str) -> GoldArticle:
    path = files.get(told["sha256"])
    if path is None:
        raise GoldUnusable(f"{where}: no file has the SHA-256 {told['sha256']}")
    content = path.read_bytes()
    return GoldArticle(
        name=told["id"],
        language=told["language"],
        published=told.get("published"),
        split=told.get("split"),
        content=content,
        media_type=guessed(content, path.name),
        facts=tuple(_fact(one, where) for one in told["facts"]),
    )


def _fact(told: dict[str, Any], where: str) -> GoldFact:
    if not told.get("type") or not told.get("quote"):
        raise GoldUnusable(f"{where} has a fact without type or quote")
    return GoldFact(
        type_name=told["type"],
        platform=told.get("platform"),
        jurisdiction=told.get("jurisdiction"),
        occurred=told.get("occurred"),
        quotes=tuple(told["quote"]),
    )
