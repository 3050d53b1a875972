"""`register record`: one fact, from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.personal import NAMING
from aggregates.vocabulary.shapes import ClaimFact, DocumentFact, PersonFact
from commands.record.fact_options import details, pairs, sources, with_source
from commands.record.outcome import PERSON, PLAIN, SHORT, record_and_print
from commands.shell.completion import complete_jurisdictions, complete_platforms, complete_types
from commands.shell.options import with_database, with_format, with_user
from commands.shell.session import jurisdiction_code, opened, platform_slug
from projections.queries.facts import entry_named
from register.format.schemas import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command(
    epilog="Example: register record local-office-pledged --platform TikTok --jurisdiction Russia "
    "--occurred 2019-07-15 --due 2019 --source-title 'TikTok to open an office' "
    "--source-url https://example.org/1",
)
@click.argument(
    "type_name",
    metavar="TYPE",
    shell_complete=complete_types,
    is_eager=True,
    callback=lambda _ctx, _param, value: _known_type(value),
)
@click.option(
    "--platform",
    "platforms",
    metavar="NAME",
    multiple=True,
    help="Slug, name or alias; repeated: one fact for each.",
    shell_complete=complete_platforms,
)
@click.option(
    "--jurisdiction",
    metavar="NAME",
    help="Code or name.",
    shell_complete=complete_jurisdictions,
)
@click.option("--instrument", metavar="ID", help="For the types about legal instruments.")
@click.option("--occurred", metavar="EDTF", required=True, help="When it happened.")
@click.option("--due", metavar="EDTF", help="The deadline that it sets.")
@click.option("--until", metavar="EDTF", help="The last day of a measure or a stay.")
@click.option("--requirement", metavar="CODE", help="The requirement that it is about.")
@click.option("--scope", metavar="TEXT", help="Where a measure applies; default: nationwide.")
@click.option("--order", metavar="TEXT", help="The order that it rests on: a docket number.")
@click.option("-d", "--detail", "more", multiple=True, metavar="KEY=VALUE", help="A detail.")
@click.option("--representative", metavar="NAME", help="The person's name; it is sealed.")
@click.option("--contact", metavar="TEXT", help="How to reach the person; it is sealed.")
@click.option("--person", metavar="ID", help="The person's pseudonym, which always stays.")
@click.option("--actor", metavar="NAME", help="Who acted or said it.")
@click.option("--actor-role", metavar="ROLE", help="authority, platform, court, press …")
@click.option("--legal-basis", metavar="ID", help="The legal instrument that it rests on.")
@click.option("--case", metavar="TEXT", help="What facts of one order or proceeding share.")
@click.option("--caused-by", metavar="ID", help="The fact that this one follows from.")
@click.option("--note", metavar="TEXT", help="Free text, in your own words.")
@click.option("--id", metavar="UUID", help="The fact's id; default: derived from the content.")
@click.option("--dry-run", is_flag=True, help="Say all that recording would, and record nothing.")
@with_source
@with_user
@with_format("table", "json")
@with_database
def record(type_name: str, form: str, by: str | None, database: str | None, **options: Any) -> None:
    """Record one fact of TYPE, and print its id and position, and what the standing was and is.

    With several platforms one fact for each, all or none. What looks odd, and is taken all the
    same, is said on standard error (look: …). `register types` lists the types, `register types
    TYPE` what one takes. A person's name and contact go into --representative and --contact, and
    nowhere else: only there are they sealed under the person's own key, so that `register forget`
    can make them go.
    """
    with opened(database) as register:
        with register.reading() as connection:
            documents = _documents(connection, type_name, options)
        record_and_print(register, documents, by, form, dry_run=options["dry_run"])


def _known_type(type_name: str) -> str:
    """Return the type; raise UnknownType, before anything else is asked for."""
    schema(type_name)
    return type_name


def _documents(
    connection: Connection, type_name: str, options: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the JSON of one fact, or of one for each of several platforms."""
    document, kind = _document(connection, type_name, options), TYPES[type_name]
    given = options["platforms"] or (None,)
    slugs = list(dict.fromkeys(_platform(connection, text, kind) for text in given))
    if len(slugs) > 1 and options["id"] is not None:
        raise click.UsageError("--id is that of one fact, and each platform has one of its own")
    return [{**document, "platform": slug} for slug in slugs]


def _document(connection: Connection, type_name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a fact but for the platform."""
    kind = TYPES[type_name]
    if issubclass(kind, ClaimFact):
        command = {"fact-denied": "deny", "fact-corrected": "correct"}.get(
            type_name, type_name.removeprefix("fact-").removesuffix("ed")
        )
        raise click.UsageError(f"a {type_name} is recorded with 'register {command}'")
    if issubclass(kind, PersonFact):
        raise click.UsageError(f"a {type_name} is recorded with 'register forget'")
    if issubclass(kind, DocumentFact):
        raise click.UsageError(f"a {type_name} is recorded with 'register source add'")
    document: dict[str, Any] = {"type": type_name, "sources": sources(options)}
    document |= {name: options[name] for name in PLAIN if options[name] is not None}
    document["jurisdiction"] = jurisdiction_code(options["jurisdiction"])
    if options["actor"] or options["actor_role"]:
        document["actor"] = {"name": options["actor"], "role": options["actor_role"]}
    given = [(name, options[name]) for name in SHORT if options[name] is not None]
    document["details"] = details(type_name, [*given, *pairs(options["more"], "-d")])
    if type_name == "request-answered" and isinstance(document["details"].get("request"), str):
        document["details"]["request"] = entry_named(
            connection, document["details"]["request"]
        ).fact_id
    if (person := _person(type_name, options)) is not None:
        document["details"]["representative"] = person
    return document


def _person(type_name: str, options: dict[str, Any]) -> dict[str, Any] | None:
    """Return whom the options name; None: nobody."""
    told = {
        field: options[option] for option, field in PERSON.items() if options[option] is not None
    }
    if told and type_name not in NAMING:
        option = next(name for name in PERSON if options[name] is not None)
        raise click.UsageError(
            f"--{option} is for {', '.join(sorted(NAMING))}: of a {type_name} nothing is sealed"
        )
    return told or None


def _platform(connection: Connection, text: str | None, kind: type[Any]) -> str | None:
    """Return the slug; of a platform that is being registered the text as it is."""
    if text is None or kind.type_name() == "platform-registered":
        return text
    return platform_slug(connection, text)
