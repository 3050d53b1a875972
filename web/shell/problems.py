"""What an error is to a browser or a program: one status, and the sentence that the error is.

To programs it is told as RFC 9457 has it, with everything that is wrong with what they sent.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aggregates.errors import FactRefused, InvalidCode, InvalidDate, RegisterError
from evidence.errors import BundleUnusable, NoEvidence
from exchange.importers.mapping import MappingRefused
from exchange.importers.tables.table import TableRefused
from intake.errors import ArticleUnusable, EndpointProblem, GoldUnusable
from integrity.errors import (
    CheckpointRefused,
    KeyProblem,
    NoteRefused,
    ProofRefused,
    TimestampRefused,
)
from register.errors import (
    AccountRefused,
    BackupProblem,
    BadDocument,
    ClockDoubted,
    DamagedFact,
    DamagedKey,
    DamagedLog,
    DamagedReadModel,
    DatabaseBusy,
    DatabaseLost,
    DatabaseProblem,
    DatabaseReadOnly,
    DiskFull,
    FactOverwritten,
    ForgottenPerson,
    ImportStopped,
    InvalidMoment,
    KeysUnknown,
    LinkGone,
    NoRoom,
    NoText,
    NotInitialised,
    NotTheExample,
    RebuildStopped,
    RequestKeyReused,
    RequestRunning,
    SchemaMismatch,
    StreamMoved,
    TooManyTries,
    UnfitText,
    UnknownAccount,
    UnknownDocument,
    UnknownFact,
    UnknownInstrument,
    UnknownJurisdiction,
    UnknownPerson,
    UnknownPlatform,
    UnknownProjection,
    UnknownType,
    VersionMoved,
)
from reports.errors import (
    InvalidStatement,
    MissingPart,
    NothingToReport,
    ReportProblem,
    UnknownFormat,
    UnknownLanguage,
    UnknownTable,
)
from web.errors import (
    AddressTaken,
    BodyRefused,
    BodyTooSlow,
    BodyUnreadable,
    InvalidFilter,
    NoRelationship,
    NoStanding,
    NotAcceptable,
    NotByForm,
    NotChecked,
    PreconditionFailed,
    RequestProblem,
    RequestRefused,
    SignInRefused,
    TooMuchWaits,
    UnknownJob,
    WebProblem,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregates.errors import Problem

PROBLEM = "application/problem+json"
_KIND = "urn:register:problem:"

STATUS: dict[type[RegisterError], HTTPStatus] = {
    UnknownFact: HTTPStatus.NOT_FOUND,
    UnknownPlatform: HTTPStatus.NOT_FOUND,
    UnknownJurisdiction: HTTPStatus.NOT_FOUND,
    UnknownInstrument: HTTPStatus.NOT_FOUND,
    UnknownType: HTTPStatus.NOT_FOUND,
    UnknownDocument: HTTPStatus.NOT_FOUND,
    UnknownPerson: HTTPStatus.NOT_FOUND,
    NotByForm: HTTPStatus.NOT_FOUND,
    ForgottenPerson: HTTPStatus.GONE,
    NothingToReport: HTTPStatus.NOT_FOUND,
    InvalidMoment: HTTPStatus.BAD_REQUEST,
    InvalidDate: HTTPStatus.BAD_REQUEST,
    InvalidCode: HTTPStatus.BAD_REQUEST,
    UnknownLanguage: HTTPStatus.BAD_REQUEST,
    InvalidFilter: HTTPStatus.BAD_REQUEST,
    UnknownJob: HTTPStatus.NOT_FOUND,
    TooMuchWaits: HTTPStatus.SERVICE_UNAVAILABLE,
    NotChecked: HTTPStatus.UNPROCESSABLE_ENTITY,
    FactRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    FactOverwritten: HTTPStatus.CONFLICT,
    AccountRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownAccount: HTTPStatus.NOT_FOUND,
    LinkGone: HTTPStatus.GONE,
    NotTheExample: HTTPStatus.CONFLICT,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    BadDocument: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeysUnknown: HTTPStatus.CONFLICT,
    StreamMoved: HTTPStatus.CONFLICT,
    ClockDoubted: HTTPStatus.CONFLICT,
    VersionMoved: HTTPStatus.PRECONDITION_FAILED,
    SignInRefused: HTTPStatus.UNAUTHORIZED,
    RequestKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    RequestRunning: HTTPStatus.CONFLICT,
    DatabaseBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseLost: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseReadOnly: HTTPStatus.SERVICE_UNAVAILABLE,
    DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
    NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    UnfitText: HTTPStatus.BAD_REQUEST,
    DatabaseProblem: HTTPStatus.SERVICE_UNAVAILABLE,
    NotInitialised: HTTPStatus.SERVICE_UNAVAILABLE,
    SchemaMismatch: HTTPStatus.SERVICE_UNAVAILABLE,
    RebuildStopped: HTTPStatus.SERVICE_UNAVAILABLE,
    ImportStopped: HTTPStatus.SERVICE_UNAVAILABLE,
    DamagedReadModel: HTTPStatus.INTERNAL_SERVER_ERROR,
    DamagedFact: HTTPStatus.INTERNAL_SERVER_ERROR,
    DamagedKey: HTTPStatus.INTERNAL_SERVER_ERROR,
    DamagedLog: HTTPStatus.INTERNAL_SERVER_ERROR,
    BackupProblem: HTTPStatus.INTERNAL_SERVER_ERROR,
    UnknownProjection: HTTPStatus.NOT_FOUND,
    NoText: HTTPStatus.UNPROCESSABLE_ENTITY,
    ArticleUnusable: HTTPStatus.UNPROCESSABLE_ENTITY,
    EndpointProblem: HTTPStatus.BAD_GATEWAY,
    GoldUnusable: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoteRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    BundleUnusable: HTTPStatus.UNPROCESSABLE_ENTITY,
    MappingRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TableRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidStatement: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyProblem: HTTPStatus.CONFLICT,
    CheckpointRefused: HTTPStatus.CONFLICT,
    ProofRefused: HTTPStatus.CONFLICT,
    NoEvidence: HTTPStatus.CONFLICT,
    TimestampRefused: HTTPStatus.BAD_GATEWAY,
    ReportProblem: HTTPStatus.BAD_REQUEST,
    UnknownFormat: HTTPStatus.BAD_REQUEST,
    UnknownTable: HTTPStatus.BAD_REQUEST,
    MissingPart: HTTPStatus.NOT_IMPLEMENTED,
    WebProblem: HTTPStatus.INTERNAL_SERVER_ERROR,
    AddressTaken: HTTPStatus.INTERNAL_SERVER_ERROR,
    RequestRefused: HTTPStatus.BAD_REQUEST,
    BodyRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    BodyUnreadable: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    NoStanding: HTTPStatus.NOT_FOUND,
    NoRelationship: HTTPStatus.NOT_FOUND,
    PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
}
"""The status of each error that a question or an act can end in."""

WITHIN: dict[type[RegisterError], str] = {
    UnfitText: "a text has a NUL character",
    DatabaseBusy: "the database is locked by another process; try again when it is done",
    DatabaseLost: "the database can't be reached; try again later",
    DatabaseReadOnly: "the database may only be read, and nothing was written",
    DiskFull: "the disk of the database is full, and nothing was written",
    DatabaseProblem: "the database can't be used; the log of the server says why",
}
"""What is said of errors whose own sentence names the server, its folders and its disks."""


def sentence_of(error: RegisterError) -> str:
    """Return what an error is to people and programs outside."""
    return next((WITHIN[kind] for kind in type(error).__mro__ if kind in WITHIN), str(error))


def status_of(error: RegisterError) -> HTTPStatus:
    """Return the status of an error; of one that nobody thought of, that the server has a fault."""
    for kind in type(error).__mro__:
        if (found := STATUS.get(kind)) is not None:
            return found
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem_of(error: RegisterError) -> dict[str, Any]:
    """Return an error as problem details; one that has reasons has them all in ``errors``."""
    kind = kind_of(type(error))
    found = problem(status_of(error), sentence_of(error), kind, kind.replace("-", " "))
    match error:
        case RequestRefused():
            found["errors"] = [one.to_json() for one in error.problems]
        case FactRefused():
            found["errors"] = [one.to_json() for one in request_problems(error.problems)]
        case PreconditionFailed():
            found |= {"version": error.version, "since": error.since}
    return found


def kind_of(error: type[RegisterError]) -> str:
    """Return what a kind of error is called to programs."""
    name = FactRefused.__name__ if issubclass(error, BodyRefused) else error.__name__
    return "-".join(re.findall(r"[A-Z][a-z]*", name)).lower()


def problem(status: int, detail: str, kind: str = "", title: str = "") -> dict[str, Any]:
    """Return problem details (RFC 9457); without a kind those of an HTTP status itself."""
    phrase = HTTPStatus(status).phrase
    return {
        "type": f"{_KIND}{kind or phrase.lower().replace(' ', '-')}",
        "title": (title or phrase).capitalize(),
        "status": int(status),
        "detail": detail or phrase,
    }


def request_problems(problems: Sequence[Problem], place: str = "") -> list[RequestProblem]:
    """Return what is wrong with a fact, as problems of a body; ``place`` is where the fact stands."""
    return [
        RequestProblem(_code(one.reason), one.reason, pointer=place + pointer(one.path))
        for one in problems
    ]


def _code(reason: str) -> str:
    if reason == "it is missing":
        return "missing"
    return "unknown-field" if reason.startswith("there is no such field") else "invalid"


def pointer(path: str) -> str:
    """Return a JSON path (``$.sources[0].url``) as a JSON pointer (``/sources/0/url``)."""
    found = []
    for quoted, index, name in re.findall(
        r"\['([^']*)'\]|\[(\d+)\]|\.?([^.\[\]]+)", path.removeprefix("$")
    ):
        found.append((quoted or index or name).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{one}" for one in found)
