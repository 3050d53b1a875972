"""Reads the product's source for what architecture.md promises: the line of folders, and purity."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

LINE = (
    ("aggregates",),
    ("register",),
    ("integrity",),
    ("projections",),
    ("reports",),
    ("evidence", "exchange", "intake"),
    ("web",),
    ("commands",),
    ("cli",),
)
ROOMS = {
    "aggregates": (
        ("errors",),
        ("dates",),
        ("vocabulary",),
        ("platform",),
        ("relationship",),
        ("claims",),
        ("law",),
    ),
    "register": (
        ("errors", "clock", "suggestions", "worker_pool", "distribution"),
        ("jurisdictions",),
        ("store",),
        ("format",),
        ("log",),
        ("persons", "documents", "laws", "accounts"),
        ("recording",),
        ("application",),
        ("importing",),
    ),
    "integrity": (
        ("errors",),
        ("tables", "schema", "merkle", "signing_lock"),
        ("leaves", "notes"),
        ("keys",),
        ("checkpoints",),
    ),
    "projections": (
        ("tables",),
        ("dead_letters",),
        ("fold",),
        ("read_models",),
        ("standing",),
        ("standing_csv",),
        ("engine", "queries"),
        ("deadlines", "proceedings", "backup", "verification"),
        ("rebuild",),
        ("embedded",),
        ("changes", "checkpoint"),
    ),
    "reports": (
        ("errors",),
        ("safe_text",),
        ("picture", "statement"),
        ("model",),
        ("words",),
        ("context",),
        ("statement_checks",),
        ("charts", "public"),
        ("formats", "tables", "facts"),
        ("kinds", "rendering"),
    ),
    "exchange": (("example", "importers", "exporters"),),
    "intake": (
        ("errors",),
        ("mentions", "reading"),
        ("types",),
        ("candidate", "gold", "registered"),
        ("candidates", "model"),
        ("draft", "measures"),
    ),
    "web": (
        ("errors", "roots", "last_changes"),
        ("site",),
        ("accounts",),
        ("asking",),
        ("shell",),
        ("forms",),
        ("guard",),
        ("jobs",),
        ("pages", "overviews", "subjects", "finding", "recording", "api", "people"),
        ("articles",),
        ("app",),
        ("serving",),
    ),
    "commands": (
        ("shell",),
        ("record", "ask", "laws", "documents", "proof", "operate", "reports"),
        ("intake",),
    ),
}
"""The rooms of each folder, from left to right; those of one place don't import each other."""
DATA_ALONE = {"register.catalogue", "register.example"}
MOST_FILES = 14
PLACE = {folder: place for place, folders in enumerate(LINE) for folder in folders}
MAY_ASK = {"web", "commands", "cli"}
ASKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "eventsourcing.domain.datetime_now_with_tzinfo",
    "getpass.getpass",
    "getpass.getuser",
    "os.environ",
    "os.environb",
    "os.getenv",
    "os.getlogin",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
TOUCHES = {
    *("fileinput", "glob", "importlib", "io", "logging", "os", "pathlib", "shutil", "tempfile"),
    *("http", "select", "socket", "ssl", "urllib"),
    *("asyncio", "multiprocessing", "signal", "subprocess", "sys", "threading"),
    *("getpass", "random", "secrets", "time"),
    *("alembic", "click", "psycopg", "rich", "sqlalchemy", "sqlite3"),
}
INSIDE = {"threading.Lock"}
"""What reaches nothing outside, though the rest of its module does."""
SAY_NOTHING = {"base", "common", "helper", "helpers", "manager", "service", "util", "utils"}


@dataclass(frozen=True, kw_only=True)
class Import:
    """One imported name, as a dotted path from the top: ``register.store.tables.log``."""

    target: str
    local: str
    line: int
    only_for_types: bool


@dataclass
class Module:
    """One source file, with what it imports, wherever in the file it does so."""

    name: str
    path: Path
    imports: list[Import] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._collect(self.tree, only_for_types=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), filename=str(self.path))

    @property
    def folder(self) -> str:
        return self.name.partition(".")[0]

    def at(self, line: int) -> str:
        return f"{self.name}:{line}"

    def _collect(self, node: ast.AST, *, only_for_types: bool) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for child in node.body:
                self._collect(child, only_for_types=True)
            for child in node.orelse:
                self._collect(child, only_for_types=only_for_types)
            return
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.imports += self._names(node, only_for_types=only_for_types)
        for below in ast.iter_child_nodes(node):
            self._collect(below, only_for_types=only_for_types)

    def _names(
        self, node: ast.Import | ast.ImportFrom, *, only_for_types: bool
    ) -> Iterator[Import]:
        start = self._start(node) if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            yield Import(
                target=f"{start}{alias.name}",
                local=alias.asname or alias.name,
                line=node.lineno,
                only_for_types=only_for_types,
            )

    def _start(self, node: ast.ImportFrom) -> str:
        """Give what the names of a ``from … import`` stand behind, relative ones resolved."""
        parts = [node.module] if node.module else []
        if node.level:
            package = self.name.split(".")
            cut = node.level - (self.path.name == "__init__.py")
            parts = package[: len(package) - cut] + parts
        return ".".join([*parts, ""])


def read(root: Path) -> dict[str, Module]:
    """Read the product's modules under a root, by name."""
    paths = [*root.glob("cli.py")]
    for folder in (*PLACE, "migrations"):
        paths += sorted((root / folder).rglob("*.py"))
    modules = {}
    for path in paths:
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = Module(name, path)
    return modules


def wrong_directions(modules: dict[str, Module]) -> list[str]:
    """Imports of a folder to the right, and of migrations by any but who runs them."""
    return [
        f"{module.at(each.line)} imports {each.target}"
        for module in modules.values()
        for each in module.imports
        if not _may_import(module, each.target.partition(".")[0])
    ]


def _may_import(module: Module, folder: str) -> bool:
    if folder == module.folder or folder not in {*PLACE, "migrations"}:
        return True
    if module.folder == "migrations":
        return folder in {"register", "integrity", "projections"}
    if folder == "migrations":
        return module.name == "register.store.database"
    return PLACE[folder] < PLACE[module.folder]


def wrong_rooms(modules: dict[str, Module]) -> list[str]:
    """Imports of a room that is not to the left in its folder, those for types too."""
    return [
        f"{module.at(each.line)} imports {each.target}"
        for module in modules.values()
        for each in module.imports
        if not _may_enter(module, each.target)
    ]


def _may_enter(module: Module, target: str) -> bool:
    """Tell whether a module may import what is in its own folder: the room itself, or one before."""
    places = {room: at for at, rooms in enumerate(ROOMS.get(module.folder, ())) for room in rooms}
    own, other = _room(module.name), _room(target)
    if not places or own == other or not other or target.partition(".")[0] != module.folder:
        return True
    return own in places and other in places and places[other] < places[own]


def _room(path: str) -> str:
    return path.split(".")[1] if "." in path else ""


def unnamed_rooms(modules: dict[str, Module]) -> list[str]:
    """Rooms without a place in their folder's order."""
    return sorted(
        f"{module.folder}.{room}"
        for module in modules.values()
        if module.folder in ROOMS
        and (room := _room(module.name))
        and f"{module.folder}.{room}" not in DATA_ALONE
        and not any(room in rooms for rooms in ROOMS[module.folder])
    )


def full_rooms(modules: dict[str, Module]) -> list[str]:
    """Folders with more files than one finds one's way in."""
    found = Counter(
        module.path.parent for module in modules.values() if module.path.name != "__init__.py"
    )
    return [
        f"{folder.name}: {count} files"
        for folder, count in sorted(found.items())
        if count > MOST_FILES and "versions" not in folder.parts
    ]


def silent_rooms(modules: dict[str, Module]) -> list[str]:
    """Rooms that don't say what they are for, what comes in and what goes out; or that re-export."""
    rooms = (
        module
        for module in modules.values()
        if module.path.name == "__init__.py"
        and module.name.count(".")
        and module.folder != "migrations"
        and module.name not in DATA_ALONE
    )
    return [module.name for module in rooms if not _says_what_it_is_for(module) or module.imports]


def _says_what_it_is_for(module: Module) -> bool:
    told = ast.get_docstring(module.tree) or ""
    return "In: " in told and "Out: " in told


def doubled_classes(modules: dict[str, Module]) -> list[str]:
    """Public classes whose name another one has; the verifier is a program of its own."""
    places: dict[str, list[str]] = {}
    for module in modules.values():
        if module.name != "evidence.verify":
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, []).append(module.name)
    return [f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1]


def circles(modules: dict[str, Module]) -> list[str]:
    """Modules that import each other in a ring, one ring for all; imports for types count."""
    graph = {
        name: {_module_of(each.target, modules) for each in module.imports} - {None, name}
        for name, module in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" ← ".join(error.args[1])]
    return []


def _module_of(target: str, modules: dict[str, Module]) -> str | None:
    """Give the module that a dotted path leads into: its longest start that is one."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target or None


def questions(modules: dict[str, Module]) -> list[str]:
    """Uses of the clock, the environment and the user's name outside the outermost folders."""
    return [
        f"{module.at(line)} uses {path}"
        for module in modules.values()
        if module.folder not in MAY_ASK
        for path, line in _paths(module)
        if path in ASKS
    ]


def _paths(module: Module) -> Iterator[tuple[str, int]]:
    """Give every name and attribute that is used, as a dotted path of what it was imported from."""
    known = {each.local: each.target for each in module.imports}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, dot, rest = ast.unparse(node).partition(".")
            yield f"{known.get(first, first)}{dot}{rest}", node.lineno


def touches(modules: dict[str, Module]) -> list[str]:
    """What reaches outside the program from aggregates, which only know and decide."""
    inner = [module for module in modules.values() if module.folder == "aggregates"]
    imported = [
        f"{module.at(each.line)} imports {each.target}"
        for module in inner
        for each in module.imports
        if each.target.partition(".")[0] in TOUCHES and each.target not in INSIDE
    ]
    used = [
        f"{module.at(line)} uses {path}"
        for module in inner
        for path, line in _paths(module)
        if path in {"open", "input", "print"}
    ]
    return imported + used


def empty_names(modules: dict[str, Module]) -> list[str]:
    """Modules and folders whose name doesn't say what is in them."""
    return [name for name in modules if SAY_NOTHING & set(name.split("."))]
