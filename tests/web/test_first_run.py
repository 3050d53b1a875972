"""From the first link to a recorded fact in the matrix and a claim about it, by keys alone."""

import re
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait
from support.reading.browser import Browser, browser
from support.web.served import Served, served

pytestmark = pytest.mark.slow

MOST_STEPS = 150
"""How many times Tab is pressed at most: a form of a fact has some sixty fields."""


class Hands:
    """Somebody who has a keyboard, and no mouse."""

    def __init__(self, seen: Browser) -> None:
        self.driver = seen.driver

    def press(self, keys: str) -> None:
        ActionChains(self.driver).send_keys(keys).perform()

    def focus(self, selector: str) -> None:
        """Press Tab until the focus is on what a selector names."""
        for _ in range(MOST_STEPS):
            focused = self.driver.switch_to.active_element
            if focused in self.driver.find_elements(By.CSS_SELECTOR, selector):
                return
            self.press(Keys.TAB)
        raise AssertionError(f"Tab does not lead to {selector} on {self.driver.current_url}")

    def arrive(self, selector: str) -> None:
        """Get to a cell of the matrix: by arrows where it is one stop of Tab, else by Tab."""
        if not self.driver.find_elements(By.CSS_SELECTOR, '.grid a[tabindex="-1"]'):
            return
        self.focus('.grid a[tabindex="0"]')
        wanted = self.driver.find_element(By.CSS_SELECTOR, selector)
        for _ in range(MOST_STEPS):
            focused = self.driver.switch_to.active_element
            if focused == wanted:
                return
            at, to = focused.rect, wanted.rect
            if round(at["y"]) != round(to["y"]):
                self.press(Keys.ARROW_DOWN if at["y"] < to["y"] else Keys.ARROW_UP)
            else:
                self.press(Keys.ARROW_RIGHT if at["x"] < to["x"] else Keys.ARROW_LEFT)

    def write(self, name: str, text: str) -> None:
        self.focus(f'main [name="{name}"]')
        self.press(text)

    def enter(self, selector: str) -> None:
        """Go to what a selector names and press Enter; wait for the page that follows."""
        self.focus(selector)
        before = self.driver.find_element(By.TAG_NAME, "html")
        self.press(Keys.ENTER)
        WebDriverWait(self.driver, 60).until(
            lambda driver: driver.find_element(By.TAG_NAME, "html") != before
        )

    def told(self) -> str:
        return str(self.driver.find_element(By.TAG_NAME, "main").text)


@pytest.fixture(params=["with script", "without script"])
def hands(request: pytest.FixtureRequest) -> Iterator[Hands]:
    with browser(script=request.param == "with script") as seen:
        yield Hands(seen)
        complaints = [one for one in seen.complaints() if "favicon" not in one]
        assert complaints == []


@pytest.fixture
def first_link(sqlite_url: str) -> Iterator[str]:
    with served(sqlite_url, lines=3) as found:
        yield link_of(found)


def link_of(found: Served) -> str:
    link = re.search(r"http://\S+/welcome/\S+", "".join(found.said))
    assert link, found.said
    return link[0]


def test_a_first_time_user_records_a_fact_and_finds_it_in_the_matrix(
    first_link: str, hands: Hands
) -> None:
    hands.driver.get(first_link)
    hands.write("handle", "compliance")
    hands.write("password", "a long sentence of hers")
    hands.enter("main form button")
    hands.enter('main form[action$="/example"] button')

    hands.driver.get(re.sub(r"/welcome/.*", "/record", first_link))
    hands.write("what", "threatens to block")
    hands.enter("main form button.main")
    hands.enter('main a[href*="/record/block-threatened"]')
    hands.write("platform[0]", "Meta")
    hands.write("jurisdiction", "KZ")
    hands.write("occurred", "20 Nov 2023")
    hands.write("sources[0].title", "Official gazette")
    hands.write("sources[0].published", "21 Nov 2023")
    hands.enter('main button[value="preview"].main')
    assert "block threatened" in hands.told()
    hands.enter('main button[value="record"]')

    hands.enter('header nav a[href="/"]')
    hands.arrive('main a[href*="/relationships/meta/KZ"]')
    hands.enter('main a[href*="/relationships/meta/KZ"]')
    assert "block threatened" in hands.told()
    hands.enter('main a[href*="/facts/"]')
    hands.enter('main a[href$="/deny"]')
    hands.write("sources[0].title", "A letter of the platform")
    hands.enter('main button[value="preview"].main')
    hands.enter('main button[value="record"]')
    assert "denied" in hands.told()
