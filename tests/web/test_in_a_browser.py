"""Pages in a real browser: sliders, keys, the look for everybody (axe), and no complaint."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from support.reading.browser import Browser, browser
from support.web.served import served

TIKTOK = "/relationships/tiktok/RU"
PAGES = (
    "/",
    f"{TIKTOK}?at=2024-05-10&known=205",
    "/facts/139",
    "/changes?from=2026-01-01",
    "/compare?from=2020-05-10@205&to=2024-05-10&platform=tiktok",
    "/deadlines?platform=tiktok",
    "/deadlines?view=calendar&at=2021-12-15",
    "/gaps?platform=tiktok",
    "/laws",
    "/laws/EU-DSA",
    "/platforms/tiktok",
    "/jurisdictions/KZ",
    "/conflicts",
    "/figures?platform=tiktok&jurisdiction=KZ",
    "/proceedings?platform=tiktok",
    "/search?q=tiktok",
    "/reports",
    "/integrity",
    "/help/words",
    "/help/keys",
    "/record",
    "/record/fine-imposed?platform=tiktok&jurisdiction=RU",
    "/facts/139/correct",
    "/intake",
    "/api",
)
LOOKS = tuple(product((1360, 390), ("light", "dark"), ("en", "ru", "ar")))
SEEN = [
    (page, *look)
    for place, page in enumerate(PAGES)
    for look in (LOOKS[place % 12], LOOKS[(place + 7) % 12])
]
"""Each page twice, in another width, theme and language; over all pages each look is seen."""

LONGEST_HISTORY = 50
"""How many pages Chromium remembers of those that one was on."""

AXE = Path(__file__).parents[1] / "support" / "web" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(example_url: str) -> Iterator[str]:
    with served(example_url, "--demo") as found:
        yield found.url


@pytest.fixture(scope="module")
def seen() -> Iterator[Browser]:
    with browser() as found:
        yield found


def soon(ask: Callable[[], Any], wanted: Any, seconds: float = 20) -> None:
    """Wait until an answer is as wanted; a page follows when the hand has rested."""
    give_up = time.monotonic() + seconds
    while (found := ask()) != wanted:
        assert time.monotonic() < give_up, f"{found!r} is not {wanted!r}"
        time.sleep(0.05)


def in_language(page: str, language: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}lang={language}"


@pytest.mark.parametrize(("page", "width", "scheme", "language"), SEEN)
def test_nobody_is_kept_out(
    seen: Browser, address: str, page: str, width: int, scheme: str, language: str
) -> None:
    """axe finds nothing; the policy of content is kept; nothing but tables scrolls sideways."""
    seen.complaints()
    seen.visit(address + in_language(page, language), width=width, scheme=scheme)
    seen.driver.set_script_timeout(120)
    seen.driver.execute_script(AXE.read_text(encoding="utf-8"))
    rules = json.dumps({"runOnly": RULES})
    script = (
        f"const done = arguments[0]; axe.run(document, {rules}).then((r) => done(r.violations))"
    )
    found = seen.driver.execute_async_script(script)
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert seen.complaints() == []
    assert seen.ask("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("page", ["/deadlines?platform=tiktok", "/conflicts", "/platforms/tiktok"])
def test_a_word_of_180_letters_scrolls_no_page(
    seen: Browser, address: str, page: str, width: int
) -> None:
    seen.visit(address + page, width=width)
    seen.driver.execute_script(
        "document.querySelectorAll('td bdi').forEach((one) => { one.textContent = 'ß'.repeat(180) })"
    )
    assert seen.ask("document.documentElement.scrollWidth <= innerWidth")


def words(seen: Browser) -> str:
    return str(seen.ask("document.querySelector('#words')?.innerText ?? ''"))


def test_a_slider_by_keys_leads_to_what_held_and_back_to_where_one_was(
    seen: Browser, address: str
) -> None:
    seen.visit(f"{address}{TIKTOK}?at=2024-05-10&known=205", width=1360)
    before, entries = words(seen), seen.ask("history.length")
    seen.driver.execute_script("document.querySelector('#k').focus()")
    seen.press(*[Keys.ARROW_RIGHT] * 6)
    soon(lambda: words(seen) != before, True)
    assert seen.ask("history.length") == min(entries + 1, LONGEST_HISTORY)
    assert seen.ask("document.activeElement.id") == "k"
    seen.driver.back()
    soon(lambda: words(seen), before)


def test_the_words_follow_the_thumb_at_once(seen: Browser, address: str) -> None:
    seen.visit(f"{address}{TIKTOK}?at=2019-06-29", width=1360)
    seen.driver.execute_script("document.querySelector('#t').focus()")
    seen.press(Keys.ARROW_RIGHT)
    assert "30 June 2019" in seen.ask("document.querySelector('#t').getAttribute('aria-valuetext')")
    assert "open" in seen.ask("document.querySelector('#t').getAttribute('aria-valuetext')")


def test_the_matrix_is_one_stop_and_arrows_go_through_it(seen: Browser, address: str) -> None:
    seen.visit(f"{address}/", width=1360)
    assert seen.ask("document.querySelectorAll('.grid td > a[tabindex=\"0\"]').length") == 1
    seen.driver.execute_script("document.querySelector('.grid td > a[tabindex=\"0\"]').focus()")
    first = seen.ask("document.activeElement.href")
    seen.press(Keys.ARROW_DOWN)
    assert seen.ask("document.activeElement.href") != first
    seen.press(Keys.ENTER)
    soon(lambda: "/relationships/" in seen.driver.current_url, True)


def test_keys_of_every_page(seen: Browser, address: str) -> None:
    seen.visit(f"{address}/?at=2024-05-10", width=1360)
    body = seen.driver.find_element(By.TAG_NAME, "body")
    body.send_keys("/")
    assert seen.ask("document.activeElement.id") == "q"
    seen.press("gd")
    assert seen.ask("document.activeElement.value") == "gd"  # in a field a key is a letter
    seen.driver.execute_script("document.activeElement.blur()")
    body.send_keys("g")
    body.send_keys("c")
    soon(lambda: seen.driver.current_url, f"{address}/changes?at=2024-05-10")


def test_keys_of_a_single_letter_can_be_switched_off(seen: Browser, address: str) -> None:
    for state, reaches in (("off", False), ("on", True)):
        seen.visit(f"{address}/help/keys", width=1360)
        seen.driver.find_element(By.ID, "keys-on").click()
        assert seen.ask("document.body.dataset.keys") == state
        seen.visit(f"{address}/", width=1360)
        seen.driver.find_element(By.TAG_NAME, "body").send_keys("/")
        assert seen.ask("document.activeElement.id === 'q'") == reaches


def test_without_script_a_day_and_a_point_are_chosen_by_a_form_and_links(address: str) -> None:
    with browser(script=False) as seen:
        seen.visit(f"{address}{TIKTOK}?at=2024-05-10")
        assert seen.driver.find_elements(By.CSS_SELECTOR, "#t[hidden]")
        seen.driver.find_element(By.CSS_SELECTOR, "a[data-step=prev]").click()
        assert "at=2024-05-10" not in seen.driver.current_url
        chosen = seen.driver.find_element(By.CSS_SELECTOR, "select[name=known]")
        chosen.find_elements(By.TAG_NAME, "option")[3].click()
        seen.driver.find_element(
            By.CSS_SELECTOR, "form.panel noscript button, form.panel button"
        ).click()
        assert "known=" in seen.driver.current_url
