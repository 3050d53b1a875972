"""`register types` and `register schema`."""

from __future__ import annotations

from typing import Any

import click

from aggregates.vocabulary.events import REQUIREMENTS, TYPES
from commands.shell.completion import complete_types
from commands.shell.listing import rows_or_json
from commands.shell.options import with_format
from commands.shell.printing import as_json, note, safe, say
from commands.shell.tables import table
from register.format.schemas import detail_properties, whole_schema
from register.format.schemas import schema as schema_of
from register.format.type_words import TYPE_COLUMNS, search_types, type_row


@click.command(epilog="Example: register types block-threatened")
@click.argument("type_name", metavar="[TYPE]", required=False, shell_complete=complete_types)
@click.option(
    "--search",
    "words",
    metavar="WORDS",
    help="Those that everyday words mean, in any of six languages: fine, ban, штраф, غرامة …",
)
@with_format("table", "json", "jsonl", "csv")
def types(type_name: str | None, words: str | None, form: str) -> None:
    """List the types of fact, explain one TYPE with its fields, or find some by everyday words."""
    if type_name is not None and words is not None:
        raise click.UsageError("name a TYPE or --search for some, not both")
    if type_name is not None:
        _explain(type_name, form)
        return
    if words is not None:
        _search(words, form)
        return
    rows = [type_row(kind) for kind in TYPES.values()]
    if form == "table":
        table(TYPE_COLUMNS, [[row[column] for column in TYPE_COLUMNS] for row in rows])
        say()
        say(f"Requirements (others may come with laws): {', '.join(REQUIREMENTS)}")
        return
    rows_or_json(form, rows, TYPE_COLUMNS)


def _search(words: str, form: str) -> None:
    rows = [
        {**type_row(TYPES[found.type_name]), "found by": ", ".join(found.words)}
        for found in search_types(words)
    ]
    columns = ("type", "found by", "effect", "on", "meaning")
    if not rows:
        note(safe(f"No type is found by {words!r}; 'register types' lists them all."))
    if form != "table":
        rows_or_json(form, rows, columns)
    elif rows:
        table(columns, [[row[column] for column in columns] for row in rows])


def _explain(type_name: str, form: str) -> None:
    body = schema_of(type_name)
    row = type_row(TYPES[type_name])
    if form != "table":
        as_json({**row, "schema": body})
        return
    say(f"{type_name}: {row['meaning']}")
    say(f"Effect: {row['effect']}{' on ' + row['on'] if row['on'] else ''}")
    say()
    required = body["required"]
    fields = {name: told for name, told in body["properties"].items() if name != "type"}
    table(
        ("field", "needed", "what"),
        [
            (name, _needed(name, required), _kind(told, body))
            for name, told in fields.items()
            if name != "details"
        ],
    )
    say()
    given = detail_properties(type_name)
    if not given:
        say("Its details are free: any names and values.")
        return
    needed = _required_details(body)
    rows = [(name, _needed(name, needed), _kind(told, body)) for name, told in given.items()]
    table(("detail", "needed", "what"), rows)
    if TYPES[type_name].KNOWN is not None:
        say("Beside these any other names and values.")
    say()
    say("Its JSON Schema: register schema " + type_name)


def _needed(name: str, required: list[str]) -> str:
    return "yes" if name in required else ""


def _required_details(body: dict[str, Any]) -> list[str]:
    reference = body["properties"]["details"].get("$ref", "")
    found: list[str] = body["$defs"][reference.rpartition("/")[2]].get("required", [])
    return found


def _kind(told: dict[str, Any], body: dict[str, Any]) -> str:
    """Return what a field takes, in words, with the schema's references resolved."""
    if "$ref" in told:
        return _kind(body["$defs"][told["$ref"].rpartition("/")[2]], body)
    if "anyOf" in told and "properties" not in told:
        return " or ".join(_kind(part, body) for part in told["anyOf"])
    if "enum" in told:
        return f"one of {', '.join(map(str, told['enum']))}"
    if "properties" in told:
        return f"an object of {', '.join(_marked(told['properties']))}"
    if told.get("type") == "array":
        return f"a list; each {_kind(told['items'], body)}"
    return str(told.get("description") or told.get("type", "any JSON"))


def _marked(properties: dict[str, Any]) -> list[str]:
    """Return the names of fields, with those marked that a register keeps sealed."""
    return [
        f"{name} (personal: sealed)" if told.get("x-personal") else name
        for name, told in properties.items()
    ]


@click.command(epilog="Example: register schema fine-imposed > fine-imposed.json")
@click.argument("type_name", metavar="[TYPE]", required=False, shell_complete=complete_types)
def schema(type_name: str | None) -> None:
    """Print the JSON Schema (2020-12) of all facts, or of one TYPE."""
    as_json(whole_schema() if type_name is None else schema_of(type_name))
