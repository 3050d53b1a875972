"""One request to an endpoint that speaks as OpenAI's chat completions do; the standard library asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from intake.errors import EndpointProblem

MOST_BYTES = 4_000_000
"""Of an answer no more is read."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model is asked: its address up to ``/chat/completions``, and its name."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0

    def __post_init__(self) -> None:
        """Refuse what is no web address."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointProblem(
                f"{self.url!r} is no endpoint: an address such as http://127.0.0.1:8080/v1"
            )

    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """Return the text of one completion that was asked to keep to a schema.

        Raises EndpointProblem if there is none within the timeout. Nobody is asked whom a
        redirection names: the text goes to the address that was agreed to, or nowhere.
        """
        body = {
            "model": self.model,
            "temperature": 0,
            "messages": messages,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "facts", "strict": True, "schema": schema},
            },
        }
        return _content(self._answer(json.dumps(body).encode()), self.url)

    def _answer(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        address = f"{self.url.rstrip('/')}/chat/completions"
        request = Request(address, body, headers)  # noqa: S310  # only http and https are taken
        local = urlsplit(self.url).hostname in ("127.0.0.1", "localhost", "::1")
        opener = build_opener(_NoRedirection, *([ProxyHandler({})] if local else []))
        try:
            with opener.open(request, timeout=self.timeout) as answer:
                return bytes(answer.read(MOST_BYTES))
        except HTTPError as error:
            with error:
                raise EndpointProblem(f"{address} answers with status {error.code}") from error
        except (URLError, TimeoutError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", None) or error
            raise EndpointProblem(f"{address} gives no answer: {reason}") from error


class _NoRedirection(HTTPRedirectHandler):
    """Follows none: a status of 3xx is an answer that is of no use."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _content(raw: bytes, url: str) -> str:
    try:
        content = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise EndpointProblem(f"the answer of {url} is no chat completion") from error
    if not isinstance(content, str):
        raise EndpointProblem(f"the answer of {url} has no text")
    return content
