"""What can go wrong in a way that the user is told about. Anything else is our fault (500)."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A rule of the programme said no. `message` is safe to show to the user.

    missing: machine-readable names of what is missing or wrong.
    fields: messages by form field, for rules that concern one field.
    """

    def __init__(
        self, message: str, *, missing: Sequence[str] = (), fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.missing = tuple(missing)
        self.fields = dict(fields or {})


class TransitionNotAllowed(DomainError):
    """The object is not in a state from which this step can be taken."""


class Conflict(DomainError):
    """Somebody else changed the object since it was read. Nothing was saved.

    current: the row version that is stored now (an integer counted from 1).
    """

    def __init__(self, message: str, *, current: int) -> None:
        super().__init__(message)
        self.current = current
