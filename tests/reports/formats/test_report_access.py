"""Reports as pages for everybody: axe finds nothing, a long word scrolls no page, paper is white."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from support.programs.running import ok
from support.reading.browser import Browser, browser

KINDS = {
    "dossier": ("dossier", "TikTok", "RU"),
    "jurisdiction": ("jurisdiction", "KZ"),
    "platform": ("platform", "TikTok"),
    "matrix": ("matrix",),
    "deadlines": ("deadlines",),
    "changes": ("changes", "--from", "2020-01-01"),
    "audit": ("audit",),
}
LOOKS = tuple(product(("light", "dark"), ("en", "ar")))
SEEN = [
    (kind, *LOOKS[(place + turn) % 4])
    for place, kind in enumerate(KINDS)
    for turn in (0, 3 - place % 2)
]
"""Each kind twice; over all kinds each look is seen."""

AXE = Path(__file__).parents[2] / "support" / "web" / "axe" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

LONG = "ß" * 180

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def page(database_url: str, folder: Path, kind: str, language: str = "en") -> Path:
    out = folder / f"{kind}-{language}.html"
    told = ("--at", "2024-05-10", "--language", language, "--out", str(out))
    ok("report", *KINDS[kind], *told, database=database_url)
    return out


@pytest.mark.parametrize(("kind", "scheme", "language"), SEEN)
def test_nobody_is_kept_out(  # two of them are fixtures
    example_url: str, tmp_path: Path, chromium: Browser, kind: str, scheme: str, language: str
) -> None:
    chromium.open(page(example_url, tmp_path, kind, language), scheme=scheme)
    chromium.driver.set_script_timeout(120)
    chromium.driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = chromium.driver.execute_async_script(
        f"const done = arguments[0]; axe.run(document, {json.dumps(RULES)}).then((r) => done(r.violations))"
    )
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("kind", ["dossier", "deadlines"])
def test_a_word_of_180_letters_scrolls_no_page(
    example_url: str, tmp_path: Path, chromium: Browser, kind: str, width: int
) -> None:
    chromium.open(page(example_url, tmp_path, kind), width=width)
    put = f"document.querySelectorAll('td bdi').forEach((one) => {{ one.textContent = '{LONG}' }})"
    chromium.driver.execute_script(put)
    assert chromium.ask(f"document.body.innerText.includes('{LONG}')")
    assert chromium.ask("document.scrollingElement.scrollWidth") <= width


def test_who_reads_in_the_dark_prints_on_white(
    example_url: str, tmp_path: Path, chromium: Browser
) -> None:
    chromium.open(page(example_url, tmp_path, "dossier"), scheme="dark")
    media = {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    ink, ground = (
        chromium.ask(
            f"getComputedStyle(document.documentElement).getPropertyValue('{name}').trim()"
        )
        for name in ("--good", "--good-tint")
    )
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert (ink, ground) == ("#186e32", "#d9f0d3")
