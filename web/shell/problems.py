"""What an error is to a browser or a program: one status, and the sentence that the error is."""

from __future__ import annotations

from http import HTTPStatus

from aggregates.errors import FactRefused, InvalidCode, InvalidDate, RegisterError
from register.errors import (
    AccountRefused,
    BadDocument,
    DatabaseBusy,
    DatabaseLost,
    DatabaseReadOnly,
    DiskFull,
    FactOverwritten,
    ForgottenPerson,
    InvalidMoment,
    KeysUnknown,
    LinkGone,
    NoRoom,
    NotTheExample,
    StreamMoved,
    TooManyTries,
    UnknownAccount,
    UnknownDocument,
    UnknownFact,
    UnknownInstrument,
    UnknownJurisdiction,
    UnknownPerson,
    UnknownPlatform,
    UnknownType,
)
from reports.errors import NothingToReport, UnknownLanguage
from web.errors import BodyTooSlow

STATUS: dict[type[RegisterError], HTTPStatus] = {
    UnknownFact: HTTPStatus.NOT_FOUND,
    UnknownPlatform: HTTPStatus.NOT_FOUND,
    UnknownJurisdiction: HTTPStatus.NOT_FOUND,
    UnknownInstrument: HTTPStatus.NOT_FOUND,
    UnknownType: HTTPStatus.NOT_FOUND,
    UnknownDocument: HTTPStatus.NOT_FOUND,
    UnknownPerson: HTTPStatus.NOT_FOUND,
    ForgottenPerson: HTTPStatus.GONE,
    NothingToReport: HTTPStatus.NOT_FOUND,
    InvalidMoment: HTTPStatus.BAD_REQUEST,
    InvalidDate: HTTPStatus.BAD_REQUEST,
    InvalidCode: HTTPStatus.BAD_REQUEST,
    UnknownLanguage: HTTPStatus.BAD_REQUEST,
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
    DatabaseBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseLost: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseReadOnly: HTTPStatus.SERVICE_UNAVAILABLE,
    DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
    NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
}
"""The status of each error that a question or an act can end in."""


def status_of(error: RegisterError) -> HTTPStatus:
    """Return the status of an error; of one that nobody thought of, that the server has a fault."""
    for kind in type(error).__mro__:
        if (found := STATUS.get(kind)) is not None:
            return found
    return HTTPStatus.INTERNAL_SERVER_ERROR
