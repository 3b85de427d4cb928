"""The states of a programme and the moves between them (design: domain, States)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.core.workflow import Machine, Transition


class ProgrammeState(models.TextChoices):
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    CLOSING = "closing", _("closing")
    CLOSED = "closed", _("completed")
    ARCHIVED = "archived", _("archived")


S = ProgrammeState
_MOVE = "pomost.programmes.actions.programmes.move_programme"
START = Transition("start", frozenset({S.PLANNED}), S.RUNNING, _MOVE)
BEGIN_CLOSING = Transition("begin_closing", frozenset({S.RUNNING}), S.CLOSING, _MOVE)
CLOSE = Transition("close", frozenset({S.CLOSING}), S.CLOSED, _MOVE)
ARCHIVE = Transition("archive", frozenset({S.CLOSED}), S.ARCHIVED, _MOVE)

MACHINE = Machine("programmes.Programme", ProgrammeState, (START, BEGIN_CLOSING, CLOSE, ARCHIVE))

# What each move is called on its button.
LABELS = {
    START.name: _("Start the programme"),
    BEGIN_CLOSING.name: _("Begin closing"),
    CLOSE.name: _("Complete the programme"),
    ARCHIVE.name: _("Move to the archive"),
}
RUNNING_STATES = frozenset({S.RUNNING, S.CLOSING})
COMPLETED_STATES = frozenset({S.CLOSED, S.ARCHIVED})
