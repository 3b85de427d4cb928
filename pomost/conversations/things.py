"""What a question can be attached to: kinds of things, each known by a name. Lower rooms add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.registries import Registry
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation
from pomost.partnerships.queries.register import with_task_for
from pomost.territory.queries import by_key


@dataclass(frozen=True, slots=True)
class About:
    """One thing, as a question about it shows it. url: where it stands; partnership: whose it is."""

    kind: str
    id: str
    label: str
    url: str
    partnership: Partnership | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing. found(user, id): the thing if this user may see it and ask about it, else None."""

    label: Any
    found: Callable[[Any, str], About | None]


things: Registry[Thing] = Registry("what a question may be attached to")


def thing_for(user: Any, kind: str, thing_id: str) -> About | None:
    """The thing that the user may see and ask about; None for a stranger to it and for what is not there."""
    known = things.get(kind)
    return known.found(user, thing_id) if known else None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _partnership(user: Any, thing_id: str) -> About | None:
    row = with_task_for(user).filter(slug=thing_id).first()
    if row is None:
        return None
    return About(
        "partnership", row.slug, row.called, reverse("partnerships-panel:workspace", args=[row.slug]), row
    )


def _inside(model: Any, kind: str, url_name: str) -> Callable[[Any, str], About | None]:
    """Things that stand in a partnership's workspace and have a page there."""

    def found(user: Any, thing_id: str) -> About | None:
        rows = model.objects.select_related("partnership").filter(partnership__in=with_task_for(user))
        row = rows.filter(pk=_number(thing_id)).first()
        if row is None:
            return None
        url = reverse(f"partnerships-panel:{url_name}", args=[row.partnership.slug, row.pk])
        return About(kind, str(row.pk), f"{row.partnership.called}: {row}", url, row.partnership)

    return found


def _unit(user: Any, thing_id: str) -> About | None:
    row = by_key(thing_id) if user.is_authenticated else None
    return About("unit", row.key, row.called, reverse("territory:unit", args=[row.key])) if row else None


OWN = {
    "partnership": Thing(_("partnership"), _partnership),
    "paper": Thing(_("paper of a partnership"), _inside(PartnershipDocument, "paper", "paper")),
    "participation": Thing(
        _("support by a programme"), _inside(Participation, "participation", "participation")
    ),
    "unit": Thing(_("territorial unit"), _unit),
}
