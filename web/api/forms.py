"""The forms of an answer: which one is asked for, and its bytes."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from register.format.listings import compact, indented, write_csv
from web.api.operation import CSV, JSONL, Document
from web.errors import NotAcceptable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.api.operation import Operation, Rows


def chosen(accept: str | None, forms: Sequence[str]) -> str:
    """Return the form that is asked for (RFC 9110, 12.5.1), else the first; raise NotAcceptable."""
    if not accept or not accept.strip():
        return forms[0]
    weights = [(_weight(accept, form), -place, form) for place, form in enumerate(forms)]
    weight, _, form = max(weights)
    if weight == 0:
        raise NotAcceptable(
            f"it is not to be had as {accept[:100]!r}, only as {', '.join(map(_bare, forms))}"
        )
    return form


def _weight(accept: str, form: str) -> float:
    """Return how much a form is wanted: what names it most exactly counts."""
    name = _bare(form)
    wanted = {name: 2, f"{name.partition('/')[0]}/*": 1, "*/*": 0}
    best, found = -1, 0.0
    for part in accept[:1000].split(","):
        given, *parameters = (one.strip().lower() for one in part.split(";"))
        exactness = wanted.get(given, -1)
        if exactness > best:
            best, found = exactness, _quality(parameters)
    return found


def _quality(parameters: Sequence[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _bare(form: str) -> str:
    return form.partition(";")[0]


def written(operation: Operation, form: str, made: Rows | Document) -> bytes:
    """Return the bytes of an answer, the same as the command prints."""
    if isinstance(made, Document):
        return made.content if isinstance(made.content, bytes) else indented(made.content) + b"\n"
    if form == JSONL:
        return b"".join(compact(one) + b"\n" for one in made.documents)
    if form == CSV:
        out = StringIO()
        cells = made.cells or dict
        write_csv(out.write, operation.columns, map(cells, made.documents))
        return out.getvalue().encode()
    return indented(list(made.documents)) + b"\n"
