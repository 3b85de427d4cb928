"""Advice on the timeline of a partnership, for those with a task in it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.advisory.queries.consultations import latest_of
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.timeline import Entry


def consultations(partnership: Partnership, user: Any) -> Iterable[Entry]:
    """What was advised, with what was agreed."""
    if not user.has_perm("partnerships.open_workspace_of_partnership", partnership):
        return
    for row in latest_of(partnership):
        yield Entry(
            row.day.isoformat(),
            _("Consultation: %s") % row.get_kind_display(),
            reverse("advisory-panel:consultation", args=[row.pk]),
            note=row.agreed,
        )
