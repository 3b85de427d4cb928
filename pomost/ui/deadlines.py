"""How a deadline is shown: a shape, a colour and words that say the same, in working days."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core import clock
from pomost.ui import typography

SOON = 5  # working days: what is due within a week


@dataclass(frozen=True, slots=True)
class Deadline:
    """kind: over, today, soon or later, also the name of the shape. words: as a colleague says it."""

    kind: str
    words: str
    on: date


def of(value: date | datetime, today: date | None = None) -> Deadline:
    """What to show for a deadline, seen from `today` (Polish time)."""
    on = typography.as_date(value)
    now = today or timezone.localdate()
    if on == now:
        return Deadline("today", _("today"), on)
    if on < now:
        late = (now - on).days
        return Deadline("over", ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}, on)
    ahead = clock.working_days_between(now, on)
    words = ngettext("in %(n)s working day", "in %(n)s working days", ahead) % {"n": ahead}
    return Deadline(
        "soon" if ahead <= SOON else "later", words if ahead else _("before the next working day"), on
    )
