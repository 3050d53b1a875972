"""The log, which refuses to be changed, and the first read models.

The triggers are part of the first migration, so that no register ever existed without
them: the database itself refuses UPDATE and DELETE on the log, whoever asks.

Revision: 0001, the first
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "the log is append-only"
HEAD_REFUSAL = "the head of the log never goes back"


def upgrade() -> None:
    """Create the tables and the triggers."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    _create_log(whole)
    _create_read_models(whole)
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _create_log(whole: sa.types.TypeEngine[int]) -> None:
    name = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "log",
        sa.Column("position", whole, autoincrement=False, nullable=False),
        sa.Column("stream", name, nullable=False),
        sa.Column("version", whole, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("fact_id", name, nullable=False),
        sa.Column("recorded_at", whole, nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="log_has_one_row_for_each_position"),
        sa.CheckConstraint("position > 0", name=op.f("log_positions_start_at_one")),
        sa.CheckConstraint("version > 0", name=op.f("log_versions_start_at_one")),
    )
    op.create_index("log_has_each_fact_once", "log", ["fact_id"], unique=True)
    op.create_index(
        "log_has_one_event_for_each_version_of_a_stream", "log", ["stream", "version"], unique=True
    )
    op.create_index("log_by_recorded_at", "log", ["recorded_at", "position"])
    head = op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", whole, nullable=False),
        sa.Column("recorded_at", whole, nullable=False),
        sa.PrimaryKeyConstraint("id", name="log_head_has_one_row_for_each_id"),
        sa.CheckConstraint("id = 1", name=op.f("log_head_is_one_row")),
    )
    op.bulk_insert(head, [{"id": 1, "position": 0, "recorded_at": 0}])


def _create_read_models(whole: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "projection",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", whole, nullable=False),
        sa.PrimaryKeyConstraint("name", name="projection_has_one_row_for_each_name"),
    )
    op.create_table(
        "set_aside",
        sa.Column("projection", sa.Text(), nullable=False),
        sa.Column("position", whole, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "projection", "position", name="set_aside_has_one_row_for_each_projection_position"
        ),
    )
    op.create_table(
        "relationship",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("first_position", whole, nullable=False),
        sa.Column("last_position", whole, nullable=False),
        sa.PrimaryKeyConstraint(
            "platform",
            "jurisdiction",
            name="relationship_has_one_row_for_each_platform_jurisdiction",
        ),
    )
    op.create_index("relationship_by_jurisdiction", "relationship", ["jurisdiction", "platform"])
    op.create_table(
        "platform_name",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "folded", "platform", name="platform_name_has_one_row_for_each_folded_platform"
        ),
    )
    op.create_table(
        "fact_text",
        sa.Column("position", whole, autoincrement=False, nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="fact_text_has_one_row_for_each_position"),
    )


def _refuse_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_refuses_{verb.lower()} BEFORE {verb} ON log "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    for name, same, message in (
        ("position", "position = NEW.position", REFUSAL),
        ("fact", "fact_id = NEW.fact_id", "log_has_each_fact_once"),
        (
            "version",
            "stream = NEW.stream AND version = NEW.version",
            "log_has_one_event_for_each_version_of_a_stream",
        ),
    ):
        op.execute(
            f"CREATE TRIGGER log_refuses_to_replace_{name} BEFORE INSERT ON log "
            f"WHEN EXISTS (SELECT 1 FROM log WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    op.execute(
        "CREATE TRIGGER log_head_refuses_replace BEFORE INSERT ON log_head "
        "WHEN EXISTS (SELECT 1 FROM log_head) "
        f"BEGIN SELECT RAISE(ABORT, '{HEAD_REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER log_head_never_goes_back BEFORE UPDATE ON log_head "
        "WHEN NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at "
        f"BEGIN SELECT RAISE(ABORT, '{HEAD_REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER log_head_refuses_delete BEFORE DELETE ON log_head "
        f"BEGIN SELECT RAISE(ABORT, '{HEAD_REFUSAL}'); END"
    )


def _refuse_on_postgresql() -> None:
    _create_refusal("refuse_change_of_log", REFUSAL)
    _create_refusal("refuse_loss_of_log_head", HEAD_REFUSAL)
    op.execute(
        "CREATE TRIGGER log_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log()"
    )
    op.execute(
        "CREATE TRIGGER log_head_never_goes_back BEFORE UPDATE ON log_head FOR EACH ROW "
        "WHEN (NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at) "
        "EXECUTE FUNCTION refuse_loss_of_log_head()"
    )
    op.execute(
        "CREATE TRIGGER log_head_refuses_delete BEFORE DELETE OR TRUNCATE ON log_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss_of_log_head()"
    )


def _create_refusal(function: str, message: str) -> None:
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
