"""Reading the house's own source, for the tests that keep its rules."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "pomost"
ROOMS: list[str] = list(settings.ROOMS)

# The layers of one room: a module imports only modules of its own layer or a lower one.
LAYERS = {
    "states": 0, "roles": 0,
    "models": 1, "rules": 1,
    "queries": 2, "notifications": 2, "presenting": 2,
    "actions": 3, "forms": 3,
    "imports": 3, "exports": 3, "figures": 3, "finding": 3, "tasks": 4,
    "views": 4, "api": 4, "management": 4, "urls": 5,
}  # fmt: skip

# Every file name that a room may have; core and ui are grounds, not rooms.
ROOM_FILES = {
    "__init__", "apps", "states", "roles", "models", "rules", "queries", "notifications", "actions", "forms",
    "figures", "imports", "exports", "tasks", "views", "urls", "api", "admin", "matrix", "personal_data",
    "presenting", "presenting_journal", "finding",
}  # fmt: skip
ROOM_FOLDERS = {
    "migrations", "templates", "static", "locale", "tests", "management", "models", "actions", "views",
    "templatetags", "queries", "forms", "imports",
}  # fmt: skip
# What single rooms have besides, and why it is none of the above.
FURTHER = {
    "accounts": {
        "adapters",
        "own_data",
        "middleware",
        "signing",
        "sessions",
        "devices",
        "tokens",
        "inbox",
        "sealed",
        "statement",
        "api_access",
    },
    "programmes": {"api_shapes"},
    "territory": {"history", "ending", "areas"},
    "organisations": {"duplicates", "ending", "local_governments", "merging", "numbers", "unit_endings"},
    "partnerships": {
        "api",  # a folder: its operations are too many for one module
        "choosing",
        "mapping",
        "panels",
        "road",
        "sectors",
        "timeline",
        "state_sheet",
        "feed",
        "unit_endings",
        "unit_page",
    },
    "questionnaires": {"presenting_survey", "building", "conditions", "definition", "owners", "values"},
    "advisory": {
        "asking",
        "assigning",
        "assigning_bounds",
        "assigning_sets",
        "hours",
        "presenting_assessment",
        "self_assessing",
        "timeline",
    },
    "conversations": {"desks", "incoming", "replies", "things"},
    "legal": {"advising", "data", "interview", "result_sheet", "ruleset", "steps", "things", "wording"},
    "exchange": {"demonstration", "archive", "loading"},
}


@dataclass(frozen=True)
class Module:
    """One Python file of the house: room, its first name inside the room, path."""

    room: str
    name: str
    path: Path

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))


def modules() -> Iterator[Module]:
    """Every module of the house without tests and migrations."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        if len(parts) > 1 and not {"tests", "migrations"} & set(parts):
            yield Module(parts[0], parts[1], path)


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported from the house, however it is written.

    A text that begins with a room's dotted name counts: `import_module` and the like take such texts.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and re.match(r"pomost\.[a-z]+(\.[a-z_]\w*)*$", str(node.value)):
            yield node.lineno, str(node.value)
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.startswith("pomost."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pomost":
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def templates() -> Iterator[Path]:
    """Every template of the house."""
    yield from sorted(HOUSE.rglob("templates/**/*.html"))


def action_functions() -> Iterator[tuple[Module, ast.FunctionDef]]:
    """Every public function of the rooms' actions."""
    for module in modules():
        if module.name == "actions":
            for node in module.tree().body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield module, node
