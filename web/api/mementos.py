"""Mementos (RFC 7089): what an address would have answered at an earlier moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from register.clock import iso, moment_of
from web.errors import RequestProblem, RequestRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from register.log.reader import Entry
    from web.asking.asked import Asked
    from web.asking.view import View

LINK_FORMAT = "application/link-format"
HEADER = "Accept-Datetime"


@dataclass(frozen=True, slots=True)
class AcceptedMoment:
    """A moment that is asked for by a header; as T it is its day in UTC, as K the log by then."""

    moment: datetime

    @property
    def at(self) -> str:
        """The day."""
        return self.moment.date().isoformat()

    @property
    def known(self) -> str:
        """The moment, as an address says it."""
        return self.moment.isoformat().replace("+00:00", "Z")


def accepted_moment(header: str | None, now: datetime) -> AcceptedMoment | None:
    """Return the moment that a header asks for, at most now; raise RequestRefused if it is none."""
    if header is None:
        return None
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, IndexError):
        moment = None
    if moment is None or moment.tzinfo is None:
        told = f"{header[:80]!r} is no date of HTTP (such as Tue, 20 Feb 2024 12:00:00 GMT)"
        raise RequestRefused([RequestProblem("invalid", told, HEADER)])
    return AcceptedMoment(min(moment.astimezone(UTC), now.astimezone(UTC)))


def memento_headers(view: View, original: str, timemap: str | None) -> dict[str, str]:
    """Return what says that an answer is a memento, and of which moment it is.

    It is the moment at which the log came to K, or the begin of T, whichever is later.
    """
    fixed = view.here(at=view.question.at.isoformat(), known=str(view.question.known.position))
    begin = datetime.combine(view.question.at, time(), UTC)
    recorded = view.question.known.recorded_at
    moment = begin if recorded is None else max(begin, moment_of(recorded))
    return {
        "Memento-Datetime": http_date(moment),
        "Content-Location": fixed,
        "Link": links(original, timemap),
    }


def links(original: str, timemap: str | None) -> str:
    """Return the links of a resource that is its own TimeGate."""
    found = [f'<{original}>; rel="original timegate"']
    if timemap is not None:
        found.append(f'<{timemap}>; rel="timemap"; type="{LINK_FORMAT}"')
    return ", ".join(found)


def time_map(asked: Asked, path: str, own: str, entries: Iterable[Entry]) -> bytes:
    """Return the list of mementos of a standing: one for each fact of its relationship."""
    original = asked.link(path, at=None, known=None, public_by=None)
    lines = [
        f'<{original}>; rel="original timegate"',
        f'<{asked.prefix}{own}>; rel="self"; type="{LINK_FORMAT}"',
    ]
    for entry in entries:
        at = iso(entry.recorded_at)[:10]
        link = asked.link(path, at=at, known=str(entry.position))
        moment = http_date(moment_of(entry.recorded_at))
        lines.append(f'<{link}>; rel="memento"; datetime="{moment}"')
    return (",\n".join(lines) + "\n").encode()


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP has it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
