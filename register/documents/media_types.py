"""What kind of file something is, where nobody said: by its first bytes, else by its name."""

from __future__ import annotations

import codecs

UNKNOWN = "application/octet-stream"

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"WARC/", "application/warc"),
)
_ENDINGS = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "html": "text/html",
    "htm": "text/html",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "rtf": "application/rtf",
    "svg": "image/svg+xml",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "warc": "application/warc",
    "webp": "image/webp",
    "xhtml": "application/xhtml+xml",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
_LOOKED_AT = 2_000


def guessed(content: bytes, name: str) -> str:
    """Return the media type of a file; `application/octet-stream` if nothing tells."""
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            return found
    ending = name.lower().rpartition(".")[2]
    if ending in _ENDINGS and "." in name:
        return _ENDINGS[ending]
    head = content[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "text/html"
    return "text/plain" if _is_text(content) else UNKNOWN


def ending(media_type: str) -> str:
    """Return the ending of a file's name for a media type, with its dot; empty: there is none."""
    kind = media_type.partition(";")[0].strip().lower()
    return next((f".{name}" for name, known in _ENDINGS.items() if known == kind), "")


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
