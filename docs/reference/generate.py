"""Writes what the program says of itself: pages beside this script, and the description of the API.

Run it again when commands, types or laws change: `.venv/bin/python docs/reference/generate.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.testing import CliRunner

from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.events import REQUIREMENTS, TYPES
from aggregates.vocabulary.personal import NAMING
from aggregates.vocabulary.shapes import (
    ClaimFact,
    DocumentFact,
    InstrumentFact,
    PersonFact,
    PlatformFact,
)
from cli import cli
from docs.reference import api_page, law_pages, route_page
from docs.reference.mapping_page import mapping_format
from docs.reference.word_page import words
from register.format.schemas import detail_properties, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregates.vocabulary.shapes import Fact

HERE = Path(__file__).parent
WIDTH = 92

EFFECTS = {
    "impose": "An obligation stands from now on, with its due day. No earlier stay holds it back.",
    "extend": "The due day of the obligation is replaced; without `due` there is none any more.",
    "waive": "The obligation ends, and all that is said of the requirement but that it is met.",
    "pledge": "The platform's word stands, with its due day. Where no obligation stands, it ends "
    "a refusal or a lapse.",
    "abandon": "The pledge is taken back.",
    "claim": "Somebody says that the requirement is met; nobody has accepted it.",
    "meet": "The requirement is met. A claim, lapse, refusal, finding, fine or abandonment ends.",
    "lapse": "What was met is no longer, through the platform's fault.",
    "refuse": "The platform refuses.",
    "end": "What was met, claimed or pledged ends, with nobody at fault.",
    "find": "An authority or court has found a breach; it stands until it is cleared, or the "
    "requirement met.",
    "fine": "A fine for a breach stands, for 24 months at most. Without a requirement it is part "
    "of the history only.",
    "pay": "The fine for a breach of the requirement ends.",
    "clear": "The finding ends, and the fine with it.",
    "stay": "Enforcement of what stands now is held back, through `until` or until it is resumed: "
    "of the obligation, finding and fine of a requirement (or of those that `of` names), or of "
    "measures.",
    "resume": "The stay ends.",
    "ease": "A blocked measure becomes a restricted one.",
    "lift": "What is in force ends; if nothing is, what is ahead.",
    "withdraw-threat": "A proposed or threatened measure ends.",
    "withdraw-service": "The platform itself has withdrawn its service, a feature or a region.",
    "restore-service": "The platform itself has restored it.",
    "observe-block": "Users can't reach it, or not everywhere, as measurements see it, through "
    "`until` or for 30 days.",
    "observe-access": "Users reach it, as measurements see it, through `until` or for 30 days.",
    "confirm": "The latest word on the fact is a confirmation: it is not disputed.",
    "deny": "The latest word on the fact is a denial: it is disputed.",
    "correct": "The fact counts as corrected, for every day asked.",
    "retract": "The fact, or the claim, doesn't count, for any day asked.",
}
"""What each act does, in the words of explanation/standing.md."""

ON_MEASURES = {
    *(Act.RAISE, Act.EASE, Act.LIFT, Act.WITHDRAW_THREAT),
    *(Act.WITHDRAW_SERVICE, Act.RESTORE_SERVICE, Act.OBSERVE_BLOCK, Act.OBSERVE_ACCESS),
}


def _is_measure(kind: type[Fact]) -> bool:
    return kind.EFFECT is not None and kind.EFFECT.act in ON_MEASURES


def _is_without_effect(kind: type[Fact]) -> bool:
    others = PlatformFact | InstrumentFact | PersonFact | DocumentFact
    return kind.EFFECT is None and not issubclass(kind, others)


def _is_step(kind: type[Fact]) -> bool:
    return kind.EFFECT is not None and not _is_measure(kind) and not issubclass(kind, ClaimFact)


GROUPS: tuple[tuple[str, str, Callable[[type[Fact]], bool]], ...] = (
    (
        "Steps on a requirement",
        "What is asked of the platform, promised, done or refused. Where the type doesn't name "
        "the requirement, the fact does.",
        _is_step,
    ),
    (
        "Measures",
        "What is done to access, and what is seen of it, in a scope: `nationwide` unless the fact "
        "says otherwise. The platform's own withdrawals have the scope `service` unless the fact "
        "says otherwise. The scope `all` is for what ends measures.",
        _is_measure,
    ),
    (
        "Without effect on the standing",
        "They are part of the history, and can be searched.",
        _is_without_effect,
    ),
    (
        "Claims about facts",
        "They refer to an earlier fact of the same relationship by `refers_to`.",
        lambda kind: issubclass(kind, ClaimFact),
    ),
    (
        "Platforms",
        "Facts about a platform itself, without a jurisdiction.",
        lambda kind: issubclass(kind, PlatformFact),
    ),
    (
        "Legal instruments",
        "Facts about a law or decree, which other facts name as `legal_basis`.",
        lambda kind: issubclass(kind, InstrumentFact),
    ),
    (
        "Persons",
        "Facts about a person, under a pseudonym. `register forget` records them "
        "([forget a person](../how-to/forget-a-person.md)).",
        lambda kind: issubclass(kind, PersonFact),
    ),
    (
        "Documents",
        "Facts about a source that is [archived](../how-to/archive-sources.md), by the SHA-256 of "
        "its bytes. `register source add` records them.",
        lambda kind: issubclass(kind, DocumentFact),
    ),
)


def commands() -> str:
    """Return the page of all commands with their help."""
    settings: dict[str, Any] = {**cli.context_settings, "max_content_width": WIDTH}
    top = click.Context(cli, info_name="register", terminal_width=WIDTH, **settings)
    parts = [
        "# Commands",
        _generated(),
        "Every command takes `--help`. What they print to programs (`--format json`) keeps its "
        "names; what they print to people may change.",
        _help(top),
    ]
    for context in _contexts(top):
        parts += [f"## {context.command_path}", _help(context)]
    return "\n\n".join(parts) + "\n"


def _contexts(above: click.Context) -> Iterator[click.Context]:
    group = above.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        if command is not None:
            context = click.Context(command, parent=above, info_name=name)
            yield context
            yield from _contexts(context)


def _help(context: click.Context) -> str:
    shown = context.command.get_help(context)
    return "```text\n" + "\n".join(line.rstrip() for line in shown.splitlines()) + "\n```"


def fact_types() -> str:
    """Return the page of all types, as `register types` and `register schema` tell of them."""
    told = CliRunner().invoke(cli, ["types", "--format", "json"])
    rows = {row["type"]: row for row in json.loads(told.stdout)}
    parts = [
        "# Types of fact",
        _generated(),
        "What all facts share is in [the fact format](fact-format.md); what follows from them, in "
        "[standing](../explanation/standing.md). A detail in **bold** is needed.",
    ]
    for title, text, belongs in GROUPS:
        parts += [f"## {title}", text, _table(belongs, rows)]
    parts += ["## Requirements", _requirements(), "## What the effects mean", _effects(rows)]
    parts += ["## What the details hold", _details()]
    return "\n\n".join(parts) + "\n"


def _generated() -> str:
    return "<!-- Written by docs/reference/generate.py from the program itself. -->"


def _table(belongs: Callable[[type[Fact]], bool], rows: dict[str, dict[str, str]]) -> str:
    names = [name for name, kind in TYPES.items() if belongs(kind)]
    shared = _shared(names)
    lines = ["| type | what it says | effect | details |", "| --- | --- | --- | --- |"]
    for name in names:
        meaning = rows[name]["meaning"]
        lines.append(f"| `{name}` | {meaning} | {_effect(rows[name])} | {_names(name, shared)} |")
    if shared:
        told = ", ".join(f"`{detail}`" for detail in shared)
        those = "All of them" if all(map(detail_properties, names)) else "Those with named details"
        lines += ["", f"{those} also take {told}."]
    return "\n".join(lines)


def _shared(names: list[str]) -> list[str]:
    """Return the details that all types with named details have."""
    found = [detail_properties(name) for name in names]
    named = [properties for properties in found if properties]
    if len(named) < 2:
        return []
    return [detail for detail in named[0] if all(detail in other for other in named)]


def _effect(row: dict[str, str]) -> str:
    if row["effect"] == "none":
        return "none"
    return f"{row['effect']}: {row['on']}" if row["on"] else row["effect"]


def _names(type_name: str, shared: list[str]) -> str:
    properties, needed = _told_of(type_name)
    if not properties:
        return "free: any names and values"
    own = [name for name in properties if name not in shared or name in needed]
    listed = ", ".join(f"**`{name}`**" if name in needed else f"`{name}`" for name in own)
    return listed if TYPES[type_name].KNOWN is None else f"{listed}; any others, too"


def _told_of(type_name: str) -> tuple[dict[str, Any], list[str]]:
    body = schema(type_name)
    reference = body["properties"]["details"].get("$ref", "").rpartition("/")[2]
    needed = body["$defs"][reference].get("required", []) if reference else []
    return detail_properties(type_name), needed


def _requirements() -> str:
    names = ", ".join(f"`{name}`" for name in REQUIREMENTS)
    return (
        f"{names}.\n\nThe list is open: a law may ask for something else. A requirement that is "
        "not of this list is recorded, and `register doctor` names it, in case it is misspelt."
    )


def _effects(rows: dict[str, dict[str, str]]) -> str:
    used = {row["effect"] for row in rows.values()}
    lines = ["| effect | meaning |", "| --- | --- |"]
    lines += [f"| {act} | {meaning} |" for act, meaning in EFFECTS.items() if act in used]
    lines.append(
        "| proposed, threatened, ordered, restricted, blocked | The measure is at this level, "
        "through `until` if it has one. What is in force (restricted, blocked) and what is ahead "
        "(proposed, threatened, ordered) are told apart. |"
    )
    return "\n".join(lines)


def _details() -> str:
    found: dict[str, dict[str, None]] = {}
    for type_name in TYPES:
        for name, told in detail_properties(type_name).items():
            found.setdefault(name, {})[_kind(told)] = None
    lines = ["| detail | what |", "| --- | --- |"]
    lines += [f"| `{name}` | {'; or '.join(found[name])} |" for name in sorted(found)]
    return "\n".join(lines)


def _kind(told: dict[str, Any]) -> str:
    if "anyOf" in told:
        return " or ".join(_kind(part) for part in told["anyOf"])
    if "enum" in told:
        return "one of " + ", ".join(f"`{value}`" for value in told["enum"])
    if "$ref" in told:
        return _referred(told["$ref"].rpartition("/")[2])
    if told.get("type") == "array":
        return f"list, each {_kind(told['items'])}" if "$ref" in told["items"] else "list of texts"
    named = {
        "edtf": "date (EDTF)",
        "slug": "code",
        "web-address": "web address",
        "media-type": "media type",
    }
    form = named.get(told.get("format", ""), told.get("format"))
    return form or {"string": "text"}.get(told["type"], told["type"])


def _referred(name: str) -> str:
    if name == "Replacement":
        return "what the fact should have said (JSON Merge Patch, RFC 7396)"
    if name == "Person":
        return f"a person: {_person()}; what is personal is sealed, and can be forgotten"
    for type_name in TYPES:
        definition = schema(type_name).get("$defs", {}).get(name)
        if definition is not None:
            return _kind(definition)
    raise KeyError(name)


def _person() -> str:
    properties = schema(min(NAMING))["$defs"]["Person"]["properties"]
    return ", ".join(
        f"`{name}` (personal)" if told.get("x-personal") else f"`{name}` (a pseudonym, needed)"
        for name, told in properties.items()
    )


def laws() -> str:
    """Return the page of the laws that come with the program."""
    return law_pages.page(_generated())


PAGES: dict[str, Callable[[], str]] = {
    "words.md": words,
    "commands.md": commands,
    "fact-types.md": fact_types,
    "laws.md": laws,
    "mapping-format.md": lambda: mapping_format(_generated()),
    "routes.md": lambda: route_page.page(_generated()),
    "http-api.md": lambda: api_page.page(_generated()),
    "../../web/api/openapi.json": api_page.openapi,
}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
