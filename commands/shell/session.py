"""What commands share that open a register: the database, the clock, and who the user is."""

from __future__ import annotations

import getpass
import os
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.shell.printing import note
from commands.shell.vouched_clock import is_vouched_for
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question, set_aside_count
from projections.read_models import platform_names
from projections.read_models.relationships import RelationshipKey
from register import jurisdictions
from register.errors import UnknownJurisdiction, UnknownPlatform
from register.log.points import day, known_at
from register.log.reader import LogReader
from register.persons.keys import Persons, default_folder
from register.persons.unsealer import Unsealer, opener
from register.store.address import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def now() -> datetime:
    """Return the present moment; the only clock that commands give to the register."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day where the user is; raise click.UsageError if that is nowhere."""
    try:
        return datetime.now().astimezone().date()
    except ValueError:
        zone = os.environ.get("TZ", "")
        raise click.UsageError(f"TZ is {zone!r}, which is no time zone of this world") from None


def user_name(given: str | None) -> str:
    """Return who records: as given, else REGISTER_USER, else the login name."""
    if given:
        return given
    try:
        return os.environ.get("REGISTER_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def database_url(given: str | None) -> str:
    """Return the URL given to the command, or to the group before it."""
    return given or str(click.get_current_context().obj)


@contextmanager
def opened(given: str | None) -> Iterator[EmbeddedRegister]:
    """Give the register at the URL; it is closed at the end."""
    url = database_url(given)
    workers = os.cpu_count() or 1
    right = is_vouched_for()
    with EmbeddedRegister(
        url, now, workers=workers, persons=key_store(url), clock_is_right=right
    ) as register:
        yield register


def key_store(url: str) -> Persons | None:
    """Return the keys to persons: in REGISTER_PERSONS, else beside an SQLite database."""
    folder = os.environ.get("REGISTER_PERSONS")
    place = Path(folder).absolute() if folder else default_folder(address(url))
    return None if place is None else Persons(place, os.urandom)


def opener_for(register: EmbeddedRegister, connection: Connection) -> Unsealer:
    """Return what shows facts in the clear, as far as the keys are here."""
    return opener(register.persons, LogReader(connection))


def question(
    connection: Connection, *, at: str | None, known: str | None, public_by: str | None
) -> Question:
    """Return T, K and P as the user gave them; raise InvalidMoment."""
    return Question(
        at=today() if at is None else day(at),
        known=known_at(connection, known),
        public_by=None if public_by is None else day(public_by),
    )


def warn_of_set_aside(connection: Connection) -> None:
    """Say on standard error if a fact is missing from the standings."""
    facts = set_aside_count(connection)
    if facts:
        left = "1 fact is left out: it" if facts == 1 else f"{facts} facts are left out: they"
        note(f"{left} can't be handled. See `register doctor`.")


def platform_slug(connection: Connection, text: str | None) -> str | None:
    """Return the slug of a platform given by slug, name or alias; raise UnknownPlatform."""
    return None if text is None else platform_names.resolve(connection, text)


def relationship_key(connection: Connection, platform: str, jurisdiction: str) -> RelationshipKey:
    """Return the relationship of a platform and a jurisdiction, as the user named them."""
    slug = _first_platform(connection, platform, jurisdiction)
    return RelationshipKey(slug, jurisdictions.resolve(jurisdiction))


def _first_platform(connection: Connection, platform: str, jurisdiction: str) -> str:
    """Return the slug of a platform; raise UnknownPlatform, which says if the two are exchanged."""
    try:
        return platform_names.resolve(connection, platform)
    except UnknownPlatform:
        if _are_exchanged(connection, platform, jurisdiction):
            raise UnknownPlatform(
                f"{platform!r} is a jurisdiction, and {jurisdiction!r} a platform: "
                "the platform comes first"
            ) from None
        raise


def _are_exchanged(connection: Connection, platform: str, jurisdiction: str) -> bool:
    try:
        jurisdictions.resolve(platform)
        platform_names.resolve(connection, jurisdiction)
    except (UnknownPlatform, UnknownJurisdiction):
        return False
    return True


def jurisdiction_code(text: str | None) -> str | None:
    """Return the code of a jurisdiction given by code or name; raise UnknownJurisdiction."""
    return None if text is None else jurisdictions.resolve(text)


def row_or_column(
    connection: Connection, platform: str | None, jurisdiction: str | None
) -> tuple[str | None, str | None]:
    """Return platform and jurisdiction; a single argument may be either."""
    if platform is not None and jurisdiction is not None:
        key = relationship_key(connection, platform, jurisdiction)
        return key.platform, key.jurisdiction
    if platform is None:
        return None, jurisdiction_code(jurisdiction)
    try:
        return platform_slug(connection, platform), None
    except UnknownPlatform:
        try:
            return None, jurisdiction_code(platform)
        except UnknownJurisdiction:
            pass
        raise
