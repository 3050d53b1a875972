"""What every test can ask for: databases of both kinds, and the same surroundings on any machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support.servers.compiled import keep_compiled_statements
from support.servers.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from support.servers.postgresql_server import (
    MissingProgramsError,
    PostgreSQLServer,
    reserved_directory,
)

from exchange.example import load_example
from projections.embedded import EmbeddedRegister
from register.store.database import migrate

settings.register_profile(
    "default", deadline=None, print_blob=True, derandomize=True, max_examples=50
)
# What fresh examples find is a fault to mend, and not a reason to refuse somebody's other change.
settings.register_profile("fresh", deadline=None, print_blob=True, max_examples=1_000)
settings.load_profile(os.environ.get("EXAMPLES") or "default")
keep_compiled_statements()

RESERVED = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Reserve a directory for databases once a run: xdist's workers are told of their controller's."""
    for name in [name for name in os.environ if name.startswith(("PG", "REGISTER_"))]:
        del os.environ[name]  # the user's settings for their own servers and register
    os.environ["REGISTER_CLOCK_IS_RIGHT"] = "1"  # what tests record on fixed days gets older
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[RESERVED] = Path(worker["reserved"])
        return
    stack = ExitStack()
    config.stash[RESERVED] = stack.enter_context(reserved_directory())
    config.add_cleanup(stack.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["reserved"] = str(node.config.stash[RESERVED])


@pytest.fixture(scope="session")
def sqlite_databases(pytestconfig: pytest.Config) -> SQLiteDatabases:
    """In memory, where there is plenty: to wait for a disk takes longer than most commits."""
    return SQLiteDatabases(Path(tempfile.mkdtemp(dir=pytestconfig.stash[RESERVED])))


@pytest.fixture(scope="session")
def postgresql_databases(pytestconfig: pytest.Config) -> PostgreSQLDatabases:
    """Fails, and never skips, where there is no server to run: then half is untested."""
    server = PostgreSQLServer(pytestconfig.stash[RESERVED])
    try:
        server.start()
    except MissingProgramsError as missing:
        pytest.fail(str(missing), pytrace=False)
    return PostgreSQLDatabases(server, os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """As many databases as wanted, of each kind: for properties, which need one an example."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A register without a fact, on each kind of database."""
    with databases.migrated() as url:
        yield url


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """A database without a table, of each kind."""
    with databases.empty() as url:
        yield url


@pytest.fixture
def sqlite_url(sqlite_databases: SQLiteDatabases) -> Iterator[str]:
    """A register without a fact, for what only files have."""
    with sqlite_databases.migrated() as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_databases: PostgreSQLDatabases) -> Iterator[str]:
    """A register without a fact, for what only a server has."""
    with postgresql_databases.migrated() as url:
        yield url


@pytest.fixture(scope="session")
def example_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A register with the facts of the example, for tests that record nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('example')}/example.db"
    migrate(url)
    with EmbeddedRegister(url, lambda: datetime(2026, 11, 1, tzinfo=UTC)) as register:
        load_example(register, recorded_by="importer")
    return url
