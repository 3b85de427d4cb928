"""State machines as data: arrows that can be drawn, listed in the documentation, and tested."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from pomost.core.errors import TransitionNotAllowed


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow of a state diagram: data only, no side effects.

    name: verb in snake_case. sources, target: states. action: dotted name of the action that takes
    this step (checked by tests/test_architecture.py).
    """

    name: str
    sources: frozenset[str]
    target: str
    action: str

    def is_open_from(self, state: str) -> bool:
        return state in self.sources

    def move(self, obj: models.Model, *, field: str = "state") -> str:
        """Set the new state on `obj` without saving it; return the old state.

        Raises TransitionNotAllowed when the arrow does not start here.
        """
        old = getattr(obj, field)
        if not self.is_open_from(old):
            shown = getattr(obj, f"get_{field}_display", lambda: old)()
            raise TransitionNotAllowed(
                _("This step is not possible in the state “%(state)s”. Reload the page to see it.")
                % {"state": shown}
            )
        setattr(obj, field, self.target)
        return str(old)


@dataclass(frozen=True, slots=True)
class Machine:
    """All arrows of one kind of object, for the generated documentation and the tests."""

    model: str
    states: type[models.TextChoices]
    transitions: tuple[Transition, ...]
    field: str = "state"
