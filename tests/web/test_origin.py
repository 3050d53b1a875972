"""Where a request comes from, as its headers and a proxy of one's own say."""

from dataclasses import replace
from typing import Any, cast

import pytest
from support.web.pages import site_of

from web.accounts.origin import is_for, is_secure, network

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
