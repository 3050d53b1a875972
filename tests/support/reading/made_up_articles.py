"""The made-up articles as a gold set on disk, and the names of their platforms."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from intake.mentions.platforms import PlatformNames
from intake.reading.language import LANGUAGES

ARTICLES = Path(__file__).parents[2] / "intake" / "articles"
NAMES = {
    "lumo": ("Lumo", "Люмо", "لومو"),
    "nixtalk": ("Nixtalk", "Никсток", "نيكستوك"),
    "vidora": ("Vidora", "Видора", "فيدورا"),
}
PLATFORMS = PlatformNames.of((slug, name) for slug, names in NAMES.items() for name in names)


def articles(language: str) -> list[dict[str, Any]]:
    table = tomllib.loads((ARTICLES / f"{language}.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = table["article"]
    return found


def written_to(folder: Path, languages: tuple[str, ...] = LANGUAGES) -> Path:
    """Write the articles into a folder, and beside it the gold set, whose path is given."""
    folder.mkdir()
    lines = []
    for language in languages:
        for number, one in enumerate(articles(language)):
            content = one["text"].encode()
            (folder / f"{language}-{number}.txt").write_bytes(content)
            told = {
                "id": f"{language}-{number}",
                "language": language,
                "published": one["published"],
                "sha256": hashlib.sha256(content).hexdigest(),
                "split": "build",
                "facts": one["facts"],
            }
            lines.append(json.dumps(told, ensure_ascii=False))
    gold = folder.with_name("gold.jsonl")
    gold.write_text("\n".join(lines), encoding="utf-8")
    return gold
