"""Consultations and recommendations as things that one can ask about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.advisory.queries import consultations, recommendations
from pomost.conversations.things import About, Thing


def _consultation(user: Any, thing_id: str) -> About | None:
    rows = consultations.visible_to(user).select_related("partnership")
    row = rows.filter(pk=int(thing_id)).first() if thing_id.isdecimal() else None
    if row is None:
        return None
    url = reverse("advisory-panel:consultation", args=[row.pk])
    return About("consultation", str(row.pk), f"{row.partnership.called}: {row}", url, row.partnership)


def _recommendation(user: Any, thing_id: str) -> About | None:
    row = recommendations.visible_to(user).filter(pk=int(thing_id)).first() if thing_id.isdecimal() else None
    if row is None:
        return None
    url = reverse("advisory-panel:recommendation", args=[row.pk])
    return About("recommendation", str(row.pk), f"{row.partnership.called}: {row}", url, row.partnership)


THINGS = {
    "consultation": Thing(_("consultation"), _consultation),
    "recommendation": Thing(_("recommendation"), _recommendation),
}
