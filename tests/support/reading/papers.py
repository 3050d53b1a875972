"""Small real documents for tests: PDFs and WARC files."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def pdf(*pages: str) -> bytes:
    """A PDF (ISO 32000-1) with a line of text on each page."""
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, words in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {first + 2 * number + 1} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        written
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
        ).encode()
    )


@dataclass
class Answer:
    """What a server answered, as a crawler keeps it."""

    url: str
    body: bytes
    status: str = "200 OK"
    media_type: str = "text/html; charset=utf-8"
    kind: str = "response"
    date: str = "2024-05-03T10:00:00Z"
    http: dict[str, str] = field(default_factory=dict)
    warc: dict[str, str] = field(default_factory=dict)


class _Writer(WARCWriter):  # type: ignore[misc]  # it has no types
    """Keeps what it hashes in memory: it would leave temporary files open."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def warc(path: Path, answers: Iterable[Answer], *, version: str = "WARC/1.1") -> Path:
    """Write a WARC with a warcinfo, and a request and a response for each; packed if named .gz."""
    with path.open("wb") as stream:
        writer: Any = _Writer(stream, gzip=path.suffix == ".gz", warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for answer in answers:
            _write(writer, answer)
    return path


def _write(writer: Any, answer: Answer) -> None:
    dated = {"WARC-Date": answer.date, **answer.warc}
    request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.org")], is_http_request=True)
    asked = writer.create_warc_record(
        answer.url, "request", http_headers=request, warc_headers_dict={"WARC-Date": answer.date}
    )
    writer.write_record(asked)
    headers = [("Content-Type", answer.media_type), *answer.http.items()]
    told = StatusAndHeaders(answer.status, headers, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        answer.url,
        answer.kind,
        payload=io.BytesIO(answer.body),
        http_headers=told,
        warc_headers_dict=dated,
    )
    writer.write_record(record)
