"""The migrations make exactly the tables that the code works with, and only ever go forward."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from migrations.target import HEAD, INDEX_OF_WORDS, target_metadata


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            words = INDEX_OF_WORDS[engine.dialect.name]
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "compare_server_default": True,
                    "include_name": lambda name, *_: not str(name).startswith(words),
                },
            )
            assert compare_metadata(context, target_metadata()) == []
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
