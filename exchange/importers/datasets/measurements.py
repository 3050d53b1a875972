"""Measurements of OONI one by one: as a probe uploads them, or as a row of OONI's API."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, Any

import msgspec

from exchange.importers.tables.table import TableRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_BYTES = 16_000_000
"""No measurement is longer: it has the pages that were fetched in it."""

MAX_BYTES = 400_000_000
"""How large a document of the API may be, which is read as a whole."""

_GZIP = b"\x1f\x8b"
_BY_ADDRESS = "web_connectivity"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a measurement, or a count of several, comes to."""

    test: str
    input: str
    jurisdiction: str
    network: str
    day: date
    ok: int = 0
    anomalies: int = 0
    confirmed: int = 0
    failures: int = 0

    @property
    def is_of_an_address(self) -> bool:
        """Tell whether it is of an address, and not of the one platform that its test is for."""
        return self.test == _BY_ADDRESS


class _Keys(msgspec.Struct):
    """The results of the tests that are known, of those parts that tell of a block."""

    blocking: bool | str | None = None
    accessible: bool | None = None
    telegram_http_blocking: bool | None = None
    telegram_tcp_blocking: bool | None = None
    telegram_web_status: str | None = None
    whatsapp_endpoints_status: str | None = None
    whatsapp_web_status: str | None = None
    registration_server_status: str | None = None
    signal_backend_status: str | None = None
    facebook_dns_blocking: bool | None = None
    facebook_tcp_blocking: bool | None = None


class _Row(msgspec.Struct):
    test_name: str
    probe_cc: str
    probe_asn: str | int = ""
    input: str | None = None
    domain: str | None = None
    measurement_start_time: str = ""
    measurement_start_day: str = ""
    test_keys: _Keys | None = None
    anomaly: bool | None = None
    confirmed: bool | None = None
    failure: bool | None = None
    measurement_count: int | None = None
    anomaly_count: int = 0
    confirmed_count: int = 0
    failure_count: int = 0


class _Answer(msgspec.Struct):
    """A document of the API: `results` of its list of measurements, `result` of its counts."""

    results: list[msgspec.Raw] | None = None
    result: list[msgspec.Raw] | None = None

    def rows(self) -> list[msgspec.Raw] | None:
        """Return the rows, wherever they are."""
        return self.result if self.results is None else self.results


def measurements(stream: IO[bytes], name: str) -> Iterator[tuple[int, Measurement | str]]:
    """Give each measurement of a file with its number, or what is wrong with it.

    Raises TableRefused for what is no file of measurements at all.
    """
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    try:
        begin = buffered.read(len(_GZIP))
        rest: Any = _Joined(begin, buffered)
        lines = gzip.GzipFile(fileobj=rest) if begin == _GZIP else rest
        for number, line in _numbered(io.BufferedReader(lines), name):
            yield number, _read(line)
    except (OSError, EOFError) as error:
        raise TableRefused(f"{name} can't be unpacked: {error}") from error


class _Joined(io.RawIOBase):
    """A stream of which the beginning was read already."""

    def __init__(self, begin: bytes, stream: IO[bytes]) -> None:
        super().__init__()
        self._begin, self._stream = begin, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._begin or self._stream.read(len(buffer))
        size = min(len(found), len(buffer))
        buffer[:size] = found[:size]
        self._begin = found[size:]
        return size


def _numbered(stream: io.BufferedReader, name: str) -> Iterator[tuple[int, bytes]]:
    number, first = 1, stream.readline(MAX_LINE_BYTES + 1)
    document = _document(first, stream)
    if document is not None:
        yield from enumerate(map(bytes, document), 1)
        return
    line = first
    while line:
        if len(line) > MAX_LINE_BYTES:
            raise TableRefused(f"{name}:{number}: it has more than {MAX_LINE_BYTES:,} bytes")
        if line.strip():
            yield number, line
        number, line = number + 1, stream.readline(MAX_LINE_BYTES + 1)


def _document(first: bytes, stream: io.BufferedReader) -> list[msgspec.Raw] | None:
    """Return the rows of an answer of the API; None: the file has a measurement on each line."""
    begin = first.strip()
    content = first
    if begin == b"{" or (len(first) > MAX_LINE_BYTES and begin.startswith(b"{")):
        content += stream.read(MAX_BYTES)
    try:
        return msgspec.json.decode(content, type=_Answer).rows()
    except msgspec.DecodeError:
        return None


def _read(line: bytes) -> Measurement | str:
    try:
        row = msgspec.json.decode(line, type=_Row)
        day = date.fromisoformat((row.measurement_start_day or row.measurement_start_time)[:10])
    except msgspec.DecodeError as error:
        return f"it is no measurement: {error}"
    except ValueError:
        return "it does not say on which day it was made"
    ok, anomalies, confirmed, failures = _counts(row)
    return Measurement(
        test=row.test_name,
        input=row.input or (f"https://{row.domain}/" if row.domain else ""),
        jurisdiction=row.probe_cc,
        network=f"AS{row.probe_asn}" if isinstance(row.probe_asn, int) else row.probe_asn,
        day=day,
        ok=ok,
        anomalies=anomalies,
        confirmed=confirmed,
        failures=failures,
    )


def _counts(row: _Row) -> tuple[int, int, int, int]:
    """Return how many came through, are anomalies, are confirmed, and failed."""
    if row.measurement_count is not None:
        anomalies = row.anomaly_count + row.confirmed_count
        ok = max(0, row.measurement_count - anomalies - row.failure_count)
        return ok, anomalies, row.confirmed_count, row.failure_count
    if row.anomaly is None and row.confirmed is None:
        seen = None if row.test_keys is None else _sees_a_block(row.test_name, row.test_keys)
    else:
        seen = None if row.failure else bool(row.anomaly or row.confirmed)
    if seen is None:
        return 0, 0, 0, 1
    return int(not seen), int(seen), int(seen and bool(row.confirmed)), 0


def _sees_a_block(test: str, keys: _Keys) -> bool | None:
    """Tell whether a probe's own result looks like a block; None: it failed, or the site was down."""
    parts: tuple[bool | None, ...]
    match test:
        case "telegram":
            parts = (
                keys.telegram_http_blocking,
                keys.telegram_tcp_blocking,
                _is_blocked(keys.telegram_web_status),
            )
        case "whatsapp":
            statuses = (keys.whatsapp_endpoints_status, keys.whatsapp_web_status)
            parts = (*map(_is_blocked, statuses), _is_blocked(keys.registration_server_status))
        case "signal":
            parts = (_is_blocked(keys.signal_backend_status),)
        case "facebook_messenger":
            parts = (keys.facebook_dns_blocking, keys.facebook_tcp_blocking)
        case _:
            is_down = keys.blocking is False and keys.accessible is False
            parts = (None if keys.blocking is None or is_down else bool(keys.blocking),)
    told = [part for part in parts if part is not None]
    return any(told) if told else None


def _is_blocked(status: str | None) -> bool | None:
    return None if status is None else status == "blocked"
