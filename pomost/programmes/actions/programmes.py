"""Writes about the programme itself: making one, changing its words and terms, moving it on."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import Role, Scope
from pomost.core import differences, journal, versions
from pomost.core.errors import Conflict, DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.queries import signature
from pomost.programmes.actions.copying import copy_parts
from pomost.programmes.models.parts import Target
from pomost.programmes.models.programmes import Programme, ProgrammeVersion
from pomost.programmes.states import MACHINE, ProgrammeState

RESERVED = frozenset({"nowy"})  # addresses of the panel that a programme must not take
WORDS = (
    "number",
    "parent",
    "title",
    "short_title",
    "subtitle",
    "aim",
    "description",
    "outcome",
    "source",
    "source_url",
)


def locked(programme: Programme) -> Programme:
    """The programme's row, read anew and locked until the transaction ends."""
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def touched(programme: Programme) -> None:
    """Note that the programme's public page changed now, for its readers and for the search."""
    programme.content_changed_at = timezone.now()
    versions.save(programme, ["content_changed_at"])
    index.changed(programme)


@transaction.atomic
def create_programme(
    *, values: Mapping[str, Any], terms: Mapping[str, Any], by: Any, copy_of: Programme | None = None
) -> Programme:
    """Make a programme, empty or with the parts of an earlier one; `by` becomes its manager.

    values: fields named in WORDS, and `slug`. terms: begins_on, ends_on and what else a
    ProgrammeVersion has. Raises PermissionDenied; DomainError when the address is taken.
    """
    require(by, "programmes.add_programme")
    slug = (
        values.get("slug") or slugify(values["short_title"].get("pl") or values["title"].get("pl", ""))[:80]
    )
    if not slug or slug in RESERVED or Programme.objects.filter(slug=slug).exists():
        raise DomainError(
            _("This address is taken or empty."),
            fields={"slug": _("Choose an address that no other programme has.")},
        )
    programme = Programme(slug=slug, content_changed_at=timezone.now())
    differences.apply(programme, {name: values[name] for name in WORDS if name in values})
    programme.save()
    ProgrammeVersion.objects.create(
        programme=programme, number=0, recorded_as=signature(by), **_checked_terms(terms, None)
    )
    grant = RoleGrant.objects.create(
        account=by,
        role=Role.PROGRAMME_MANAGER,
        scope_kind=Scope.PROGRAMME,
        scope_id=str(programme.pk),
        since=timezone.localdate(),
        reason=_("Created the programme."),
        given_by=by,
    )
    journal.record(by=by, verb="role_grant.given", target=grant, data={"role": grant.role})
    if copy_of is not None:
        require(by, "programmes.view_programme", copy_of)
        copy_parts(source=copy_of, target=programme)
    journal.record(
        by=by,
        verb="programme.created",
        target=programme,
        data={"copy_of": copy_of.slug if copy_of else "", "slug": slug},
    )
    index.changed(programme)
    by.forget_grants()  # the new role counts from now on, in this request too
    return programme


@transaction.atomic
def change_programme(
    *, programme: Programme, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> Programme:
    """Change the words of a programme (fields named in WORDS); what stays the same is not written.

    seen: the row version that was edited. Raises PermissionDenied, Conflict.
    """
    programme = locked(programme)
    require(by, "programmes.change_programme", programme)
    versions.check(programme, seen)
    changes = differences.apply(programme, {name: values[name] for name in WORDS if name in values})
    if changes:
        programme.content_changed_at = timezone.now()
        versions.save(programme, [*changes, "content_changed_at"])
        journal.record(
            by=by, verb="programme.changed", target=programme, fields=changes, data={"changes": changes}
        )
        index.changed(programme)
    return programme


@transaction.atomic
def record_version(
    *,
    programme: Programme,
    terms: Mapping[str, Any],
    by: Any,
    plans: Mapping[int, Any] | None = None,
    seen: int | None = None,
) -> ProgrammeVersion:
    """Record an annex: new dates, value or targets from now on; the earlier version is kept.

    plans: planned value by id of the programme's targets; a target left out keeps its last one.
    seen: how many versions there were when the terms were put together.
    Raises PermissionDenied, Conflict; DomainError when the dates or the plans do not fit.
    """
    programme = locked(programme)
    require(by, "programmes.change_programme", programme)
    last = programme.versions.order_by("-number").first()
    known = last.number + 1 if last else 0
    if seen is not None and seen != known:
        raise Conflict(_("Somebody else recorded a contract or annex in the meantime."), current=known)
    own = Target.objects.filter(activity__programme=programme).values_list("pk", flat=True)
    if set(plans or {}) - set(own):
        raise DomainError(_("A target of another programme can't be planned here."), missing=["plans"])
    version = ProgrammeVersion.objects.create(
        programme=programme,
        number=known,
        recorded_as=signature(by),
        **_checked_terms(terms, last),
    )
    for target_id, planned in (plans or {}).items():
        version.target_plans.create(target_id=target_id, planned=planned)
    touched(programme)
    changes = _differing_terms(last, version)
    journal.record(
        by=by,
        verb="programme_version.recorded",
        target=programme,
        fields=changes,
        data={"changes": changes, "number": version.number, "currency": version.currency},
    )
    return version


TERMS = ("signed_on", "begins_on", "ends_on", "amount", "currency", "reason", "source", "source_url")


def _checked_terms(terms: Mapping[str, Any], last: ProgrammeVersion | None) -> dict[str, Any]:
    known = {name: terms[name] for name in TERMS if name in terms}
    if known["ends_on"] < known["begins_on"]:
        raise DomainError(
            _("The programme would end before it begins."),
            fields={"ends_on": _("Choose a day after the programme begins.")},
        )
    if last and last.signed_on and known.get("signed_on") and known["signed_on"] < last.signed_on:
        raise DomainError(
            _("An annex is signed after the version that it changes."),
            fields={"signed_on": _("The last version was signed on a later day.")},
        )
    return known


def _differing_terms(last: ProgrammeVersion | None, new: ProgrammeVersion) -> differences.Changes:
    return {
        name: [differences.as_json(getattr(last, name, None)), differences.as_json(getattr(new, name))]
        for name in TERMS
        if getattr(last, name, None) != getattr(new, name)
    }


@transaction.atomic
def move_programme(*, programme: Programme, step: str, by: Any) -> Programme:
    """Take one step of the programme's road (see states.MACHINE) by its name, e.g. `start`.

    Raises PermissionDenied, TransitionNotAllowed; DomainError for an unknown step.
    """
    programme = locked(programme)
    require(by, "programmes.move_programme", programme)
    transition = next((move for move in MACHINE.transitions if move.name == step), None)
    if transition is None:
        raise DomainError(_("There is no such step."))
    previous = transition.move(programme)
    programme.content_changed_at = timezone.now()
    versions.save(programme, ["state", "content_changed_at"])
    journal.record(
        by=by,
        verb=f"programme.{ProgrammeState(programme.state)}",
        target=programme,
        fields=["state"],
        data={"changes": {"state": [previous, programme.state]}},
    )
    return programme


@transaction.atomic
def publish_programme(*, programme: Programme, by: Any) -> Programme:
    """Put the page before the public. Raises PermissionDenied; DomainError when it is not ready."""
    programme = locked(programme)
    require(by, "programmes.publish_programme", programme)
    if programme.published_at:
        raise DomainError(_("The programme is public already."))
    missing = [name for name in ("title", "aim") if not getattr(programme, name).get("pl")]
    if missing:
        raise DomainError(
            _("A public page needs at least a title and an aim in Polish. Fill them in first."),
            missing=missing,
        )
    now = timezone.now()
    programme.published_at = now
    programme.content_changed_at = programme.content_changed_at or now
    versions.save(programme, ["published_at", "content_changed_at"])
    journal.record(by=by, verb="programme.published", target=programme, fields=["published_at"])
    return programme


@transaction.atomic
def unpublish_programme(*, programme: Programme, by: Any) -> Programme:
    """Take the programme's page back from the public; nothing of its content is lost."""
    programme = locked(programme)
    require(by, "programmes.publish_programme", programme)
    if not programme.published_at:
        raise DomainError(_("The programme is not public."))
    programme.published_at = None
    versions.save(programme, ["published_at"])
    journal.record(by=by, verb="programme.unpublished", target=programme, fields=["published_at"])
    return programme
