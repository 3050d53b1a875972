"""One candidate after the other, decided by keys: nothing is recorded without a person's word."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from aggregates.dates.everyday import edtf_of
from aggregates.dates.windows import window
from aggregates.errors import RegisterError
from commands.intake.shown import show, show_known
from commands.record.fact_options import details
from commands.record.outcome import record_and_print
from commands.shell.printing import note, safe, say
from commands.shell.session import jurisdiction_code, platform_slug, today, user_name
from intake.draft import Decision, draft, is_about_a_fact, needed
from intake.registered import KnownFact, known_alike
from projections.queries.facts import entry_named
from register.format.schemas import schema
from register.log.points import known_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.intake.brought import BroughtArticle
    from intake.candidate import Candidate
    from projections.embedded import EmbeddedRegister

_ENDS = ("", "\x03", "\x04", "\x1b")
KEYS = "a record · n next type · e edit · s same as a known one · x not a fact · q stop"


@dataclass(slots=True)
class _Form:
    """What would be recorded of a candidate, as the person has it now."""

    types: tuple[str, ...]
    platforms: tuple[str, ...]
    jurisdiction: str
    occurred: str
    details: dict[str, Any] = field(default_factory=dict)
    refers_to: str | None = None

    @classmethod
    def of(cls, candidate: Candidate) -> _Form:
        """Return the likeliest of everything: all platforms of the sentence, else the last before."""
        here = [one.slug for one in candidate.platforms if one.where == "sentence"]
        before = [one.slug for one in candidate.platforms][:1]
        return cls(
            candidate.types,
            tuple(here or before),
            next(iter(candidate.jurisdictions), ""),
            next((one.edtf for one in candidate.occurred), ""),
        )

    def say(self) -> None:
        """Print it in one line."""
        platforms = " + ".join(self.platforms) or "which platform?"
        told = [self.types[0], platforms, self.jurisdiction or "where?", self.occurred or "when?"]
        more = [f"{name}={value}" for name, value in self.details.items()]
        say(f"  → {'  '.join([*told, *more])}")


class Decisions:
    """Asks about the candidates of an article, and records what the person takes for a fact."""

    def __init__(self, register: EmbeddedRegister, brought: BroughtArticle, by: str | None) -> None:
        self._register = register
        self._brought = brought
        self._by = by
        self.recorded = 0

    def ask(self, found: Sequence[Candidate]) -> None:
        """Go through the candidates, until the last or the person stops."""
        for number, candidate in enumerate(found, start=1):
            show(candidate, self._brought.article.text, number=number, of=len(found))
            if not self._decided(candidate):
                return
            say()

    def _decided(self, candidate: Candidate) -> bool:
        """Ask about one candidate; False: the person stops."""
        form = _Form.of(candidate)
        while True:
            form.say()
            known = self._known(form)
            show_known(known)
            match self._key():
                case "a":
                    if self._tried(candidate, form):
                        return True
                case "n":
                    form.types = (*form.types[1:], form.types[0])
                case "e":
                    self._edit(form)
                case "s":
                    if self._same(candidate, form, known):
                        return True
                case "x":
                    return True
                case "q":
                    return False
                case _:
                    say(f"  {KEYS}")

    def _key(self) -> str:
        """Return a key, or where none can be pressed the first letter of a line; at the end q."""
        click.echo(f"  {KEYS} ", nl=False, err=True)
        key = click.getchar() if sys.stdin.isatty() else sys.stdin.readline()[:1]
        click.echo(key.strip(), err=True)
        return "q" if key in _ENDS else key.casefold()

    def _known(self, form: _Form) -> list[KnownFact]:
        """Return what the register has of the type within 31 days, for each platform of the form."""
        found: list[KnownFact] = []
        try:
            with self._register.reading() as connection:
                through = known_at(connection, None).position
                for platform in form.platforms:
                    if form.jurisdiction and form.occurred:
                        found += known_alike(
                            connection,
                            platform=platform,
                            jurisdiction=form.jurisdiction,
                            type_name=form.types[0],
                            occurred=form.occurred,
                            through=through,
                        )
        except RegisterError as error:
            note(safe(f"  {error}"))
        return found

    def _edit(self, form: _Form) -> None:
        """Ask for each field; what is refused is said, and the form stays as it was."""
        before = replace(form)
        try:
            chosen = click.prompt("  type", default=form.types[0], err=True)
            schema(chosen)
            form.types = (chosen, *(one for one in form.types if one != chosen))
            names = click.prompt("  platforms", default=", ".join(form.platforms), err=True)
            form.platforms = self._slugs(names)
            place = click.prompt("  jurisdiction", default=form.jurisdiction, err=True)
            form.jurisdiction = jurisdiction_code(place) or ""
            told = click.prompt("  occurred", default=form.occurred, err=True)
            meant = edtf_of(told)
            form.occurred = meant[0] if len(meant) == 1 else told
            window(form.occurred)
        except RegisterError as error:
            note(safe(f"  {error}"))
            form.types, form.platforms = before.types, before.platforms
            form.jurisdiction, form.occurred = before.jurisdiction, before.occurred

    def _slugs(self, names: str) -> tuple[str, ...]:
        with self._register.reading() as connection:
            found = [platform_slug(connection, name.strip()) for name in names.split(",")]
        return tuple(dict.fromkeys(slug for slug in found if slug))

    def _tried(self, candidate: Candidate, form: _Form) -> bool:
        """Record the form's facts; where that is refused, say why, and let the person mend it."""
        if not (form.platforms and form.jurisdiction and form.occurred):
            say("  say which platform, where and when: e edits")
            return False
        try:
            self._ask_for_needed(form)
            self._record(
                [
                    draft(candidate, self._decision(form, slug), self._brought.source())
                    for slug in form.platforms
                ]
            )
        except RegisterError as error:
            note(safe(f"  {error}"))
            form.details = {}
            return False
        return True

    def _ask_for_needed(self, form: _Form) -> None:
        """Ask for what the type can't do without: a requirement, or the fact that it is about."""
        type_name = form.types[0]
        for name in needed(type_name):
            if name not in form.details:
                told = click.prompt(f"  {name}", err=True)
                form.details |= details(type_name, [(name, told)])
        if is_about_a_fact(type_name) and "request" in form.details:
            form.details["request"] = self._fact_id(str(form.details["request"]))
        elif is_about_a_fact(type_name):
            form.refers_to = self._fact_id(click.prompt("  about which fact", err=True))

    def _fact_id(self, named: str) -> str:
        with self._register.reading() as connection:
            return str(entry_named(connection, named).fact_id)

    def _decision(self, form: _Form, slug: str) -> Decision:
        return Decision(
            type_name=form.types[0],
            platform=slug,
            jurisdiction=form.jurisdiction,
            occurred=form.occurred,
            details=form.details,
            refers_to=form.refers_to,
        )

    def _same(self, candidate: Candidate, form: _Form, known: Sequence[KnownFact]) -> bool:
        """Record that the article confirms a fact that is known; False: none was named."""
        first = str(known[0].position) if known else ""
        named = click.prompt("  the same as which fact", default=first, err=True)
        if not named:
            return False
        try:
            with self._register.reading() as connection:
                entry = entry_named(connection, named)
            about = entry.fact()
            decision = Decision(
                type_name="fact-confirmed",
                platform=getattr(about, "platform", ""),
                jurisdiction=getattr(about, "jurisdiction", ""),
                occurred=self._brought.article.published or form.occurred or today().isoformat(),
                refers_to=str(entry.fact_id),
            )
            self._record([draft(candidate, decision, self._brought.source())])
        except RegisterError as error:
            note(safe(f"  {error}"))
            return False
        return True

    def _record(self, documents: list[dict[str, Any]]) -> None:
        """Archive the article, so that its quote is looked up in it, and record the facts."""
        self._brought.keep(self._register, user_name(self._by))
        record_and_print(self._register, documents, self._by, "table")
        self.recorded += len(documents)
