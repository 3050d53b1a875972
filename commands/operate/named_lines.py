"""Lines of facts that name a platform or a jurisdiction as people do: by slug and code instead."""

from __future__ import annotations

import re
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

import msgspec

from commands.shell.printing import note, safe
from projections.read_models import platform_names
from register import jurisdictions
from register.errors import UnknownJurisdiction, UnknownPlatform
from register.format.lines import MAX_LINE_BYTES, parse

if TYPE_CHECKING:
    from projections.embedded import EmbeddedRegister

_NAMED = re.compile(
    rb'"platform"\s*:\s*"(?![a-z0-9-]+")|"jurisdiction"\s*:\s*"(?!(?:[A-Z]{2}(?:-[A-Z0-9]{1,3})?|001)")'
)
"""Where a line may have a name: most lines have none, and are passed on without being read."""

_REGISTERED = "platform-registered"
"""What gives a platform its slug, which no name stands for yet."""


class NamedLines:
    """A stream of lines, with names that the register knows in the place of which it says so.

    ``read`` gives whole lines, so it may give more than was asked for.
    """

    def __init__(self, stream: IO[bytes], register: EmbeddedRegister) -> None:
        self._stream = stream
        self._register = register
        self._known: dict[tuple[str, str], str | None] = {}
        self._taken: Counter[tuple[str, str]] = Counter()

    def read(self, size: int) -> bytes:
        """Return about so many bytes, up to the end of a line."""
        data = self._stream.read(size)
        if data and not data.endswith(b"\n"):
            data += self._stream.readline(MAX_LINE_BYTES + 1)
        if _NAMED.search(data) is None:
            return data
        return b"".join(self._with_codes(line) for line in data.splitlines(keepends=True))

    def tell(self) -> None:
        """Say on standard error which names were taken for what."""
        for (given, taken), count in self._taken.items():
            lines = "1 line says" if count == 1 else f"{count} lines say"
            note(safe(f"{lines} {given!r}, which is taken for {taken}."))

    def _with_codes(self, line: bytes) -> bytes:
        """Return a line with the slug and the code of what it names; others as they are."""
        if _NAMED.search(line) is None:
            return line
        try:
            document: Any = parse(line)
        except (ValueError, RecursionError):
            return line  # whoever reads it says what is wrong
        if not isinstance(document, dict):
            return line
        found = {
            field: self._resolved(field, document[field])
            for field in ("platform", "jurisdiction")
            if isinstance(document.get(field), str) and document.get("type") != _REGISTERED
        }
        taken = {field: code for field, code in found.items() if code is not None}
        self._taken.update((document[field], code) for field, code in taken.items())
        return msgspec.json.encode({**document, **taken}) + b"\n" if taken else line

    def _resolved(self, field: str, text: str) -> str | None:
        """Return the slug or code of a name; None: it is one already, or means nothing."""
        if (field, text) not in self._known:
            self._known[field, text] = self._looked_up(field, text)
        return self._known[field, text]

    def _looked_up(self, field: str, text: str) -> str | None:
        try:
            if field == "jurisdiction":
                code = jurisdictions.resolve(text)
            else:
                with self._register.reading() as connection:
                    code = platform_names.resolve(connection, text)
        except (UnknownPlatform, UnknownJurisdiction):
            return None
        return None if code == text else code
