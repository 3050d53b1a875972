"""JSON Lines as they come: one JSON document a line, each with what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol

from aggregates.errors import Problem
from aggregates.vocabulary.fields import MAX_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LINE_BYTES = 1_048_576
"""No fact is longer; a line beyond it is refused without being read whole."""

MAX_DEPTH = 64
"""How deep a fact's JSON may nest."""

_BOM = b"\xef\xbb\xbf"


class ByteSource(Protocol):
    """What gives bytes, about as many as are asked for; none at its end."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number from 1, its bytes, and its document or its problem."""

    number: int
    raw: bytes
    document: Any = None
    problem: Problem | None = None


class _Invalid(ValueError):
    """A document that is JSON for Python, and not for everybody."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file, as they are: the number of the first, and their bytes.

    Of a line that is too long it may have only the beginning.
    """

    first: int
    data: bytes

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Give the lines that are not blank, with their numbers and line ends."""
        *whole, last = self.data.split(b"\n")
        for number, raw in enumerate(whole, start=self.first):
            if raw and not raw.isspace():
                yield number, (raw + b"\n")[: MAX_LINE_BYTES + 1]
        if last and not last.isspace():
            yield self.first + len(whole), last


def read_blocks(stream: ByteSource, size: int) -> Iterator[Block]:
    """Give a stream in blocks of about so many bytes, in constant memory."""
    first, rest = 1, stream.read(len(_BOM)).removeprefix(_BOM)
    while data := stream.read(size):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        if cut:
            yield Block(first, data[:cut])
            first += data.count(b"\n")
        rest = data[cut:][: MAX_LINE_BYTES + 1]
    if rest:
        yield Block(first, rest)


def read_lines(stream: IO[bytes]) -> Iterator[Line]:
    """Give the lines of a stream that are not blank, in constant memory."""
    for block in read_blocks(stream, MAX_LINE_BYTES):
        for number, raw in block.lines():
            yield line_of(number, raw)


def line_of(number: int, raw: bytes) -> Line:
    """Return a line with its document, or with what is wrong with it."""
    if len(raw) > MAX_LINE_BYTES:
        return Line(
            number,
            raw,
            problem=Problem(
                "$",
                f"the line is longer than {MAX_LINE_BYTES:,} bytes, and only its beginning is read",
            ),
        )
    try:
        return Line(number, raw, document=parse(raw))
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} of the line is not UTF-8"
    except json.JSONDecodeError as error:
        reason = f"it is not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}"
        within = "Unterminated" in error.msg or error.pos >= len(raw.decode().rstrip())
        if within and not raw.endswith(b"\n"):
            reason += " (the file seems to be cut off here)"
    except (_Invalid, RecursionError) as error:
        reason = str(error) if isinstance(error, _Invalid) else "it nests too deeply"
    return Line(number, raw, problem=Problem("$", reason))


def parse(raw: bytes) -> Any:
    """Return the document of a JSON text, strictly: in UTF-8, each name once, plain numbers.

    Raises UnicodeDecodeError, json.JSONDecodeError, RecursionError, or another ValueError
    whose text says what is wrong.
    """
    document = _DECODER.decode(raw.decode())
    if b"\\ud" in raw.lower():
        _refuse_half_pairs(document)
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _depth(document) > MAX_DEPTH:
        raise _Invalid(f"it nests deeper than {MAX_DEPTH} levels")
    return document


def _refuse_half_pairs(document: Any) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _Invalid("a text has half of a surrogate pair, which is no character") from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Invalid(f"the name {twice!r} stands twice in one object")
    return members


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > MAX_INTEGER:
        raise _Invalid(f"the number {text[:20]} is beyond what JSON keeps exact (2**53 - 1)")
    return value


def _float(text: str) -> float:
    value = float(text)
    if abs(value) > MAX_INTEGER:  # written back as a whole number, it could not be read again
        raise _Invalid(f"the number {text[:20]} is beyond what JSON keeps exact (2**53 - 1)")
    return value


def _constant(text: str) -> None:
    raise _Invalid(f"{text} is not a JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_int=_integer,
    parse_float=_float,
    parse_constant=_constant,
)


def _depth(document: Any) -> int:
    depth, level = 0, [document]
    while level:
        depth += 1
        level = [item for node in level for item in _items(node)]
    return depth


def _items(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()
