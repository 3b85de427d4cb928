"""Writes about partnerships themselves: starting one, its words, its state, its public page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import grant_role
from pomost.accounts.roles import Role
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.origin import Origin
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.core.search.words import folded
from pomost.core.system import SYSTEM
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.sectors import sector_of
from pomost.partnerships.states import (
    ACTIVATE,
    DIVIDE,
    MERGE,
    PARTNERSHIP,
    LinkKind,
    MemberRole,
    MembershipState,
    PartnershipState,
)

WORDS = ("name", "short_name", "about", "legal_form", "website", "source", "source_url")
LEAST_MEMBERS = 2  # several organisations acting together (design, domain): one alone is no partnership
LONGEST_SLUG = 80


@transaction.atomic
def start_partnership(*, organisation: Organisation, values: Mapping[str, Any], by: Any) -> Partnership:
    """Start a partnership as an idea: the organisation leads it, and `by` coordinates it.

    values: name, about, themes (Theme values). Nobody but its people sees it until it is published.
    Raises PermissionDenied unless `by` acts for the organisation; DomainError when the organisation
    leads an idea of this name already (a form that was sent twice).
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "partnerships.start_partnership", organisation)
    led = Partnership.objects.filter(
        memberships__organisation=organisation, memberships__role=MemberRole.LEADER, name=values["name"]
    )
    if led.exists():
        text = _("Your office leads a partnership of this name already.")
        raise DomainError(text, fields={"name": text})
    origin = organisation.origin if organisation.is_invented else Origin.REAL
    partnership = _inserted(Partnership(name=values["name"], about=values.get("about") or {}, origin=origin))
    PartnershipTheme.objects.bulk_create(
        PartnershipTheme(partnership=partnership, theme=theme) for theme in values.get("themes", ())
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
        account=by,
        role=Role.COORDINATOR,
        scope_id=str(partnership.pk),
        reason=_("Started the partnership"),
        by=SYSTEM,
    )
    by.forget_grants()  # what follows in this request is done as its coordinator
    index.changed(partnership)
    return partnership


def _inserted(partnership: Partnership) -> Partnership:
    """Save a new partnership under a free address made of its name."""
    plain = slugify(folded(str(partnership).lower()))[: LONGEST_SLUG - 5].strip("-") or "partnerstwo"
    for number in range(1, 1000):
        partnership.slug = plain if number == 1 else f"{plain}-{number}"
        if Partnership.objects.filter(slug=partnership.slug).exists():
            continue
        try:
            with transaction.atomic():
                partnership.save(force_insert=True)
        except IntegrityError:
            continue  # somebody else took it in this moment
        return partnership
    raise DomainError(_("Choose another name: very many partnerships have this one."))


def locked(partnership: Partnership) -> Partnership:
    """The partnership's row, read anew under a lock; part of an action. Its parts are locked by it."""
    return Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)


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
    become active with fewer than LEAST_MEMBERS confirmed members.
    """
    partnership = locked(partnership)
    require(by, "partnerships.move_partnership", partnership)
    move = next((each for each in PARTNERSHIP.transitions if each.name == step), None)
    if move is None or move in (MERGE, DIVIDE):
        raise DomainError(_("There is no such step."))
    before = move.move(partnership)
    if move == ACTIVATE and _confirmed(partnership) < LEAST_MEMBERS:
        text = _("A partnership is active from its second confirmed member on. Invite the others first.")
        raise DomainError(text, missing=["members"])
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
    _save_state(partnership, before, by, successors=[each.slug for each in following])
    return partnership


def _confirmed(partnership: Partnership) -> int:
    return partnership.memberships.filter(state=MembershipState.CONFIRMED).count()


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
    """Put the partnership into the public register. Raises PermissionDenied; DomainError for an idea: it
    is not public before the members it names have agreed, and when it stands there already.
    """
    partnership = locked(partnership)
    require(by, "partnerships.publish_partnership", partnership)
    if partnership.published_at is not None:
        raise DomainError(_("The partnership is in the public register already."))
    if partnership.state == PartnershipState.IDEA:
        raise DomainError(_("An idea is not published: first a member besides your office must agree."))
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
