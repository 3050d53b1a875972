"""Drafts of forms: each is its owner's alone, and is kept for 90 days."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, select

from register.accounts.tables import form_draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

LASTS = 90 * 24 * 3600 * 1_000_000
"""How long a draft is kept, in microseconds."""

MOST = 100
"""How many drafts somebody can have; the oldest goes."""

_PERSONAL = re.compile(r"(^|\.)representative\.(name|contact)$")
"""What is never kept: it is sealed only when it is recorded."""


class FormDraft(NamedTuple):
    """What was typed into a form, where that stands, and when it was kept (microseconds)."""

    id: str
    path: str
    fields: tuple[tuple[str, str], ...]
    saved_at: int


def keep(
    connection: Connection,
    handle: str,
    path: str,
    fields: Iterable[tuple[str, str]],
    *,
    random: bytes,
    now: int,
) -> str:
    """Keep what was typed, without a person's name and contact; return the draft's id."""
    own = str(UUID(bytes=random[:16]))
    kept = [pair for pair in fields if not _PERSONAL.search(pair[0])]
    connection.execute(delete(form_draft).where(form_draft.c.saved_at <= now - LASTS))
    for old in drafts(connection, handle, now=now)[MOST - 1 :]:
        drop(connection, handle, old.id)
    connection.execute(
        insert(form_draft).values(
            id=own,
            handle=handle,
            path=path,
            fields=json.dumps(kept, ensure_ascii=False),
            saved_at=now,
        )
    )
    return own


def drafts(connection: Connection, handle: str, *, now: int) -> list[FormDraft]:
    """Return somebody's own drafts, the latest first."""
    query = (
        select(form_draft)
        .where(form_draft.c.handle == handle, form_draft.c.saved_at > now - LASTS)
        .order_by(form_draft.c.saved_at.desc(), form_draft.c.id)
    )
    return [
        FormDraft(row.id, row.path, tuple(map(tuple, json.loads(row.fields))), row.saved_at)
        for row in connection.execute(query)
    ]


def drop(connection: Connection, handle: str, own: str) -> None:
    """Throw away one of somebody's own drafts, if it is there."""
    is_it = (form_draft.c.id == own) & (form_draft.c.handle == handle)
    connection.execute(delete(form_draft).where(is_it))
