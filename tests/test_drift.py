"""The migrations make exactly the tables that the code works with, and only ever go forward."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from migrations.target import HEAD, target_metadata


def is_of_the_code(_: object, name: str | None, kind: str, reflected: bool, __: object) -> bool:
    """Leave out SQLite's R-trees, and the indexes that stand in their place on PostgreSQL."""
    boxes = kind == "table" and name is not None and "_box" in name
    return not boxes and (
        reflected or name not in ("standing_period_by_day", "standing_part_by_day")
    )


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "compare_server_default": True,
                    "include_object": is_of_the_code,
                },
            )
            assert compare_metadata(context, target_metadata) == []
            assert context.get_current_heads() == (HEAD,)
    finally:
        engine.dispose()


def test_the_migrations_form_one_line_and_have_no_way_back() -> None:
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())  # the newest first
    assert steps[0].revision == HEAD
    assert [step.down_revision for step in steps] == [*(step.revision for step in steps[1:]), None]
    assert not [step.revision for step in steps if hasattr(step.module, "downgrade")]
