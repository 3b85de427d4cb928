"""Kinds of exports that rooms register: columns and rows of what the asker may see."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class Export:
    """One kind: the names of its columns (the same in every language) and its rows for an account."""

    columns: Sequence[str]
    rows: Callable[[Any], Iterable[Sequence[Any]]]


exports: Registry[Export] = Registry("kinds of exports")
