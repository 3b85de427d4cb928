"""The import rules and size rules of the house, kept by tests (design: architecture, style §3 and §14)."""

import ast
import re
import typing
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from tests.house import (  # fmt: skip
    FURTHER,
    HOUSE,
    LAYERS,
    ROOM_FILES,
    ROOM_FOLDERS,
    ROOMS,
    ROOT,
    action_functions,
    imported,
    modules,
    templates,
)

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "services", "manager", "base"}
LONGEST = {"module": 600, "function": 60, "view": 25, "template": 150, "settings": 400}
# Writes that are part of another action and are called by actions only; and why they check nothing.
PARTS_OF_ACTIONS = {
    "partnerships/actions/partnerships.py:refuse_who_can_not_be_in_it": "a check of actions; writes nothing",
    "partnerships/actions/partnerships.py:locked": "re-reads and locks the row for an action",
    "organisations/actions/organisations.py:demand_right_values": "a check of actions; writes nothing",
    "programmes/actions/programmes.py:locked": "re-reads and locks the row for an action",
    "programmes/actions/programmes.py:touched": "notes the change inside an action",
    "programmes/actions/copying.py:copy_parts": "a step of create_programme",
    "advisory/actions/consultations.py:lock_contract": "locks a row for an action",
    "advisory/actions/consultations.py:recount": "a step of the actions that change what counts",
    "conversations/actions/messages.py:locked": "re-reads and locks the row for an action",
    "conversations/actions/messages.py:add_message": "a step of the actions that ask and write",
    "questionnaires/actions/answering.py:locked": "re-reads and locks the row for an action",
    "questionnaires/actions/answering.py:demand_open": "a check of actions; writes nothing",
    "questionnaires/actions/answering.py:write_answer": "a step of the actions that keep an answer",
    "questionnaires/actions/answering.py:checksum_of": "computes; writes nothing",
    "questionnaires/actions/building.py:demand_fit": "a check of actions; writes nothing",
    "territory/actions/records.py:of_country": "reads and locks the units for an action",
    "territory/actions/records.py:write": "writes the new periods inside an action, which journals them",
    "territory/actions/records.py:save_many": "one statement of an action",
    "territory/actions/records.py:ending_of": "makes a row that an action saves",
}


def test_a_room_imports_only_rooms_above_it():
    order = {room: place for place, room in enumerate(ROOMS)}
    wrong = []
    for module in modules():
        if module.room not in order or module.room == "panel":
            continue
        for line, name in imported(module.tree()):
            target = name.split(".")[1]
            if target in order and order[target] > order[module.room]:
                wrong.append(f"{module.where}:{line} imports {name}")
    assert wrong == []


def test_foreign_keys_point_only_to_rooms_above():
    order = {f"pomost.{room}": place for place, room in enumerate(ROOMS)}
    wrong = []
    for model in apps.get_models():
        own = order.get(model._meta.app_config.name)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if own is None or not getattr(field, "concrete", False) or target is None:
                continue
            other = order.get(target._meta.app_config.name)
            is_account = target._meta.label == settings.AUTH_USER_MODEL
            if other is not None and other > own and not (is_account and own == order["pomost.core"]):
                wrong.append(f"{model._meta.label}.{field.name} points to {target._meta.label}")
    assert wrong == []


def test_lower_layers_do_not_import_higher_ones():
    wrong = []
    for module in modules():
        if module.room not in ROOMS or module.room in ("core", "ui") or module.name not in LAYERS:
            continue
        for line, name in imported(module.tree()):
            _house, room, *rest = name.split(".")
            if module.name == "states" and rest[:1] == ["actions"]:
                continue  # an arrow names its action by text, so that states import nothing
            if room == module.room and rest and LAYERS.get(rest[0], -1) > LAYERS[module.name]:
                wrong.append(f"{module.where}:{line} imports {name}")
    assert wrong == []


def test_core_imports_no_room():
    rooms = set(ROOMS) - {"core"}
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in modules()
        if module.room == "core"
        for line, name in imported(module.tree())
        if name.split(".")[1] in rooms
    ]
    assert wrong == []


def test_every_room_has_the_same_file_names():
    wrong = []
    for room in set(ROOMS) - {"core", "ui"}:
        allowed = ROOM_FILES | FURTHER.get(room, set())
        folders = ROOM_FOLDERS | FURTHER.get(room, set())
        for path in (HOUSE / room).iterdir():
            if path.name == "__pycache__":
                continue
            if path.is_dir() and path.name not in folders:
                wrong.append(f"{room}/{path.name}/")
            elif path.suffix == ".py" and path.stem not in allowed:
                wrong.append(f"{room}/{path.name}")
    assert sorted(wrong) == []


def test_every_action_is_atomic_keyword_only_and_names_its_actor():
    wrong = []
    for module, node in action_functions():
        where = f"{module.where}:{node.name}"
        if where.removeprefix("pomost/") in PARTS_OF_ACTIONS:
            continue
        decorators = [ast.unparse(each) for each in node.decorator_list]
        if "transaction.atomic" not in decorators:
            wrong.append(f"{where} is not atomic")
        if node.args.args:
            wrong.append(f"{where} takes positional arguments")
        if "by" not in [each.arg for each in node.args.kwonlyargs]:
            wrong.append(f"{where} does not name its actor")
        if not ast.get_docstring(node):
            wrong.append(f"{where} has no docstring")
    assert wrong == []


def _calls(node: ast.AST) -> set[str]:
    return {ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}


# Actions that check no permission or write no journal entry, each with its reason.
WITHOUT_PERMISSION: dict[str, str] = {
    "core/actions/files.py:attach_file": "the owner's kind decides (files.owners)",
    "core/actions/files.py:replace_file": "the owner's kind decides (files.owners)",
    "core/actions/files.py:remove_file": "the owner's kind decides (files.owners)",
    "questionnaires/actions/answering.py:open_answers": "whoever makes their owner asks for the right",
}
WITHOUT_JOURNAL = {
    "accounts/actions/accounts.py:renew_invitation": "withdraw_invitation and invite_account journal it",
    "accounts/actions/erasure.py:ask_for_erasure": "receive_data_request journals the request",
    "accounts/actions/own.py:mark_read": "that a message was read is nobody's business but the reader's",
    "accounts/actions/own.py:mark_all_read": "that a message was read is nobody's business but the reader's",
    "conversations/actions/conversations.py:open_sealed_conversation": "accounts.sealed journals it",
    "advisory/actions/self_assessments.py:open_sealed_self_assessment": "accounts.sealed journals it",
    "questionnaires/actions/answering.py:be_present": "a sign of life; forgotten after a day",
    "exchange/actions.py:load_programme_file": "the writer journals each row that it adds or changes",
    "partnerships/actions/support.py:start_and_ask": "start_partnership and ask_for_support journal it",
    "ui/actions.py:save_draft": "a draft is seen by its author only and changes nothing",
}


def test_every_action_checks_a_permission_and_is_journalled():
    wrong = []
    for module, node in action_functions():
        where = f"{module.where}:{node.name}".removeprefix("pomost/")
        if where in PARTS_OF_ACTIONS:
            continue
        calls = _calls(node)
        local = {each.name: each for each in module.tree().body if isinstance(each, ast.FunctionDef)}
        for name in list(calls):
            if name in local and name.startswith("_"):
                calls |= _calls(local[name])
        if not calls & {"require", "permissions.require"} and where not in WITHOUT_PERMISSION:
            wrong.append(f"{where} checks no permission")
        if not calls & {"journal.record", "record"} and where not in WITHOUT_JOURNAL:
            wrong.append(f"{where} writes no journal entry")
    assert wrong == []


# Actions that do not begin by reading the record which they are given anew, under a lock, and why.
WITHOUT_LOCK = {
    "conversations/actions/conversations.py:ask_question": "adds rows; the organisation is only read",
    "conversations/actions/conversations.py:read_conversation": "moves the reader's own mark",
    "conversations/actions/mail.py:take_in_mail": "write_message locks the conversation",
    "conversations/actions/mail.py:refuse_mail": "adds a row beside others",
    "core/actions/files.py:attach_file": "adds a row beside others",
    "questionnaires/actions/answering.py:be_present": "moves the reader's own mark",
    "organisations/actions/people.py:begin_position": "adds a row; the office's is locked",
    "programmes/actions/programmes.py:create_programme": "adds a row; the one copied is only read",
    "programmes/actions/parts.py:add_target": "adds a row; the programme's is locked",
    "programmes/actions/parts.py:plan_target": "the programme's row is locked: plans belong to its version",
    "programmes/actions/parts.py:record_result": "the programme's row is locked",
}


def _is_a_record(annotation: Any) -> bool:
    kinds = typing.get_args(annotation) or (annotation,)
    return any(isinstance(kind, type) and issubclass(kind, models.Model) for kind in kinds)


def _locks(statement: ast.stmt, lockers: set[str]) -> bool:
    text = ast.unparse(statement)
    return "select_for_update(" in text or any(f"{name}(" in text for name in lockers)


def test_every_action_reads_its_record_anew_under_a_lock():
    """The first record that an action is given is replaced by its locked row (style §5, first line)."""
    functions = {node.name: node for module, node in action_functions()}
    wrong = []
    for module, node in action_functions():
        where = f"{module.where}:{node.name}".removeprefix("pomost/")
        own = {each.name: each for each in module.tree().body if isinstance(each, ast.FunctionDef)}
        lockers = {
            name for name, each in (functions | own).items()
            if name.lstrip("_") == "locked" and "select_for_update(" in ast.unparse(each)
        }  # fmt: skip
        if where.removeprefix("pomost/") in PARTS_OF_ACTIONS:
            continue
        name = ".".join(module.path.relative_to(ROOT).with_suffix("").parts)
        hints = typing.get_type_hints(getattr(import_module(name), node.name))
        given = [each.arg for each in node.args.kwonlyargs if _is_a_record(hints.get(each.arg))]
        again = [
            each for each in ast.walk(node)
            if isinstance(each, ast.Assign) and [ast.unparse(to) for to in each.targets] == given[:1]
        ]  # fmt: skip
        if given and where not in WITHOUT_LOCK and not any(_locks(each, lockers) for each in again):
            wrong.append(f"{where} does not lock and re-read {given[0]}")
        for each in ast.walk(node):
            text = ast.unparse(each) if isinstance(each, ast.Assign) else ""
            if re.search(r"\.get\(pk=(\w+)\.pk\)", text) and not _locks(each, lockers):
                wrong.append(f"{where} reads without a lock: {text}")
    assert wrong == []


def test_listed_exceptions_still_exist():
    known = {f"{module.where}:{node.name}".removeprefix("pomost/") for module, node in action_functions()}
    listed = set(PARTS_OF_ACTIONS) | set(WITHOUT_PERMISSION) | set(WITHOUT_JOURNAL) | set(WITHOUT_LOCK)
    assert listed - known == set()


# Parts of actions: they write because an action, a sign-in or the clock calls them, and say so here.
WRITERS = {
    "accounts/adapters.py": "allauth signs in and sets passwords through it",
    "accounts/api_access.py": "counts requests and keeps answers; nothing of the domain",
    "accounts/devices.py": "remembers the browser of a sign-in",
    "accounts/inbox.py": "actions of every room call notify",
    "accounts/models/accounts.py": "the manager that Django demands of accounts",
    "accounts/sealed.py": "actions that open a sealed thing call open_for",
    "accounts/sessions.py": "end_access and the like end sign-ins by it",
    "accounts/tokens.py": "the same of API tokens",
    "advisory/self_assessing.py": "carry_over moves a sheet on by it",
    "exchange/demonstration.py": "make_accounts is the action of this file",
    "exchange/loading/writing.py": "load_programme_file writes each row by it",
    "programmes/imports.py": "a section of that file",
}
_MAKES = r"\.(create|bulk_create|update_or_create|get_or_create|bulk_update)\("
_CHANGES = r"\.save\(|\.delete\(\)|\)\.update\(|\.(objects|_default_manager)\.update\("
WRITES = re.compile(f"{_MAKES}|{_CHANGES}")


def test_only_actions_write():
    """Views, forms, queries, rules, tasks, the API and all else never save, create, update or delete."""
    found = {
        module.where.removeprefix("pomost/"): number
        for module in modules()
        if module.room in ROOMS and module.room != "core" and module.name not in ("actions", "migrations")
        for number, line in enumerate(module.path.read_text().splitlines(), 1)
        if WRITES.search(line)
    }
    assert set(found) - set(WRITERS) == set()
    assert set(WRITERS) - set(found) == set()


def test_no_module_has_a_name_that_says_nothing():
    wrong = [module.where for module in modules() if module.path.stem in FORBIDDEN_NAMES]
    assert wrong == []


def test_sizes():
    wrong = []
    for module in modules():
        lines = module.path.read_text().count("\n")
        limit = LONGEST["settings"] if "/settings/" in module.where else LONGEST["module"]
        if lines > limit:
            wrong.append(f"{module.where}: {lines} lines")
        for node in ast.walk(module.tree()):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST["function"]:
                    wrong.append(f"{module.where}:{node.name}: {length} lines")
                if module.name == "views" and _body_length(node) > LONGEST["view"]:
                    wrong.append(f"{module.where}:{node.name}: {_body_length(node)} lines of body in a view")
    for path in templates():
        lines = path.read_text().count("\n")
        if lines > LONGEST["template"]:
            wrong.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert wrong == []


def _body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_take_at_most_six_keywords():
    wrong = [
        f"{module.where}:{node.name}"
        for module in modules()
        for node in ast.walk(module.tree())
        if isinstance(node, ast.FunctionDef) and len(node.args.kwonlyargs) > 6
    ]
    assert wrong == []


def test_no_signal_receivers_and_no_inline_style_or_script():
    receivers = [module.where for module in modules() if "@receiver" in module.path.read_text()]
    inline = []
    for path in templates():
        if "/email/" in str(path):
            continue  # mail programs know no style sheets
        text = path.read_text()
        if re.search(r"\sstyle=|<style|\son[a-z]+=\"", text):
            inline.append(str(path.relative_to(ROOT)))
        if any("src=" not in tag for tag in re.findall(r"<script(?![^>]*application/json)[^>]*>", text)):
            inline.append(str(path.relative_to(ROOT)))
    assert receivers == []
    assert inline == []


def test_migrations_have_names_that_say_what_they_do():
    wrong = [
        str(path.relative_to(ROOT))
        for path in HOUSE.rglob("migrations/0*.py")
        if "_auto_" in path.name or "from pomost" in path.read_text().replace("from pomost.core", "")
    ]
    assert wrong == []
