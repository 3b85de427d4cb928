"""What the pages for everybody and those of the panel have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.partnerships import mapping, presenting, road
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import register
from pomost.partnerships.states import PartnershipState
from pomost.ui import ground, lists

REGIONS = lists.Column("regions", _("Voivodeship"), presenting.region_names)
MEMBERS = lists.Column(
    "members", _("Members"), lambda row: row.member_count or None, sort=("member_count",), numeric=True
)
STATE = lists.Column("state", _("State"), lambda row: row.get_state_display(), sort=("state",))


def with_all(choices: Any) -> list[tuple[str, Any]]:
    """The choices of a filter behind one that narrows nothing."""
    return [("", _("all")), *choices]


def state_field() -> forms.ChoiceField:
    """The filter by state."""
    return forms.ChoiceField(label=_("State"), choices=with_all(PartnershipState.choices), required=False)


def shown(partnership: Partnership) -> dict[str, Any]:
    """What the public page and the workspace say of a partnership."""
    members = presenting.members_of(partnership)
    claims = register.claims_on_the_page(partnership)
    area = presenting.area_of(partnership, members)
    return {
        "partnership": partnership,
        "summary": presenting.summary_of(partnership, members),
        "road": road.road_of(partnership),
        "members": members,
        "counts": presenting.counts_of(partnership, claims),
        "area": area,
        "drawing": ground.drawn(mapping.of_partnership(members, area)),
        "ties": register.ties_of(partnership),
        "same_ground": register.on_the_same_ground(partnership),
        "papers": presenting.papers_of(partnership, claims),
        "lines": presenting.money_of(partnership),
        "support": presenting.support_of(partnership),
    }
