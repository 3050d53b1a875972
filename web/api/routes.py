"""The addresses for programs, each made from its operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Response, get

from web.api.answering import answer
from web.api.asks import ahead, facts, integrity, standings, subjects
from web.guard import ROUTE
from web.shell.responding import Asking

if TYPE_CHECKING:
    from web.api.operation import Operation

QUESTIONS: tuple[Operation, ...] = (
    *standings.OPERATIONS,
    *facts.OPERATIONS,
    *ahead.OPERATIONS,
    *subjects.OPERATIONS,
    *integrity.OPERATIONS,
)
"""All that can be asked."""


def _route(operation: Operation) -> Any:
    """Return the route of a question."""

    def question(request: Asking) -> Response[bytes]:
        return answer(request, operation)

    question.__doc__ = operation.summary
    question.__name__ = operation.name
    path = operation.path.replace("}", ":str}")
    return get(path, opt={ROUTE: operation.may}, sync_to_thread=True, name=operation.name)(question)


ROUTES = [_route(operation) for operation in QUESTIONS]
