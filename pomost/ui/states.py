"""How the state of a thing looks as a tag: its words, and a colour that never speaks alone."""

from dataclasses import dataclass
from typing import Any

from pomost.core.registries import Registry

# `app.Model` → {state: colour}; rooms register theirs; a state that is not named is neutral.
state_colours: Registry[dict[str, str]] = Registry("colours of states")

COLOURS = frozenset({"neutral", "woda", "boja", "drewno", "success", "warning", "danger", "info"})


@dataclass(frozen=True, slots=True)
class Look:
    words: str
    colour: str


def look(thing: Any, field: str = "state") -> Look:
    """The words and the colour of a model object's state (its `get_state_display`)."""
    value = getattr(thing, field)
    display = getattr(thing, f"get_{field}_display", None)
    words = str(display() if display else value)
    colours = state_colours.get(thing._meta.label) if hasattr(thing, "_meta") else None
    return Look(words, (colours or {}).get(value, "neutral"))
