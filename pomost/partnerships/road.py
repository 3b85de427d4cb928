"""The road of a partnership: from an idea to a practice that others take up.

The first two stages are its states; from `active` on each is read off what happened, and never set by hand.
Rooms that know of applications, projects or practices add to `reached`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.core.registries import Registry
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import GRANTED, OVER, DocumentKind, FundingStage, PartnershipState
from pomost.ui.typography import when


class RoadStage(models.TextChoices):
    IDEA = "idea", _("Idea")
    FORMING = "forming", _("Forming")
    STRATEGY = "strategy", _("Strategy")
    APPLICATION = "application", _("Application")
    PROJECT = "project", _("Project")
    PRACTICE = "practice", _("Good practice")


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage that the partnership reached: when (year, month or day, as far as known), and by what."""

    stage: RoadStage
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A board of the road as the component shows it: `done`, `now`, or ahead."""

    name: str
    note: str
    state: str


# name → function(partnership) → stages reached, with when and by what.
reached: Registry[Callable[[Partnership], list[Reached]]] = Registry("stages of the road")


def own(partnership: Partnership) -> list[Reached]:
    """What this room knows: papers signed, a strategy, money asked for and granted."""
    found = []
    papers = [paper for paper in partnership.documents.all() if paper.signed]
    founding = [paper for paper in papers if paper.kind != DocumentKind.STRATEGY]
    if founding:
        found.append(Reached(RoadStage.FORMING, founding[0].signed, str(founding[0])))
    found += [
        Reached(RoadStage.STRATEGY, paper.signed, str(paper))
        for paper in papers
        if paper.kind == DocumentKind.STRATEGY
    ]
    for line in partnership.funding_lines.all():
        found.append(Reached(RoadStage.APPLICATION))
        if line.stage in GRANTED:
            found.append(
                Reached(RoadStage.PROJECT, line.dated if line.stage == FundingStage.CONTRACTED else "")
            )
    return found


def road_of(partnership: Partnership) -> list[Stop]:
    """The six boards: those reached are laid, the furthest one is where the partnership is now."""
    known: dict[RoadStage, Reached] = {}
    for provider in reached:
        for each in provider(partnership):
            if each.stage not in known or (each.when and not known[each.stage].when):
                known[each.stage] = each
    stages = list(RoadStage)
    begun = stages.index(RoadStage.IDEA if partnership.state == PartnershipState.IDEA else RoadStage.FORMING)
    at = max([begun, *(stages.index(stage) for stage in known)])
    stops = []
    for place, stage in enumerate(stages):
        is_now = place == at and partnership.state not in OVER
        state = "now" if is_now else "done" if place <= at else ""
        stops.append(Stop(str(stage.label), _note(known.get(stage)), state))
    return stops


def _note(each: Reached | None) -> str:
    if each is None:
        return ""
    return ", ".join(part for part in (when(each.when) if each.when else "", each.note) if part)
