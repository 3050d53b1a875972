"""The tables of accounts. They are no part of the log: no backup, export or bundle has them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

from register.store.tables import NAMES, Name, WholeNumber

metadata = MetaData(naming_convention=NAMES)

account = Table(
    "account",
    metadata,
    Column("handle", Name, primary_key=True),
    Column("password", Text),
    Column("created_at", WholeNumber, nullable=False),
    Column("ended_at", WholeNumber),
)
"""People by their handle, which facts are recorded by. None is deleted: no handle is given twice.
``password`` is an Argon2id hash; without, nobody signs in by one."""

account_role = Table(
    "account_role",
    metadata,
    Column("handle", Name, primary_key=True),
    Column("role", Name, primary_key=True),
)
"""What each person is in the register at present."""

account_session = Table(
    "account_session",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("handle", Name, nullable=False),
    Column("began_at", WholeNumber, nullable=False),
    Column("seen_at", WholeNumber, nullable=False),
    Column("browser", Text, nullable=False),
    Index("account_session_by_handle", "handle"),
)
"""Who is signed in, by the SHA-256 of what their browser has."""

account_token = Table(
    "account_token",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("handle", Name, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("created_at", WholeNumber, nullable=False),
    Column("expires_at", WholeNumber, nullable=False),
    Column("used_at", WholeNumber),
    Index("account_token_by_handle", "handle"),
)
"""What programs come with, by its SHA-256; ``name`` is what its owner calls it."""

account_link = Table(
    "account_link",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("handle", Name),
    Column("roles", Text, nullable=False),
    Column("made_by", Text),
    Column("expires_at", WholeNumber, nullable=False),
)
"""Links that are good once: to a new account with these roles, or to a new password for an
account. ``made_by`` is nobody for the link to a register's first account."""

sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", WholeNumber, nullable=False),
    Column("free_at", WholeNumber, nullable=False),
)
"""How often a handle or a network was tried in vain, by its SHA-256 (people type passwords where
handles belong), and from when on it may be tried again."""

request_key = Table(
    "request_key",
    metadata,
    Column("handle", Name, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("sha256", Name, nullable=False),
    Column("made_at", WholeNumber, nullable=False),
    Column("status", Integer),
    Column("location", Text),
    Column("content", Text),
    Index("request_key_by_made_at", "made_at"),
)
"""Requests by a key of their sender's, each with the answer that it got; none yet: it runs."""

form_draft = Table(
    "form_draft",
    metadata,
    Column("id", Name, primary_key=True),
    Column("handle", Name, nullable=False),
    Column("path", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("saved_at", WholeNumber, nullable=False),
    Index("form_draft_by_handle", "handle"),
)
"""Forms that somebody has not finished: where each stands, and what was typed, as JSON pairs."""
