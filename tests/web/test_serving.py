"""`register serve` as a process: its first link, half requests that stay open, its end."""

import socket
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from support.web.served import served

OPENER = build_opener(ProxyHandler({}))

pytestmark = pytest.mark.slow


def answer(port: int, sent: bytes) -> bytes:
    """Send bytes, and wait for all that comes until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        got = b""
        while part := connection.recv(65536):
            got += part
        return got


def test_serve_prints_a_link_that_leads_in(sqlite_url: str) -> None:
    with served(sqlite_url, lines=3) as register:
        link = register.said[2].strip()
        assert link.startswith(f"{register.url}/welcome/")
        form = b"handle=anna&password=a+long+sentence+of+hers"
        request = Request(link, form, {"Origin": register.url})
        with OPENER.open(request) as page:
            assert page.url == f"{register.url}/sign-in?next=%2Fbegin"  # this one keeps no cookies
    with served(sqlite_url) as register:
        assert len(register.said) == 1


def test_half_a_request_ends(sqlite_url: str) -> None:
    with served(sqlite_url, "--demo") as register:
        assert answer(register.port, b"GET / HTTP/1.1\r\nHost: local") == b""
        half = (
            f"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:{register.port}\r\n"
            "Content-Length: 9\r\nContent-Type: application/json\r\n\r\n{"
        )
        assert answer(register.port, half.encode()).startswith(b"HTTP/1.1 405")


def test_demo_serves_the_example_without_accounts(sqlite_url: str) -> None:
    options = ("--serve", "--no-browser")
    with (
        served(sqlite_url, *options, command="demo") as register,
        OPENER.open(f"{register.url}/") as page,
    ):
        assert b"/relationships/tiktok/RU" in page.read()
