"""What proves that nobody touched the log: its Merkle tree, checkpoints, keys, and documents.

Checkpoints and the register's public keys are refused any change, as the log is; an archived
document can go (it may have to), and can't become another. The tree of a register that is
older than this is made at the next catch-up.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFUSAL = "what was signed is append-only"
DOCUMENT_REFUSAL = "an archived document never changes"
SIGNED = ("checkpoint", "checkpoint_signature", "checkpoint_timestamp", "signing_key")


def upgrade() -> None:
    """Create the tables and the triggers."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    name = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    _create_tree(whole)
    _create_signed(whole, name)
    op.create_table(
        "document",
        sa.Column("sha256", name, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="document_has_one_row_for_each_sha256"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _create_tree(whole: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "tree_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", whole, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="tree_head_has_one_row_for_each_id"),
        sa.CheckConstraint("id = 1", name=op.f("tree_head_is_one_row")),
    )
    op.create_table(
        "tree_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", whole, autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "level", "number", name="tree_tile_has_one_row_for_each_level_number"
        ),
    )


def _create_signed(whole: sa.types.TypeEngine[int], name: sa.types.TypeEngine[str]) -> None:
    op.create_table(
        "checkpoint",
        sa.Column("size", whole, autoincrement=False, nullable=False),
        sa.Column("made_at", whole, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="checkpoint_has_one_row_for_each_size"),
    )
    op.create_table(
        "checkpoint_signature",
        sa.Column("size", whole, autoincrement=False, nullable=False),
        sa.Column("line", name, nullable=False),
        sa.PrimaryKeyConstraint(
            "size", "line", name="checkpoint_signature_has_one_row_for_each_size_line"
        ),
    )
    op.create_table(
        "checkpoint_timestamp",
        sa.Column("size", whole, autoincrement=False, nullable=False),
        sa.Column("made_at", whole, autoincrement=False, nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "size", "made_at", name="checkpoint_timestamp_has_one_row_for_each_size_made_at"
        ),
    )
    op.create_table(
        "signing_key",
        sa.Column("vkey", name, nullable=False),
        sa.Column("created_at", whole, nullable=False),
        sa.Column("endorsement", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("vkey", name="signing_key_has_one_row_for_each_vkey"),
    )
    op.create_table(
        "witness",
        sa.Column("vkey", name, nullable=False),
        sa.Column("added_at", whole, nullable=False),
        sa.PrimaryKeyConstraint("vkey", name="witness_has_one_row_for_each_vkey"),
    )


def _refuse_on_sqlite() -> None:
    for table in SIGNED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    op.execute(
        "CREATE TRIGGER checkpoint_refuses_replace BEFORE INSERT ON checkpoint "
        "WHEN EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER checkpoint_timestamp_refuses_replace BEFORE INSERT ON checkpoint_timestamp "
        "WHEN EXISTS (SELECT 1 FROM checkpoint_timestamp "
        "WHERE size = NEW.size AND made_at = NEW.made_at) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER signing_key_refuses_replace BEFORE INSERT ON signing_key "
        "WHEN EXISTS (SELECT 1 FROM signing_key WHERE vkey = NEW.vkey) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER document_refuses_update BEFORE UPDATE ON document "
        f"BEGIN SELECT RAISE(ABORT, '{DOCUMENT_REFUSAL}'); END"
    )


def _refuse_on_postgresql() -> None:
    _create_refusal("refuse_change_of_what_was_signed", REFUSAL)
    _create_refusal("refuse_change_of_document", DOCUMENT_REFUSAL)
    for table in SIGNED:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_was_signed()"
        )
    op.execute(
        "CREATE TRIGGER document_refuses_update BEFORE UPDATE ON document "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_document()"
    )


def _create_refusal(function: str, message: str) -> None:
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
