"""What `register doctor` finds, and of laws: designations from which nothing follows, or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aggregates.law.instrument import last_check
from aggregates.law.obligations import problems_of
from aggregates.vocabulary.events import PlatformDesignated
from register.importing.obligations import Scope, outstanding
from register.laws.designations import everyone
from register.log.reader import LogReader
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.claims import Known
    from aggregates.law.instrument import LawStep


_NOTES = ("deadline", "requirement", "checked", "mode", "durability", "font")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what kind, where, what is wrong, and what to do."""

    kind: str
    where: str
    what: str
    advice: str
    fact: str | None = None

    @property
    def is_note(self) -> bool:
        """Tell whether it may well be as it is: an obligation without a deadline, a file that is shared."""
        return self.kind in _NOTES

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return {
            "kind": self.kind,
            "where": self.where,
            "fact": self.fact,
            "what": self.what,
            "advice": self.advice,
        }


def of_designations(
    where: str, facts: Iterable[Known], laws: Mapping[str, Sequence[LawStep]]
) -> Iterator[Finding]:
    """Give the designations from which nothing follows, since their law or category is unknown."""
    for one in facts:
        law = one.fact.details.instrument if isinstance(one.fact, PlatformDesignated) else None
        if law is None or not isinstance(one.fact, PlatformDesignated):
            continue
        if law not in laws:
            yield Finding(
                "law",
                where,
                f"the designation is under {law!r}, which is not recorded{did_you_mean(law, laws)}",
                "import the law, or correct the designation's details.instrument",
                one.id,
            )
            continue
        for problem in problems_of(one.fact, laws[law]):
            yield Finding(
                "law",
                where,
                f"nothing follows from the designation: {problem.reason}",
                f"correct the designation's {problem.path.removeprefix('$.')}",
                one.id,
            )


def not_checked(
    connection: Connection, laws: Mapping[str, Sequence[LawStep]], today: date
) -> Iterator[Finding]:
    """Give the laws under which somebody is designated that nobody has checked for a year."""
    for law in sorted({one.instrument or "" for one in everyone(LogReader(connection))} & {*laws}):
        check = last_check(laws[law], today)
        if check.on is None:
            what = "nobody has said when it was held against the law itself"
        elif check.was_long_ago:
            what = f"it was last held against the law itself on {check.on}, more than a year ago"
        else:
            continue
        yield Finding(
            "checked",
            law,
            what,
            "look whether the law still says so, and import it with checked_on",
        )


def not_applied(connection: Connection) -> Iterator[Finding]:
    """Give the designations from which something follows that nobody has recorded."""
    for due in outstanding(connection, Scope()):
        told = due.designation
        yield Finding(
            "law",
            f"{told.platform} {told.jurisdiction}",
            f"{len(due.facts)} facts follow from the designation under "
            f"{told.details.instrument}, and are not recorded",
            f"look at them: register instrument apply {told.details.instrument} --dry-run",
            told.id,
        )
