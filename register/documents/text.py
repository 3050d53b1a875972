"""The text of an archived document, as far as its media type is one that has text for us.

Text is given as the document has it; of a page each block stands on a line of its own, and no
line ends within one. `register.documents.quote_selector` says how it is compared. What is hidden by a style sheet is text here: no style is computed.
"""

from __future__ import annotations

import codecs
import io
import json
import logging
import re
from typing import TYPE_CHECKING, Any

from register.errors import NoText

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "text/markdown"})
HTML = frozenset({"text/html", "application/xhtml+xml"})
PDF = "application/pdf"
JSON = "application/json"

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "audio",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "input",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "object",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
        "xmp",
    ]
)
"""Elements whose text stands apart from what is before and after (HTML, section 15, Rendering)."""

DROPPED = frozenset({"script", "style", "template", "title", "iframe", "noembed", "noframes"})
"""Elements whose content is no text of the page. A title mostly repeats the first heading."""

_ONE_LINE = str.maketrans("\n\r\t\f", "    ")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{1,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META_BYTES = 4_096
_READ_AS = {"latin-1": "cp1252", "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}
_READ_AS |= {"gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874"}
_READ_AS |= {
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
_CHARSETS = frozenset(
    [
        "utf-8",
        "utf-16-le",
        "utf-16-be",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp866",
        "cp874",
        "cp932",
        "cp949",
        "big5hkscs",
        "gb18030",
        "euc_jp",
        "iso2022_jp",
        "koi8-r",
        "koi8-u",
        "mac-cyrillic",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-10",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
    ]
)
"""Python's names of the encodings that the web has (WHATWG Encoding): others are not tried."""


def text_of(content: bytes, media_type: str) -> str:
    """Return the text of a document. Raises NoText, with the reason, if it has none for us.

    Bytes that are no characters become U+FFFD.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind in PLAIN:
        return _decoded(content, _named(media_type))
    if kind in HTML:
        return _html_text(_decoded(content, _named(media_type) or _told_within(content)))
    if kind == PDF:
        return _pdf_text(content)
    if kind == JSON or kind.endswith("+json"):
        return _json_text(_decoded(content, None))
    raise NoText(f"{kind} has no text that could be compared")


def charset(label: str) -> str | None:
    """Return Python's name for an encoding of the web, as the web reads it; None: it is none."""
    try:
        found = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    found = _READ_AS.get(found, found)
    return found if found in _CHARSETS else None


def _named(media_type: str) -> str | None:
    found = _CHARSET.search(media_type)
    return charset(found[1]) if found else None


def _told_within(content: bytes) -> str | None:
    """Return the encoding that a page names itself: so it can't be one of 16 bits."""
    found = _META.search(content[:_META_BYTES])
    name = charset(found[1].decode("ascii", "replace")) if found else None
    return "utf-8" if name in ("utf-16-le", "utf-16-be") else name


def _decoded(content: bytes, named: str | None) -> str:
    """Decode by the byte order mark, else as named, else as UTF-8 (WHATWG Encoding, decode)."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode(named or "utf-8", "replace")


class _Words:
    """Takes what the parser of HTML meets, and keeps the text; no tree is built.

    So a page costs what its length does, however deep it nests.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._dropped = 0

    def start(self, tag: str, _attributes: Any) -> None:
        """Begin an element."""
        self._dropped += tag in DROPPED
        if tag in BLOCKS:
            self._parts.append("\n")

    def end(self, tag: str) -> None:
        """End an element."""
        self._dropped -= tag in DROPPED
        if tag in BLOCKS:
            self._parts.append("\n")

    def data(self, text: str) -> None:
        """Take text, with entities decoded."""
        if not self._dropped:
            self._parts.append(text.translate(_ONE_LINE))

    def comment(self, _text: str) -> None:
        """Pass over a comment."""

    def close(self) -> str:
        """Return the text."""
        return "".join(self._parts)


def _html_text(page: str) -> str:
    from lxml import etree  # noqa: PLC0415  # it takes a moment to import, and few need it

    parser = etree.HTMLParser(target=_Words(), huge_tree=True, encoding="utf-8")
    parser.feed(page.encode("utf-8", "replace"))
    try:
        return str(parser.close())
    except etree.LxmlError as error:
        raise NoText(f"it can't be read as HTML: {error}") from error


def _pdf_text(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415  # only where a PDF is read

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        text = "\n".join(page.extract_text() for page in reader.pages)
    except Exception as error:  # a damaged PDF makes it fail in any way there is
        raise NoText(f"it can't be read as a PDF: {_short(error)}") from error
    if not text.strip():
        raise NoText("the PDF has no text: its pages may be pictures")
    return text


def _json_text(text: str) -> str:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoText(f"it can't be read as JSON: {_short(error)}") from error
    return " ".join(_leaves(document))


def _leaves(document: Any) -> Iterator[str]:
    """Give names, texts and numbers in their order."""
    waiting = [iter([document])]
    while waiting:
        for node in waiting[-1]:
            if isinstance(node, dict):
                waiting.append(iter([part for pair in node.items() for part in pair]))
                break
            if isinstance(node, list):
                waiting.append(iter(node))
                break
            yield node if isinstance(node, str) else json.dumps(node)
        else:
            waiting.pop()


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
