"""One relationship's standing for people: its words, what they mean, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from commands.shell import standing_words
from commands.shell.fact_words import say_sources, what
from commands.shell.printing import say
from commands.shell.tables import console, word
from projections import standing_csv
from register import jurisdictions
from register.log.export import recorded_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from projections.fold.periods import Period
    from projections.fold.standing import MeasureStanding, RequirementStanding
    from projections.queries.status import GroundFact, Show, Status
    from register.log.reader import Entry


@dataclass(frozen=True, slots=True)
class StandingDetails:
    """What is printed beside one relationship's standing.

    ``since`` has, by requirement and measure, the first day of its present state. With
    ``grounds`` the facts that it rests on are printed too, each with the claims about it, as
    ``show`` shows them.
    """

    name: str
    since: Mapping[Any, Any]
    grounds: Mapping[str, GroundFact] | None
    show: Show = dict


def relationship(one: Status, shown: StandingDetails) -> None:
    """Print one relationship's standing."""
    standing, since = one.period.standing, shown.since
    place = jurisdictions.name(one.key.jurisdiction)
    say(f"{shown.name} in {place} ({one.key.jurisdiction}) on {one.question.at}")
    _whole(one)
    if shown.grounds is None:
        say()
    for item in standing.requirements:
        told = f"{standing_csv.state(item)}, since {since[item.key]}{_basis(item)}"
        _item(f"requirement {standing_csv.requirement(item)}", told, item.because, shown)
    for measure in standing.measures:
        told = f"{standing_csv.level(measure)}, since {since[measure.outline]}{_ends(measure)}"
        _item(f"measure {standing_csv.measure(measure)}", told, measure.because, shown)
    for name, service in standing.services.items():
        ahead = f", ahead {service.ahead}" if service.ahead else ""
        say(f"  service {name}: access {service.access}{ahead}")
    if standing.observed is not None:
        seen = standing.observed
        _item("measurements", standing_words.observed(seen), seen.because, shown)
    say()
    standing_words.explain(_used(one))


def _whole(one: Status) -> None:
    """Print the words of a standing as a whole, since when, and what limits them."""
    standing = one.period.standing
    line = Text("  ").append(word(standing.compliance)).append(", access ")
    console().print(standing_words.faded(line.append(standing_words.access(standing)), one))
    say(f"  {_span(one.period)}")
    if standing.certainty == "approximate":
        say("  approximate: something more may have happened already, and would change this")
    if (other := standing.otherwise) is not None:
        ahead = f", ahead {other.ahead or 'nothing'}" if other.ahead != standing.ahead else ""
        say(
            "  disputed: without what is denied it would be "
            f"{other.compliance}, access {other.access}{ahead}"
        )
    if one.latest_source is not None:
        old = ", more than a year before: what holds may have changed unheard"
        say(f"  latest source of {one.latest_source}{old if one.is_old else ''}")


def _span(period: Period) -> str:
    began = "a fact" if period.began == "fact" else "the passing of time"
    until = f", until {period.until}" if period.until else ""
    return f"since {period.since} (by {began}){until}"


def _basis(one: RequirementStanding) -> str:
    due = f", due {one.due}" if one.due else ""
    return f" ({one.basis}{due}){_disputed(one.disputed)}"


def _ends(one: MeasureStanding) -> str:
    by = "the platform's own" if one.side == "platform" else "of the state"
    effective = f", effective {one.effective}" if one.effective else ""
    until = f", through {one.until}" if one.until else ""
    return f" ({by}{effective}{until}){_disputed(one.disputed)}"


def _disputed(disputed: bool) -> str:  # noqa: FBT001  # a value that is shown, not a switch
    return ", disputed" if disputed else ""


def _used(one: Status) -> Iterator[standing_words.Used]:
    standing = one.period.standing
    yield from standing_words.used([standing])
    for item in standing.requirements:
        yield "state", item.state


def _item(name: str, told: str, because: Sequence[str], shown: StandingDetails) -> None:
    if shown.grounds is not None:
        say()
    say(f"  {name}: {told}")
    _because(because, shown)


def _because(because: Sequence[str], shown: StandingDetails) -> None:
    for fact_id in because:
        if shown.grounds is not None and fact_id in shown.grounds:
            ground = shown.grounds[fact_id]
            _ground("because", ground.fact, "    ", shown.show)
            for claim in ground.claims:
                _ground("about it:", claim, "      ", shown.show)


def _ground(verb: str, entry: Entry, indent: str, show: Show) -> None:
    """Print a fact, and where it is known from."""
    document = show(recorded_document(entry))
    say(f"{indent}{verb} {document['type']} of {document['occurred']}  [{entry.fact_id}]")
    if words := what(document):
        say(f"{indent}  {words}")
    say_sources(document, f"{indent}  ")
