"""Examples of calls: each operation of the description as a line for curl."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from web.api.operation import JSON

if TYPE_CHECKING:
    from collections.abc import Mapping

FACT = {
    "type": "local-office-pledged",
    "platform": "tiktok",
    "jurisdiction": "RU",
    "occurred": "2019-07-15",
    "details": {"due": "2019"},
    "sources": [{"title": "TikTok to open an office", "url": "https://example.org/1"}],
}


def curl(path: str, method: str, operation: Mapping[str, Any]) -> str:
    """Return a line for a shell in which REGISTER is the address, and TOKEN a token."""
    given = {one["name"]: one for one in operation.get("parameters", ())}
    for name, one in given.items():
        if one["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(str(one.get("example", 1))))
    asked = {
        name: one["example"]
        for name, one in given.items()
        if one["in"] == "query" and "example" in one and (one["required"] or name == "at")
    }
    query = f"?{urlencode(asked)}" if asked else ""
    parts = ['curl -H "Authorization: Bearer $TOKEN"', f'"$REGISTER{path}{query}"']
    if method == "post":
        parts.insert(1, f"-H 'Content-Type: {JSON}' -d '{json.dumps(FACT)}'")
    return " ".join(parts)
