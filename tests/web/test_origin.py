"""Where a request comes from, as its headers and a proxy of one's own say."""

from dataclasses import replace
from typing import Any, cast

import pytest
from support.web.pages import site_of

from web.accounts.origin import is_for, is_own, is_secure, network, way_on

LOCAL = site_of(cast(Any, None), url="http://127.0.0.1:8321")
PUBLIC = replace(site_of(cast(Any, None), url="https://register.example.org"), behind_proxy=True)


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost:8321", "[::1]:8321"])
def test_ones_own_machine_has_three_names(host: str) -> None:
    assert is_for(LOCAL, host)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:80", "register.example.org:8321", None, ""]
)
def test_other_names_are_other_sites(host: str | None) -> None:
    assert not is_for(LOCAL, host)


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("register.example.org", True),
        ("register.example.org:443", True),
        ("REGISTER.example.org", True),
        ("register.example.org:80", False),
        ("127.0.0.1", False),
        ("register.example.org/x", False),
        ("register.example.org:x", False),
    ],
)
def test_a_public_site_has_one_name(host: str, *, is_it: bool) -> None:
    assert is_for(PUBLIC, host) == is_it


def test_a_proxy_on_this_machine_says_who_asks_and_others_can_not() -> None:
    headers = {"x-forwarded-for": "192.0.2.66, 198.51.100.7"}
    assert network(PUBLIC, headers, "127.0.0.1") == "198.51.100.7"
    assert network(PUBLIC, headers, "203.0.113.9") == "203.0.113.9"
    assert network(LOCAL, headers, "127.0.0.1") == "127.0.0.1"
    assert network(PUBLIC, {"x-forwarded-for": "x"}, "127.0.0.1") == "x"


def test_a_household_is_one_network() -> None:
    assert network(LOCAL, {}, "2001:db8:0:1:2:3:4:5") == "2001:db8:0:1::/64"
    assert network(LOCAL, {}, "::ffff:192.0.2.1") == "192.0.2.1"


def test_what_a_proxy_got_in_the_clear_is_refused() -> None:
    assert is_secure(PUBLIC, {"x-forwarded-proto": "https"}, "127.0.0.1")
    assert not is_secure(PUBLIC, {"x-forwarded-proto": "http"}, "127.0.0.1")


@pytest.mark.parametrize(
    ("headers", "is_it"),
    [
        ({"authorization": "Bearer reg_x"}, True),
        ({"authorization": "Basic eDp5", "sec-fetch-site": "cross-site"}, False),
        ({"authorization": ""}, False),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8321"}, False),
        ({"origin": "http://127.0.0.1:8321"}, True),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_what_changes_something_comes_from_our_pages_or_with_a_token(
    headers: dict[str, str], *, is_it: bool
) -> None:
    assert is_own(LOCAL, "POST", headers) == is_it


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("/laws?lang=ar&at=2024-01-01#x", "/laws?lang=ar&at=2024-01-01#x"),
        ("/platforms/ТТ", "/platforms/%D0%A2%D0%A2"),
        ("/platforms/%D0%A2?q=a%20b", "/platforms/%D0%A2?q=a%20b"),
        (f"/{'a' * 2_000}", "/"),
        ("//example.org", "/"),
        ("/\\example.org", "/"),
        ("/a\r\nSet-Cookie: b=c", "/"),
        ("https://example.org", "/"),
        (None, "/"),
    ],
)
def test_one_is_led_on_to_addresses_of_this_site_alone(asked: str | None, way: str) -> None:
    assert way_on(asked) == way
