"""Reading WARC files (ISO 28500): each answer that a server gave is a document of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.errors import InvalidCode, InvalidDate, RegisterError
from aggregates.vocabulary.fields import Edtf, MediaType, Url
from register.errors import BadDocument
from register.importing.documents import MAX_BYTES, Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_NAME = re.compile(r"\.warc(\.gz)?$", re.IGNORECASE)
_PART = 65_536


class LeftOut(NamedTuple):
    """A record that is not archived, and why."""

    url: str
    reason: str


class _Unfit(Exception):
    """A record can't be archived; its text says why."""


def is_warc(path: Path) -> bool:
    """Tell whether a file is named as a WARC."""
    return _NAME.search(path.name) is not None


def responses(
    path: Path,
    *,
    url: str | None,
    on_left_out: Callable[[LeftOut], None],
    said: Mapping[str, str | None],
) -> Iterator[Offer]:
    """Give the documents of a WARC's response records, one at a time; with a URL, only its.

    A document is the body without its transfer and content encodings, as a browser has it.
    Left out are revisits, answers with another status than 200, and what is cut off, empty,
    too large, or not as its digest says. Raises BadDocument for what is no whole WARC.
    """
    with path.open("rb") as stream:
        try:
            for record in _records(stream):
                target = record.rec_headers.get_header("WARC-Target-URI") or ""
                if record.rec_type in ("response", "revisit") and url in (None, target):
                    try:
                        yield _offer(record, target, path.name, said)
                    except _Unfit as unfit:
                        on_left_out(LeftOut(target, str(unfit)))
                _refuse_cut(record)
        except (RegisterError, OSError):
            raise
        except Exception as error:  # on what is no WARC, warcio fails in any way there is
            reason = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
            raise BadDocument(
                f"{path} can't be read as a WARC: {reason or 'it is cut off'}"
            ) from error


def _records(stream: Any) -> Iterator[Any]:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  # only where a WARC is read

    class Records(ArchiveIterator):  # type: ignore[misc]  # it has no types
        INC_RECORD = ""  # it would be printed

    found = Records(stream, check_digests=True)
    for record in found:
        if record.format != "warc":
            raise EOFError("it does not begin as one")
        if record.length is None:
            raise EOFError("a record does not say how long it is")
        yield record
    if found.err_count:
        raise EOFError("a record is longer than it says")


def _refuse_cut(record: Any) -> None:
    """Read a record to its end; raise EOFError if it is before the end that it names."""
    while record.raw_stream.read(_PART):
        pass
    if record.raw_stream.limit:
        raise EOFError("it is cut off")


def _offer(record: Any, target: str, name: str, said: Mapping[str, str | None]) -> Offer:
    """Return the document of a record; raise _Unfit."""
    _check_kind(record)
    content = _content(record)
    headers = record.rec_headers
    try:
        url = Url.checked(target)
        retrieved = Edtf.checked(headers.get_header("WARC-Date") or "")
    except (InvalidCode, InvalidDate) as error:
        raise _Unfit(str(error)) from error
    return Offer(
        content=content,
        name=name,
        media_type=_media_type(record.http_headers.get_header("Content-Type") or ""),
        url=str(url),
        retrieved=str(retrieved),
        **said,
    )


def _check_kind(record: Any) -> None:
    if record.rec_type == "revisit":
        raise _Unfit("it is a revisit: its content is that of an earlier record")
    if reason := record.rec_headers.get_header("WARC-Truncated"):
        raise _Unfit(f"it was truncated when it was retrieved ({reason})")
    if record.rec_headers.get_header("WARC-Segment-Number"):
        raise _Unfit("it is in segments")
    if record.http_headers is None:
        raise _Unfit("it is no answer of HTTP")
    if (status := record.http_headers.get_statuscode()) != "200":
        raise _Unfit(f"its status is {status}")


def _content(record: Any) -> bytes:
    from warcio.bufferedreaders import BufferedReader  # noqa: PLC0415

    encoding = (record.http_headers.get_header("Content-Encoding") or "identity").lower()
    if encoding not in ("identity", *BufferedReader.get_supported_decompressors()):
        raise _Unfit(f"its content encoding {encoding} can't be read")
    stream, parts, size = record.content_stream(), [], 0
    while size <= MAX_BYTES and (part := stream.read(_PART)):
        parts.append(part)
        size += len(part)
    if size > MAX_BYTES:
        raise _Unfit(f"it has more than {MAX_BYTES:,} bytes")
    _refuse_cut(record)
    if record.digest_checker is not None and record.digest_checker.passed is False:
        raise _Unfit("its bytes are not those of its digest")
    if not size:
        raise _Unfit("it is empty")
    return b"".join(parts)


def _media_type(told: str) -> str | None:
    """Return what the server said, if that is a media type."""
    try:
        return str(MediaType.checked(told.strip()))
    except InvalidCode:
        return None
