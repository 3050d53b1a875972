"""Runs the verifier that every bundle carries, for callers inside the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evidence import verify
from evidence.errors import BundleUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What came of checking a bundle: what to say, and the first thing that is damaged."""

    lines: tuple[str, ...]
    place: str | None = None
    problem: str | None = None

    @property
    def verified(self) -> bool:
        """Tell whether everything holds."""
        return self.problem is None

    def to_json(self) -> dict[str, Any]:
        """Return the report as a document."""
        return {
            "verified": self.verified,
            "place": self.place,
            "problem": self.problem,
            "lines": list(self.lines),
        }


def verify_bundle(path: Path, keys: Sequence[str] = ()) -> CheckReport:
    """Check a bundle, a zip file or a folder, as its own verify.py does; it needs no database.

    ``keys`` are verifier keys that have to have signed. Raises BundleUnusable if there is
    nothing at the path, or a key is none.
    """
    try:
        lines = verify.verify(path, keys)
    except verify.WrongUsage as wrong:
        raise BundleUnusable(str(wrong)) from None
    except verify.Damaged as damaged:
        said = verify.printable(f"DAMAGED  {damaged}")
        return CheckReport((said,), damaged.place, damaged.what)
    return CheckReport(tuple(map(verify.printable, lines)))
