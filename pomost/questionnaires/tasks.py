"""What awaits people because of questionnaires, and what the room does by the clock."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core.home import Awaiting
from pomost.core.schedule import Scheduled
from pomost.core.system import SYSTEM
from pomost.questionnaires.actions.surveys import close_survey
from pomost.questionnaires.queries import surveys as queries

MOST = 20


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Surveys to reply to."""
    for row in queries.to_reply(user)[:MOST]:
        yield Awaiting(
            label=_("Survey: %s") % row,
            where=reverse("questionnaires-panel:reply", args=[row.public_id]),
            due=row.closes,
            note=_("anonymous") if row.is_anonymous else "",
        )


def close_surveys() -> int:
    """Close surveys whose last day is over; returns how many."""
    rows = list(queries.past_their_day(timezone.localdate()))
    for row in rows:
        close_survey(survey=row, by=SYSTEM)
    return len(rows)


EVERY_NIGHT = Scheduled(close_surveys, hour=0)
