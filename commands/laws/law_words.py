"""Laws as rows, as JSON, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.law.checks import WAITING
from aggregates.vocabulary.law import CountedFrom, Days, ObligesTo, Periods
from commands.shell.fact_words import say_sources
from commands.shell.printing import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EVENTS = {
    CountedFrom.DESIGNATION.value: "designation",
    CountedFrom.IN_FORCE.value: "entry into force",
    CountedFrom.REQUEST.value: "authority's request",
    CountedFrom.DEEMED.value: "day on which the number of users is reached",
}
_BOUNDS = {"at_least": "at least", "above": "above", "at_most": "at most", "below": "below"}


def say_law(told: Mapping[str, Any]) -> None:
    """Print a law, as `document` gives it."""
    say(f"{told['instrument']}: {told['title'] or 'no title is known'}")
    say(f"  {told['jurisdiction'] or 'no jurisdiction'}; {told['stage']}, as of {told['at']}")
    for name in ("number", "authority", "timezone", "link", "replaces", "replaced_by"):
        if value := told.get(name):
            say(
                f"  {name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"
            )
    if (checked_on := told["checked_on"]) is not None:
        ago = ", more than a year ago" if told["checked_long_ago"] else ""
        say(f"  checked on: {checked_on}{ago}")
    if summary := told.get("summary"):
        say(f"  {summary}")
    _say_parts("categories", [category_words(one) for one in told.get("categories", ())])
    _say_parts("duties", [_duty(one) for one in told.get("duties", ())])
    _say_parts("sanctions", [sanction_words(one) for one in told.get("sanctions", ())])
    _say_parts("unverified", told["unverified"])
    _say_life(told["life"])


def _say_parts(title: str, parts: Sequence[str]) -> None:
    if parts:
        say()
        say(f"  {title}")
    for part in parts:
        say(f"    {part}")


def _say_life(life: Sequence[Mapping[str, Any]]) -> None:
    say()
    say("  life")
    for step in life:
        say(f"    {step['occurred']}  {step['type']}{_after(' — ', step.get('note'))}")
        say_sources(step, "      ")


def _after(mark: str, text: str | None) -> str:
    return f"{mark}{text}" if text else ""


def _doubt(one: Mapping[str, Any]) -> str:
    """Return the mark of what has something unverified in it."""
    return " (?)" if one.get("unverified") else ""


def category_words(one: Mapping[str, Any]) -> str:
    """Return a category: its name and title, its thresholds and kinds, and what it includes."""
    parts = [f"{one['category']}: {one['title']}{_doubt(one)}"]
    parts += [threshold_words(each) for each in one.get("thresholds", ())]
    if kinds := one.get("kinds"):
        parts.append(f"kinds {', '.join(kinds)}")
    if includes := one.get("includes"):
        parts.append(f"has the duties of {', '.join(includes)}")
    return "; ".join(parts)


def threshold_words(one: Mapping[str, Any]) -> str:
    """Return a threshold: its bounds, and of what."""
    bounds = [f"{word} {one[name]:,}" for name, word in _BOUNDS.items() if name in one]
    unit = one.get("unit") or one["metric"]
    return f"{' and '.join(bounds)} {unit}{_after(' ', one.get('note'))}"


def _duty(one: Mapping[str, Any]) -> str:
    parts = [f"{one['requirement']} ({', '.join(one['categories'])}): {one['title']}{_doubt(one)}"]
    parts += [text for text in (one.get("article"), due_words(one.get("deadline"))) if text]
    if recurrence := one.get("recurrence"):
        parts.append(again_words(recurrence))
    for clock in one.get("clocks", ()):
        kind = clock.get("request")
        parts.append(f"{clock['within']} to answer{_after(' a request on ', kind)}")
    if one.get("obliges_to") == ObligesTo.CONDUCT.value:
        parts.append("conduct: no obligation is recorded")
    return "; ".join(parts)


def due_words(deadline: Mapping[str, Any] | None) -> str:
    """Return by when a duty is due, and what it waits for; nothing where no day is set."""
    if deadline is None:
        return ""
    parts = []
    start = deadline.get("counted_from", CountedFrom.DESIGNATION.value)
    if within := deadline.get("within"):
        days = " in business days" if deadline.get("days") == Days.BUSINESS.value else ""
        parts.append(f"within {within}{days} of the {_EVENTS[start]}")
    elif start in WAITING:
        parts.append(f"from the {_EVENTS[start]} on")
    if on := deadline.get("on"):
        parts.append(f"by {on}")
    return ", at the earliest ".join(parts)


def again_words(one: Mapping[str, Any]) -> str:
    """Return how a duty comes again."""
    if one.get("periods") == Periods.FROM_FIRST.value:
        return f"again every {one['every']} from the first deadline"
    told = f"for every {one['every']} of the calendar"
    told += f", within {one['within']} after it" if one.get("within") else ""
    return f"{told}{_after(', from ', one.get('since'))}"


def sanction_words(one: Mapping[str, Any]) -> str:
    """Return a sanction, with where it stands."""
    article = one.get("article")
    return f"{one['sanction']}{f' ({article})' if article else ''}{_doubt(one)}"
