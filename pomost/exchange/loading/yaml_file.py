"""Reading YAML strictly: every value knows its line; nothing is guessed, repeated or multiplied."""

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pomost.core.errors import DomainError
from pomost.core.programme_file import Path

LARGEST = 2 * 1024 * 1024  # bytes
DEEPEST = 20
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where the wheel brings it


class FileRefused(DomainError):
    """The file can't be taken. `problems`: (line, field, message), lines counted from 1."""

    def __init__(self, file: str, problems: list[tuple[int, str, str]]) -> None:
        self.file = file
        self.problems = sorted(problems)
        lines = [
            f"{file}:{line}: {where + ': ' if where else ''}{text}" for line, where, text in self.problems
        ]
        super().__init__("\n".join(lines))


@dataclass(slots=True)
class Document:
    """A file's content as plain Python, and the line of each value by its path."""

    file: str
    content: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def shown(path: Path) -> str:
    """`figures[2].claims[0].value`, as people read it (items counted from 1)."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def read(path: FilePath) -> Document:
    """Read a programme file. Raises FileRefused with line and field for whatever is wrong in its form.

    Every scalar stays text except whole numbers and true/false: a date or a leading zero is never
    changed behind the writer's back.
    """
    name = path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileRefused(name, [(1, "", _("can't be read: %s") % error.strerror)]) from None
    if len(raw) > LARGEST:
        raise FileRefused(name, [(1, "", _("is larger than 2 MB: this is no programme file"))])
    text = _decoded(name, raw)
    root = _composed(name, text)
    document = Document(file=name, content={})
    problems: list[tuple[int, str, str]] = []
    content = _plain(root, (), document, problems)
    if problems:
        raise FileRefused(name, problems)
    if not isinstance(content, dict):
        raise FileRefused(
            name,
            [(1, "", _("must hold named sections (programme:, figures:, …), not a list or a single value"))],
        )
    document.content = content
    return document


def _decoded(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileRefused(
            name, [(line, "", _("is not UTF-8: save the file in that encoding and load it again"))]
        ) from None


def _composed(name: str, text: str) -> Node:
    try:
        depth = 0
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:  # before the whole file is read: reading grows with the square of the depth
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise FileRefused(name, [(line, "", _("is nested too deeply"))])
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise FileRefused(
                    name,
                    [(line, "", _("uses an anchor or alias (& or *): write the value out where it belongs"))],
                )
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, max(text.count("\n") + (text[-1:] != "\n"), 1)) if mark else 1
        raise FileRefused(name, [(line, "", _yaml_problem(error, text, line))]) from None
    except (yaml.YAMLError, RecursionError) as error:
        line = text[: getattr(error, "position", 0) or 0].count("\n") + 1
        raise FileRefused(name, [(line, "", _("holds a character that a text file must not hold"))]) from None
    if root is None:
        raise FileRefused(name, [(1, "", _("is empty"))])
    return root


def _yaml_problem(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    if (
        line <= len(lines)
        and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1]
    ):
        return _("is indented with a tab: YAML takes spaces only")
    if line >= len(lines):
        return _("ends in the middle of a value: is it cut off?")
    return _("is not well-formed YAML here (%s)") % (error.problem or error.context or "?")


def _plain(node: Node, path: Path, document: Document, problems: list[tuple[int, str, str]]) -> Any:
    line = node.start_mark.line + 1
    document.lines.setdefault(path, line)
    if len(path) > DEEPEST:
        problems.append((line, shown(path), _("is nested too deeply")))
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, path, document, problems)
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, index), document, problems) for index, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, document: Document, problems: list[tuple[int, str, str]]) -> dict:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
            problems.append((line, shown(path), _("has a name that is no plain word")))
            continue
        key = key_node.value
        if key in found:
            problems.append((line, shown((*path, key)), _("stands twice: keep one of the two")))
            continue
        document.lines[(*path, key)] = line
        found[key] = _plain(value_node, (*path, key), document, problems)
    return found


def _scalar(node: Node) -> Any:
    value = str(node.value)
    if node.tag == "tag:yaml.org,2002:bool" and value in {"true", "false"}:
        return value == "true"
    if node.tag == "tag:yaml.org,2002:int" and value.lstrip("-").isdigit() and len(value) < 19:
        is_plain = value == "0" or not value.lstrip("-").startswith("0")
        return int(value) if is_plain else value
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return value
