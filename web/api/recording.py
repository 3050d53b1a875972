"""Recording over HTTP: facts from a body, all or none, with every reason why they are refused."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused
from aggregates.vocabulary.shapes import DocumentFact, PersonFact, relationship_stream
from projections.changes.recorded import Recorded, refusals
from projections.changes.standing_change import standing_change
from projections.queries.looks import looks
from register.accounts.request_keys import KeyedRequest
from register.errors import VersionMoved
from register.format.lines import parse
from register.format.schemas import read_fact
from register.log.export import recorded_document
from register.log.reader import LogReader
from register.persons.unsealer import opener
from web.accounts.roles import May
from web.api.operation import API, ApiParameter, Operation
from web.api.parameters import flag
from web.errors import (
    BodyRefused,
    BodyUnreadable,
    PreconditionFailed,
    RequestProblem,
    RequestRefused,
)
from web.shell.problems import request_problems
from web.site import CLOCK_IS_RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact
    from projections.embedded import EmbeddedRegister
    from register.recording.recording import Outcome
    from web.site import Site

MOST_FACTS = 100
_ELSEWHERE: tuple[tuple[type[Any], str], ...] = (
    (PersonFact, "it destroys a key: it is recorded on the console, with 'register forget'"),
    (DocumentFact, "it comes with its file: 'register source add'"),
)
"""Facts that are more than a record, and so are not recorded here."""

RECORD = Operation(
    path=f"{API}/facts",
    name="record",
    method="POST",
    summary="Record one fact, or up to 100, all or none.",
    about="A fact is known by its content: what is in the log already is not recorded again. "
    "Each is answered with its position, what the standing of today was and is, and what looks "
    "odd about it. `dry-run` answers the same and records nothing.",
    family="Recording",
    schema="Recorded",
    body="Facts",
    may=May.RECORD,
    parameters=(
        flag("dry-run", "Answer what recording would do, and record nothing."),
        flag(
            CLOCK_IS_RIGHT,
            "Record although the clock of the register's machine is more than 92 days ahead of "
            "the last fact, or more than a day off that of the database's server (409 without).",
        ),
        ApiParameter(
            "If-Match",
            "The ETag of the relationship that the facts are about, as it was when they were "
            "decided on; if it has another version now, nothing is recorded (412), and the "
            "answer has the facts since.",
            {"type": "string", "pattern": '^"[0-9]{1,15}"$'},
            "header",
        ),
        ApiParameter(
            "Idempotency-Key",
            "A key of your own: the same request with it gets the same answer for 24 hours.",
            {"type": "string", "pattern": "^[!-~]{1,200}$"},
            "header",
        ),
    ),
    answers={
        201: "Recorded; those that were known before say so.",
        200: "All were known before, or it was a rehearsal.",
    },
    refuses=(409, 412, 413, 415, 422),
)


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """The facts of a body; ``many`` says that they came as a list, and so are answered as one."""

    documents: Sequence[dict[str, Any]]
    facts: Sequence[Fact]
    many: bool

    def place(self, index: int) -> str:
        """Return where a fact stands in the body, as a JSON pointer."""
        return f"/{index}" if self.many else ""


def given_facts(body: bytes, media_type: str | None) -> GivenFacts:
    """Return the facts of a body; raise BodyUnreadable, or RequestRefused with all that is wrong."""
    if (media_type or "").partition(";")[0].strip().lower() != "application/json":
        raise BodyUnreadable(
            f"facts are taken as application/json, not as {media_type or 'nothing'}"
        )
    document = _document(body)
    many = isinstance(document, list)
    documents = document if many else [document]
    if not 1 <= len(documents) <= MOST_FACTS:
        told = f"a request has 1 to {MOST_FACTS} facts, and this one {len(documents)}"
        raise BodyRefused([RequestProblem("count", told, pointer="")])
    facts, problems = [], []
    for index, given in enumerate(documents):
        try:
            facts.append(_fact(given))
        except FactRefused as refused:
            problems += request_problems(refused.problems, f"/{index}" if many else "")
        except BodyRefused as elsewhere:
            where = f"/{index}/type" if many else "/type"
            problems += [replace(one, pointer=where) for one in elsewhere.problems]
    if problems:
        raise BodyRefused(problems)
    return GivenFacts(documents, facts, many)


def _document(body: bytes) -> Any:
    try:
        return parse(body)
    except UnicodeDecodeError as error:
        told = f"byte {error.start + 1} is not UTF-8"
    except json.JSONDecodeError as error:
        told = f"it is not JSON: {error.msg} at character {error.pos + 1}"
    except (ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, ValueError) else "it nests too deeply"
    raise RequestRefused([RequestProblem("not-json", told, pointer="")]) from None


def _fact(document: Any) -> Fact:
    fact = read_fact(document)
    for kind, told in _ELSEWHERE:
        if isinstance(fact, kind):
            raise BodyRefused([RequestProblem("not-here", told)])
    return fact


def expected_versions(given: GivenFacts, header: str | None) -> dict[str, int] | None:
    """Return the version that a relationship is to have; raise RequestRefused for what is none."""
    if header is None:
        return None
    pairs = ((one.get("platform"), one.get("jurisdiction")) for one in given.documents)
    streams = {
        relationship_stream(platform, place) if platform and place else None
        for platform, place in pairs
    }
    found = re.fullmatch(r'"([0-9]{1,15})"', header.strip())
    stream = streams.pop()
    if found is None or streams or stream is None:
        told = 'it is the ETag of one relationship ("17"), and all facts are about that one'
        raise RequestRefused([RequestProblem("invalid", told, "If-Match")])
    return {stream: int(found[1])}


def record(
    site: Site,
    register: EmbeddedRegister,
    given: GivenFacts,
    *,
    recorded_by: str,
    expected: Mapping[str, int] | None,
    dry_run: bool,
) -> list[Recorded]:
    """Record facts, or rehearse it; raise BodyRefused with every reason, or PreconditionFailed.

    ``register`` is the site's own, or one whose clock somebody vouches for.
    """
    today = site.today()
    with site.register.reading() as connection:
        odd = [looks(connection, fact, today) for fact in given.facts]
        if dry_run:
            _refuse_moved(site, connection, expected)
    try:
        with _done(register, given.facts, recorded_by, expected, dry_run=dry_run) as (
            seen,
            outcomes,
        ):
            pairs = zip(given.documents, outcomes, strict=True)
            changes = [standing_change(seen, *pair, today) for pair in pairs]
    except FactRefused as refused:
        raise BodyRefused(_every_reason(register, given, recorded_by, refused)) from None
    except VersionMoved:
        with site.register.reading() as connection:
            _refuse_moved(site, connection, expected)
        raise
    rows = zip(given.documents, outcomes, changes, odd, strict=True)
    return [Recorded(*row, rehearsed=dry_run) for row in rows]


@contextmanager
def _done(
    register: EmbeddedRegister,
    facts: Sequence[Fact],
    recorded_by: str,
    expected: Mapping[str, int] | None,
    *,
    dry_run: bool,
) -> Iterator[tuple[Connection, list[Outcome]]]:
    if dry_run:
        with register.rehearsing(facts, recorded_by=recorded_by) as done:
            yield done
        return
    outcomes = register.record(facts, recorded_by=recorded_by, expected=expected)
    with register.reading() as connection:
        yield connection, outcomes


def _every_reason(
    register: EmbeddedRegister, given: GivenFacts, recorded_by: str, refused: FactRefused
) -> list[RequestProblem]:
    """Return every reason why facts are refused by what is in the log."""
    if len(given.facts) == 1:
        return request_problems(refused.problems, given.place(0))
    found = refusals(register, given.facts, recorded_by=recorded_by)
    if not found:
        return request_problems(refused.problems)
    return [
        one
        for index, problems in found.items()
        for one in request_problems(problems, given.place(index))
    ]


def _refuse_moved(site: Site, connection: Connection, expected: Mapping[str, int] | None) -> None:
    """Raise PreconditionFailed with the facts since, where a relationship has another version."""
    shown = opener(site.register.persons, LogReader(connection)).shown
    for stream, version in (expected or {}).items():
        entries = LogReader(connection).of_stream(stream)
        found = entries[-1].version if entries else 0
        if found != version:
            since = [shown(recorded_document(one)) for one in entries if one.version > version]
            told = (
                f"the relationship is at version {found}, and not at {version}: nothing is recorded"
            )
            raise PreconditionFailed(told, version=found, since=since)


def keyed(handle: str, key: str | None, asked: Sequence[bytes]) -> KeyedRequest | None:
    """Return a request by its key; None: it has none. Raises RequestRefused for what is no key."""
    if key is None:
        return None
    if re.fullmatch(r"[!-~]{1,200}", key) is None:
        told = "it has 1 to 200 visible characters of ASCII"
        raise RequestRefused([RequestProblem("invalid", told, "Idempotency-Key")])
    return KeyedRequest(handle, key, sha256(b"\0".join(asked)).hexdigest())
