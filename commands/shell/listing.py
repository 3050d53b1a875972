"""Lists as answers: rows for programs, a table for people, a sentence where there is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from commands.shell.printing import as_csv, as_json, as_json_list, as_jsonl, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Listed(Protocol):
    """What can be listed: it has a JSON of its own."""

    def to_json(self) -> Mapping[str, Any]:
        """Return it as a document."""


Row = TypeVar("Row", bound="Listed | Mapping[str, Any]")


def answer(
    form: str,
    found: Sequence[Row],
    show: Callable[[Sequence[Row]], None],
    *,
    columns: Sequence[str] = (),
    nothing: str,
) -> None:
    """Print what was found as the format asks; people are told in a sentence of nothing.

    ``columns`` are those of CSV, ``show`` prints for people.
    """
    if form != "table":
        rows_or_json(form, [_document(one) for one in found], columns)
    elif found:
        show(found)
    else:
        note(nothing)


def each_or_json(form: str, documents: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print what `rows_or_json` prints, and hold no more than one document at a time."""
    match form:
        case "json":
            as_json_list(documents)
        case "jsonl":
            as_jsonl(documents)
        case _:
            as_csv(columns, documents)


def _document(row: Listed | Mapping[str, Any]) -> Mapping[str, Any]:
    return row if isinstance(row, Mapping) else row.to_json()


def rows_or_json(form: str, documents: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print documents as the format asks; lists in CSV cells are joined by semicolons."""
    match form:
        case "json":
            as_json(list(documents))
        case "jsonl":
            as_jsonl(documents)
        case _:
            as_csv(columns, documents)
