"""Facts as corrected: what a reader should take from them, with what was recorded first beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.relationship import merge_patch, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]


def as_corrected(document: Json, corrections: Iterable[Json]) -> Json:
    """Return a fact's JSON after its corrections (facts, too), which are given in log order.

    Both are as they may be shown: a person whom a correction names stands opened in it.
    """
    for correction in corrections:
        patch = correction.get("details", {}).get("replacement", {})
        document = merge_patch(document, patch)
    return without_nulls(document)
