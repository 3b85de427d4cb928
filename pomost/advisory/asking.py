"""Consultations, recommendations and tasks as things that one can ask about; experts as those to ask."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.advisory.queries import consultations, experts, recommendations
from pomost.conversations.desks import Address, Desk, accounts_by_id, one_account
from pomost.conversations.things import About, Thing
from pomost.partnerships.models.partnerships import Partnership


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


def _task(user: Any, thing_id: str) -> About | None:
    row = experts.visible_to(user).filter(pk=int(thing_id)).first() if thing_id.isdecimal() else None
    if row is None:
        return None
    url = reverse("advisory-panel:expert-task", args=[row.pk])
    return About("expert-task", str(row.pk), f"{row.partnership.called}: {row}", url, row.partnership)


def _answering_as_expert(user: Any) -> set[str]:
    """Only who once took on a task is offered as an expert: whoever is asked by name answers."""
    return {str(user.pk)} if user.is_authenticated else set()


def _experts(partnerships: list[Partnership]) -> Iterable[Address]:
    """Those who took on a task in the programmes that support these partnerships."""
    for account in experts.experts_of(partnerships):
        yield Address("expert", str(account.pk), str(account), _("sector expert"))


EXPERT = Desk(gettext_lazy("sector expert"), _answering_as_expert, one_account, _experts, accounts_by_id)
THINGS = {
    "expert-task": Thing(gettext_lazy("task of an expert"), _task),
    "consultation": Thing(gettext_lazy("consultation"), _consultation),
    "recommendation": Thing(gettext_lazy("recommendation"), _recommendation),
}
