"""What a browser sends to have something made: texts, and a file perhaps."""

from __future__ import annotations

from dataclasses import dataclass, field

from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from web.shell.responding import Asking  # Litestar reads it

MOST_BYTES = 50 * 2**20
"""How many bytes may be sent."""


@dataclass(frozen=True, slots=True)
class SentWish:
    """Texts by name, without white space around them, and the bytes of a file."""

    texts: dict[str, str] = field(default_factory=dict)
    file: bytes = b""


async def sent_wish(request: Asking) -> SentWish:
    """Read a form; raise ClientException for what is none."""
    try:
        data = await request.form()
    except (ValueError, LookupError) as error:
        raise ClientException("this is no form that a browser sends") from error
    texts: dict[str, str] = {}
    file = b""
    for name, value in data.items():
        if isinstance(value, UploadFile):
            file = await value.read()
        else:
            texts[name] = str(value).replace("\0", " ").strip()
    return SentWish(texts, file)
