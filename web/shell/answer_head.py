"""What every answer begins with, and to HEAD ends with: the headers, those of a refusal too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import HttpMethod, ScopeType

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from litestar.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
BY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def with_headers(*, secure: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return what gives each answer the headers of the site, where it has none of its own."""
    own = {**HEADERS, **(BY_HTTPS if secure else {})}

    async def headed(message: Message, _scope: Scope) -> None:
        if message["type"] == "http.response.start":
            found = MutableScopeHeaders.from_message(message)
            for name, value in own.items():
                found.setdefault(name, value)
            if "GET" in (allowed := found.get("Allow", "")):
                found["Allow"] = f"{allowed}, HEAD"

    return headed


def with_head(app: ASGIApp) -> ASGIApp:
    """Return an application that answers HEAD as GET, without the body (RFC 9110, 9.3.2)."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        scope["method"] = HttpMethod.GET
        is_sent = False

        async def sent(message: Message) -> None:
            nonlocal is_sent
            if is_sent:
                return
            await send(message)
            if message["type"] == "http.response.start":
                is_sent = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        async def received() -> Any:
            return {"type": "http.disconnect"} if is_sent else await receive()

        await app(scope, received, sent)

    return answered
