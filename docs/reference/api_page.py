"""The page of the HTTP API: its addresses, from the description that the package has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from web.api.examples import curl
from web.api.openapi import description, text
from web.api.routes import OPERATIONS
from web.shell.problems import STATUS, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DESCRIPTION = Path(__file__).parent.parent.parent / "web" / "api" / "openapi.json"

ABOUT = """\
`register serve` answers programs under `/api/v1`, and describes itself in OpenAPI 3.1 at
`/api/v1/openapi.json` (the package has the file). Answers are those of the commands with
`--format json`; lists are to be had as `application/jsonl` too, and most as `text/csv`, by
`Accept`. [Use the API](../how-to/use-the-api.md) shows how.

- **Time.** `at` (T), `known` (K) and `public-by` (P) ask as the options of the commands do. An
  unknown parameter is refused, so that no misspelt filter is taken for none.
- **Versions.** Each answer has an `ETag`; who sends it as `If-None-Match` gets 304 while nothing
  has changed. The `ETag` of a relationship is its version, which `If-Match` of a recording takes.
- **Compression.** Who sends `Accept-Encoding: gzip` gets longer answers so, under an `ETag` of
  their own. No answer holds a secret that its length could tell.
- **Mementos** (RFC 7089). `Accept-Datetime` asks what an address would have answered at a moment:
  T is its day in UTC, K the end of the log then. `Content-Location` is the address that says so.
- **Lists in parts.** With `limit`, `Link: …; rel="next"` leads to the next part; its cursor holds
  K, so all parts are of one moment.
- **Problems** are `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, and
  `errors`, each with the `parameter` or the `pointer` (RFC 6901), a `code` and a `detail`."""


def page(generated: str) -> str:
    """Return the page, with a line that says where it comes from."""
    told = description(OPERATIONS)
    parts = ["# The HTTP API", generated, ABOUT]
    families: dict[str, list[str]] = {}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            entry = "\n\n".join(_operation(path, method, one))
            families.setdefault(one["tags"][0], []).append(entry)
    for family, entries in families.items():
        parts += [f"## {family}", *entries]
    parts += ["## Problems", "\n".join(_problems())]
    return "\n\n".join(parts) + "\n"


def openapi() -> str:
    """Return the description, as the package has it."""
    return text(OPERATIONS)


def _operation(path: str, method: str, one: Mapping[str, Any]) -> Iterator[str]:
    yield f"### `{method.upper()} {path}`"
    yield f"{one['summary']} {one.get('description', '')}".strip()
    if given := one.get("parameters"):
        yield "\n".join(_parameters(given))
    yield f"Needs the right to `{one['x-may']}`. Answers {_answers(one['responses'])}."
    yield f"```sh\n{curl(path, method, one)}\n```"


def _parameters(given: list[dict[str, Any]]) -> Iterator[str]:
    yield "| parameter | where | what |"
    yield "| --- | --- | --- |"
    for one in given:
        needed = ", needed" if one["required"] else ""
        words = ", ".join(f"`{word}`" for word in one["schema"].get("enum", ()) if word)
        what = f"{one['description']}{f' One of {words}.' if words else ''}"
        yield f"| `{one['name']}` | {one['in']}{needed} | {what} |"


def _answers(responses: Mapping[str, Any]) -> str:
    good = [status for status in responses if status < "300"]
    types = dict.fromkeys(kind for status in good for kind in responses[status]["content"])
    forms = ", ".join(f"`{kind}`" for kind in types)
    return f"{' or '.join(good)} ({forms}); refuses with {', '.join(s for s in responses if s >= '400')}"


def _problems() -> Iterator[str]:
    yield "| type (`urn:register:problem:…`) | status | when |"
    yield "| --- | --- | --- |"
    kinds = {kind_of(kind): (kind, status) for kind, status in STATUS.items()}
    for name, (kind, status) in sorted(kinds.items(), key=lambda one: (one[1][1], one[0])):
        when = (kind.__doc__ or "").strip().splitlines()[0].partition(";")[0].removesuffix(".")
        yield f"| `{name}` | {int(status)} | {when} |"
