"""An archived document as it is: its bytes, and under which headers a browser may have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from register.documents import archive
from register.documents.media_types import UNKNOWN, ending
from register.documents.sources import resolved
from register.errors import BadDocument, UnknownDocument

if TYPE_CHECKING:
    from web.asking.view import View

SHOWN = frozenset(
    {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}
)
"""The kinds of file that a browser may show; all others it only saves."""

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_CHARSET = re.compile(r";\s*charset=([\w.:-]{1,40})\s*$", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentBytes:
    """A document's bytes, what kind of file they are, and the headers that keep it harmless."""

    content: bytes
    media_type: str
    headers: dict[str, str]


def content_of(view: View, name: str) -> DocumentBytes:
    """Return an archived document; raise UnknownDocument if it is not there, BadDocument if damaged."""
    sha256 = resolved(view.connection, name, through=view.question.known.position)
    content = archive.content(view.connection, sha256)
    if content is None:
        raise UnknownDocument(f"document {sha256} is not archived")
    if archive.sha256_of(content) != sha256:
        raise BadDocument(
            f"the bytes of document {sha256} are damaged: archive it again, or restore a backup"
        )
    told = archive.media_type(view.connection, sha256)
    kind = told.partition(";")[0].strip().lower()
    kind = kind if _MEDIA_TYPE.fullmatch(kind) else UNKNOWN
    place = "inline" if kind in SHOWN else "attachment"
    return DocumentBytes(
        content,
        kind,
        {
            "content-type": f"text/plain; charset={_charset(told)}"
            if kind == "text/plain"
            else kind,
            "Content-Disposition": f'{place}; filename="{sha256[:16]}{ending(kind)}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-cache",
            "ETag": f'"{sha256}"',
        },
    )


def _charset(media_type: str) -> str:
    found = _CHARSET.search(media_type)
    return found[1].lower() if found else "utf-8"
