"""Just enough DER to put the certificates of a timestamp in the order that DER wants.

`openssl ts`, by which many authorities answer, writes them as they come. Nobody signs their
order, and rfc3161-client reads no others.
"""

from __future__ import annotations

from typing import NamedTuple

_CERTIFICATES = 0xA0


class _Element(NamedTuple):
    """A value of DER: its tag, and where it, its content and what follows begin."""

    tag: int
    begin: int
    content: int
    end: int


def with_certificates_in_order(response: bytes) -> bytes:
    """Return a response of RFC 3161 with the certificates of its token (RFC 5652) in order.

    What is no such response is returned as it is.
    """
    try:
        (whole,) = _elements(response, 0, len(response))
        token = _inside(response, whole)[1]
        signed = _inside(response, _inside(response, token)[1])[0]
        found = [one for one in _inside(response, signed) if one.tag == _CERTIFICATES]
        (certificates,) = found
        each = [response[one.begin : one.end] for one in _inside(response, certificates)]
    except (IndexError, ValueError):
        return response
    return response[: certificates.content] + b"".join(sorted(each)) + response[certificates.end :]


def _inside(content: bytes, element: _Element) -> list[_Element]:
    return _elements(content, element.content, element.end)


def _elements(content: bytes, begin: int, end: int) -> list[_Element]:
    """Return the elements in [begin, end); raise ValueError if they don't fill it."""
    found = []
    while begin < end:
        length, start = content[begin + 1], begin + 2
        if length >= 0x80:
            start += length & 0x7F
            length = int.from_bytes(content[begin + 2 : start], "big")
        found.append(_Element(content[begin], begin, start, start + length))
        begin = start + length
    if begin != end:
        raise ValueError("an element is longer than what it is in")
    return found
