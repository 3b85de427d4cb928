"""Writes about partnerships themselves: starting one, its words, its state, its public page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import grant_role
from pomost.accounts.roles import Role
from pomost.core import differences, journal, slugs, versions
from pomost.core.errors import DomainError
from pomost.core.origin import Origin
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.core.system import SYSTEM
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships import notifications
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.sectors import sector_of
from pomost.partnerships.states import (
    ACTIVATE,
    DIVIDE,
    FORM,
    MERGE,
    PARTNERSHIP,
    LinkKind,
    MemberRole,
    MembershipState,
    PartnershipState,
)
from pomost.territory.models.units import Unit

WORDS = ("name", "short_name", "about", "legal_form", "website", "source", "source_url")
STATED = (*WORDS, "certainty", "state", "state_as_of")  # what a table says of a partnership
LEAST_MEMBERS = 2  # several organisations acting together (design, domain): one alone is no partnership


@transaction.atomic
def start_partnership(*, organisation: Organisation, values: Mapping[str, Any], by: Any) -> Partnership:
    """Start a partnership as an idea: the organisation leads it; `by`, or whom a deputy stands in for,
    coordinates it.

    values: name, about, themes (Theme values). Nobody but its people sees it until it is published.
    Raises PermissionDenied unless `by` acts for the organisation; DomainError when the organisation
    leads an idea of this name already (a form that was sent twice).
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "partnerships.start_partnership", organisation)
    coordinator = _for_whom(by)
    led = Partnership.objects.filter(
        memberships__organisation=organisation, memberships__role=MemberRole.LEADER, name=values["name"]
    )
    if led.exists():
        text = _("Your office leads a partnership of this name already.")
        raise DomainError(text, fields={"name": text})
    origin = organisation.origin if organisation.is_invented else Origin.REAL
    partnership = Partnership(name=values["name"], about=values.get("about") or {}, origin=origin)
    slugs.insert(partnership, str(partnership), otherwise="partnerstwo")
    PartnershipTheme.objects.bulk_create(
        PartnershipTheme(partnership=partnership, theme=theme)
        for theme in dict.fromkeys(values.get("themes", ()))
    )
    Membership.objects.create(
        partnership=partnership,
        organisation=organisation,
        role=MemberRole.LEADER,
        sector=sector_of(organisation),
        joined=timezone.localdate().isoformat(),
    )
    journal.record(
        by=by,
        verb="partnership.started",
        target=partnership,
        fields=["name", "about", "themes"],
        data={"organisation": organisation.slug, "name": partnership.name},
    )
    grant_role(
        account=coordinator,
        role=Role.COORDINATOR,
        scope_id=str(partnership.pk),
        reason=_("Started the partnership"),
        by=SYSTEM,
    )
    by.forget_grants()  # what follows in this request is done as its coordinator
    index.changed(partnership)
    return partnership


def _for_whom(by: Any) -> Any:
    """Who coordinates: whoever starts it, or the absent officer in whose right a deputy does so."""
    return get_user_model().objects.get(pk=by.acting_for_id) if by.acting_for_id else by


def locked(partnership: Partnership) -> Partnership:
    """The partnership's row, read anew under a lock; part of an action. Its parts are locked by it."""
    return Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)


def refuse_who_can_not_be_in_it(partnership: Partnership, organisation: Organisation) -> None:
    """Part of an action: raise DomainError for an organisation that is no more, that goes under another
    entry, or that is invented where the partnership is real, or the other way round.
    """
    text = ""
    if organisation.merged_into_id or organisation.ended_on:
        text = _("%s is no more, or goes under another entry of the register.") % organisation
    elif organisation.is_invented is not partnership.is_invented:
        text = (
            _("Of %s and the partnership one is invented for demonstration: they don't mix.") % organisation
        )
    if text:
        raise DomainError(text, fields={"organisation": text})


@transaction.atomic
def change_partnership(
    *, partnership: Partnership, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> Partnership:
    """Change the words of a partnership (WORDS) and its themes; what stays the same is not written.

    Raises PermissionDenied, Conflict.
    """
    partnership = locked(partnership)
    require(by, "partnerships.change_partnership", partnership)
    versions.check(partnership, seen)
    changes = differences.apply(partnership, {name: values[name] for name in WORDS if name in values})
    fields = list(changes)
    if "themes" in values:
        changes |= _set_themes(partnership, values["themes"])
    if changes:
        versions.save(partnership, fields)
        journal.record(
            by=by,
            verb="partnership.changed",
            target=partnership,
            fields=changes,
            data={"changes": changes},
        )
        index.changed(partnership)
    return partnership


@transaction.atomic
def take_partnership(*, slug: str, values: Mapping[str, Any], file: str, by: Any) -> tuple[Partnership, str]:
    """Enter a partnership as a table states it, or bring a known one up to date.

    values: fields named in STATED, themes, regions (units); what is not there stays as it is. file: the
    source where the row names none and says something new. A new one is public at once, unless it is an
    idea. Returns it with `added`, `changed` or `unchanged`. Raises PermissionDenied; DomainError for one
    that is invented, for a new one without name or state, and for another state than one of today, which
    its own people set.
    """
    require(by, "partnerships.take_register")
    partnership = Partnership.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    is_new = partnership is None
    if partnership is None:
        _refuse_without(values, "name", "state")
        partnership = Partnership(slug=slug, origin=Origin.IMPORTED)
        if values["state"] != PartnershipState.IDEA:
            partnership.published_at = timezone.now()
    elif partnership.is_invented:
        raise DomainError(_("“%s” is a demonstration; tables of the register leave it alone.") % slug)
    elif values.get("state", partnership.state) != partnership.state and partnership.state_as_of is None:
        text = _("Its state is of today; its own people change it in the workspace.")
        raise DomainError(text, fields={"state": text})
    changes = differences.apply(partnership, {name: values[name] for name in STATED if name in values})
    fields = list(changes)
    if is_new:
        partnership.save(force_insert=True)
    changes |= _set_themes(partnership, values["themes"]) if "themes" in values else {}
    changes |= _set_regions(partnership, values["regions"]) if "regions" in values else {}
    if not changes:
        return partnership, "unchanged"
    if "source" not in values:
        fields += differences.apply(partnership, {"source": file, "source_url": "", "certainty": "seen"})
    versions.save(partnership, fields)
    journal.record(
        by=by,
        verb="partnership.entered" if is_new else "partnership.changed",
        target=partnership,
        fields=changes,
        data={"changes": changes, "file": file},
    )
    index.changed(partnership)
    return partnership, "added" if is_new else "changed"


def _refuse_without(values: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not values.get(name):
            text = _("A new partnership needs it: %s") % name
            raise DomainError(text, fields={name: text})


def _set_regions(partnership: Partnership, regions: Iterable[Unit]) -> differences.Changes:
    wanted = {unit.pk: unit.key for unit in regions}
    had = {unit.pk: unit.key for unit in partnership.regions.all()}
    if wanted == had:
        return {}
    partnership.regions.set(wanted)
    return {"regions": [sorted(had.values()), sorted(wanted.values())]}


def _set_themes(partnership: Partnership, themes: Iterable[str]) -> differences.Changes:
    before, after = {row.theme for row in partnership.themes.all()}, set(themes)
    if before == after:
        return {}
    partnership.themes.filter(theme__in=before - after).delete()
    PartnershipTheme.objects.bulk_create(
        PartnershipTheme(partnership=partnership, theme=theme) for theme in sorted(after - before)
    )
    return {"themes": [sorted(before), sorted(after)]}


@transaction.atomic
def move_partnership(*, partnership: Partnership, step: str, by: Any) -> Partnership:
    """Move the partnership on by a step of its machine that needs no successor.

    Raises PermissionDenied; TransitionNotAllowed; DomainError for an unknown step, and when it would
    form or become active with fewer than LEAST_MEMBERS confirmed members.
    """
    partnership = locked(partnership)
    require(by, "partnerships.move_partnership", partnership)
    move = next((each for each in PARTNERSHIP.transitions if each.name == step), None)
    if move is None or move in (MERGE, DIVIDE):
        raise DomainError(_("There is no such step."))
    before = move.move(partnership)
    if move in (FORM, ACTIVATE):
        _demand_members(partnership)
    _save_state(partnership, before, by)
    return partnership


@transaction.atomic
def let_successors_follow(
    *, partnership: Partnership, step: str, successors: Iterable[Partnership], by: Any
) -> Partnership:
    """End a partnership because it merged into another one, or split into several; they are tied to it.

    step: merge or divide. Raises PermissionDenied; TransitionNotAllowed; DomainError for another step,
    without a successor, or with itself.
    """
    partnership = locked(partnership)
    require(by, "partnerships.move_partnership", partnership)
    move = {MERGE.name: MERGE, DIVIDE.name: DIVIDE}.get(step)
    if move is None:
        raise DomainError(_("There is no such step."))
    before = move.move(partnership)
    following = [each for each in successors if each.pk != partnership.pk]
    if not following or (step == MERGE.name and len(following) > 1):
        text = _("Choose the partnership into which it merged, or those into which it split.")
        raise DomainError(text, fields={"successors": text})
    for other in following:
        ends = (partnership, LinkKind.MERGED_INTO, other)
        if step != MERGE.name:
            ends = (other, LinkKind.SPLIT_FROM, partnership)
        PartnershipLink.objects.get_or_create(
            partnership=ends[0],
            kind=ends[1],
            other=ends[2],
            defaults={"since": timezone.localdate().isoformat()},
        )
        data = {"kind": ends[1], "partnership": partnership.slug, "other": other.slug}
        journal.record(by=by, verb="partnership_link.added", target=other, data=data)
        notifications.tell_of_tie(other, partnership, by)
    _save_state(partnership, before, by, successors=[each.slug for each in following])
    return partnership


def _demand_members(partnership: Partnership) -> None:
    """Refuse what one member alone can't do in the name of a partnership."""
    if partnership.memberships.filter(state=MembershipState.CONFIRMED).count() < LEAST_MEMBERS:
        text = _("A partnership has at least two members: first somebody besides your office must agree.")
        raise DomainError(text, missing=["members"])


def _save_state(partnership: Partnership, before: str, by: Any, **data: Any) -> None:
    """Save the state that a move has set; from now on it is one of today."""
    partnership.state_as_of = None
    versions.save(partnership, ["state", "state_as_of"])
    journal.record(
        by=by,
        verb="partnership.moved",
        target=partnership,
        fields=["state"],
        data={"changes": {"state": [before, partnership.state]}, **data},
    )
    index.changed(partnership)


@transaction.atomic
def publish_partnership(*, partnership: Partnership, by: Any) -> Partnership:
    """Put the partnership into the public register.

    Raises PermissionDenied; DomainError when it stands there already, for an idea, and while it has fewer
    than LEAST_MEMBERS confirmed members: nothing is public that others have not agreed to.
    """
    partnership = locked(partnership)
    require(by, "partnerships.publish_partnership", partnership)
    if partnership.published_at is not None:
        raise DomainError(_("The partnership is in the public register already."))
    if partnership.state == PartnershipState.IDEA:
        raise DomainError(_("An idea is not published: first a member besides your office must agree."))
    _demand_members(partnership)
    partnership.published_at = timezone.now()
    versions.save(partnership, ["published_at"])
    journal.record(by=by, verb="partnership.published", target=partnership, fields=["published_at"])
    index.changed(partnership)
    return partnership


@transaction.atomic
def unpublish_partnership(*, partnership: Partnership, by: Any) -> Partnership:
    """Take the partnership out of the public register. Raises PermissionDenied, DomainError."""
    partnership = locked(partnership)
    require(by, "partnerships.publish_partnership", partnership)
    if partnership.published_at is None:
        raise DomainError(_("The partnership is not in the public register."))
    partnership.published_at = None
    versions.save(partnership, ["published_at"])
    journal.record(by=by, verb="partnership.unpublished", target=partnership, fields=["published_at"])
    index.changed(partnership)
    return partnership
