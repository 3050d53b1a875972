"""`register confirm`, `deny`, `correct` and `retract`: claims about a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aggregates.relationship import PATCHABLE
from aggregates.vocabulary.fields import Person
from commands.record.fact_options import pairs, sources, typed, with_source
from commands.record.outcome import record_and_print
from commands.shell.options import with_database, with_format, with_user
from commands.shell.session import opened, today, user_name
from projections.queries.facts import entry_named
from register.format.schemas import detail_properties
from register.recording.claim_documents import (
    FIXED,
    OWN_MISTAKES,
    claim_about,
    own_word,
    with_person,
)
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from register.log.reader import Entry

PLAIN = ("occurred", "legal_basis", "case", "note")
"""Fields that are texts."""


def _claim(function: Callable[..., None]) -> Callable[..., None]:
    """Add what all claims share."""
    for decorate in (
        with_database,
        with_format("table", "json"),
        with_user,
        with_source,
        click.option("--note", metavar="TEXT", help="Free text, in your own words."),
        click.option("--actor", metavar="NAME", help="Who says so."),
        click.option("--actor-role", metavar="ROLE", help="authority, platform, court, press …"),
        click.option("--occurred", metavar="EDTF", help="When the claim was made; default: today."),
        click.option("--reason", metavar="TEXT", help="Why."),
        click.argument("fact", metavar="FACT"),
    ):
        function = decorate(function)
    return function


@click.command(epilog="Example: register confirm 17 --source-title 'Ministry confirms'")
@_claim
def confirm(**options: Any) -> None:
    """Record that somebody confirms FACT (its id, its beginning, or its position: up to 7 digits)."""
    _record("fact-confirmed", options)


@click.command(epilog="Example: register deny 17 --actor Telegram --source-title 'Telegram denies'")
@_claim
def deny(**options: Any) -> None:
    """Record that somebody denies FACT (its id, its beginning, or its position: up to 7 digits)."""
    _record("fact-denied", options)


@click.command(epilog="Example: register retract 17 --reason 'wrong platform' --source-title Desk")
@_claim
def retract(**options: Any) -> None:
    """Take FACT or a claim back (its id, its beginning, or its position: up to 7 digits).

    A mistake of your own needs no source: --reason is enough, as your own word.
    """
    _record("fact-retracted", options)


@click.command(
    epilog="Example: register correct 17 --set occurred=2022-05-03 --source-title Gazette"
)
@click.option(
    "--set",
    "replaced",
    multiple=True,
    metavar="KEY=VALUE",
    help="A field of the fact (occurred, note …), of its details, or of the person that it "
    "names (representative.name); may be repeated.",
)
@click.option("--unset", multiple=True, metavar="KEY", help="A field to take away.")
@_claim
def correct(replaced: tuple[str, ...], unset: tuple[str, ...], **options: Any) -> None:
    """Correct FACT (its id, its beginning, or its position: up to 7 digits) by a further fact.

    A mistake of your own needs no source: --reason is enough, as your own word.
    """
    if not replaced and not unset:
        raise click.UsageError("say what to correct with --set KEY=VALUE or --unset KEY")
    _record("fact-corrected", options, (pairs(replaced, "--set"), unset))


def _record(
    type_name: str,
    options: dict[str, Any],
    change: tuple[list[tuple[str, str]], Iterable[str]] | None = None,
) -> None:
    with opened(options["database"]) as register:
        with register.reading() as connection:
            target = entry_named(connection, options["fact"])
        document = _document(type_name, target, options)
        if change is not None:
            document["details"]["replacement"] = _replacement(target, *change)
        record_and_print(register, [document], options["by"], options["form"])


def _document(type_name: str, target: Entry, options: dict[str, Any]) -> dict[str, Any]:
    document = {
        **claim_about(type_name, target),
        "occurred": options["occurred"] or today().isoformat(),
        "sources": sources(options) or _own_word(type_name, options),
        "details": {"reason": options["reason"]},
        "note": options["note"],
    }
    if options["actor"] or options["actor_role"]:
        document["actor"] = {"name": options["actor"], "role": options["actor_role"]}
    return document


def _own_word(type_name: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Return who records as the source of why a mistake is one, if the reason is all there is."""
    if type_name not in OWN_MISTAKES:
        return []
    if not options["reason"]:
        raise click.UsageError(
            "say where it is known from (--source-title or --source-url), or why (--reason)"
        )
    return [own_word(options["reason"], user_name(options["by"]))]


def _check_key(key: str, properties: Mapping[str, Any]) -> None:
    """Refuse a field that a correction can't set; free details may have any name."""
    if key in FIXED:
        raise click.UsageError(
            f"{key} can't be corrected: retract the fact, and record it anew as it should be"
        )
    name = key.removeprefix("details.").partition(".")[0] if _of_person(key) else _bare(key)
    if key in PATCHABLE or key in ("actor.name", "actor.role") or not properties:
        return
    if name not in properties:
        known = [*(field for field in PATCHABLE if field != "details"), *properties]
        raise click.UsageError(f"the fact has no field {key!r}{did_you_mean(name, known)}")


def _replacement(
    target: Entry, replaced: list[tuple[str, str]], unset: Iterable[str]
) -> dict[str, Any]:
    """Return the merge patch of ``--set`` and ``--unset``; other keys are those of details."""
    properties = detail_properties(target.fact().type_name())
    patch: dict[str, Any] = {}
    for key in [*(key for key, _ in replaced), *unset]:
        _check_key(key, properties)
    for key, text in replaced:
        wanted = properties.get(_bare(key))
        if key in PLAIN or key.startswith("actor.") or _of_person(key):
            value = text
        else:
            value = typed(text, None if key in PATCHABLE else wanted)
        _put(patch, key, value)
    for key in unset:
        _put(patch, key, None)
    return with_person(target, patch)


def _put(patch: dict[str, Any], key: str, value: Any) -> None:
    """Put a field into a merge patch, within the actor or the details where it is theirs."""
    if key in PATCHABLE:
        patch[key] = value
    elif key.startswith("actor."):
        patch.setdefault("actor", {})[key.removeprefix("actor.")] = value
    elif _of_person(key):
        told = patch.setdefault("details", {}).setdefault("representative", {})
        if not isinstance(told, dict):
            raise click.UsageError("give the representative as a whole or by its fields, not both")
        told[_bare(key).partition(".")[2]] = value
    else:
        patch.setdefault("details", {})[_bare(key)] = value


def _bare(key: str) -> str:
    return key.removeprefix("details.")


def _of_person(key: str) -> bool:
    """Tell whether a key is a field of the person that a fact names."""
    return _bare(key) in {f"representative.{field}" for field in Person.__struct_fields__}
