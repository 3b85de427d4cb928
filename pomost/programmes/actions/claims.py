"""Writes about what sources state: figures and other values with rivals, one of them chosen."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import differences, journal
from pomost.core.errors import DomainError
from pomost.core.models.claims import Claim
from pomost.core.permissions import require
from pomost.programmes.actions.programmes import locked, touched
from pomost.programmes.models.programmes import Programme
from pomost.programmes.presenting import ASPECTS
from pomost.programmes.queries import programme_of_claim


@transaction.atomic
def state_claim(*, programme: Programme, subject: Any, values: Mapping[str, Any], by: Any) -> Claim:
    """Keep what a source states about a figure or the programme; the first claim of its kind is chosen.

    values: aspect, kind, value, and as_of, source, source_url, note, certainty.
    Raises PermissionDenied; DomainError without a source, or for a fact that a programme does not have.
    """
    programme = locked(programme)
    require(by, "programmes.change_programme", programme)
    if isinstance(subject, Programme) and values["aspect"] not in ASPECTS:
        raise DomainError(_("A programme has no such fact."))
    if not values.get("source"):
        raise DomainError(_("Who says so?"), fields={"source": _("Name the source.")})
    claim = Claim(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, origin=programme.origin, **values
    )
    claim.chosen = not _siblings(claim).filter(chosen=True).exists()
    claim.save()
    touched(programme)
    journal.record(
        by=by,
        verb="claim.stated",
        target=programme,
        fields=["value"],
        data={"id": claim.pk, "aspect": claim.aspect, "changes": {"value": [None, claim.value]}},
    )
    return claim


@transaction.atomic
def choose_claim(*, claim: Claim, by: Any) -> Claim:
    """Let this claim stand first; the one chosen before becomes its rival. Nothing is deleted."""
    programme = locked(programme_of_claim(claim))
    require(by, "programmes.change_programme", programme)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.chosen:
        raise DomainError(_("This value is chosen already."))
    before = _siblings(claim).filter(chosen=True).first()
    _siblings(claim).filter(chosen=True).update(chosen=False)
    claim.chosen = True
    claim.save(update_fields=["chosen"])
    touched(programme)
    journal.record(
        by=by,
        verb="claim.chosen",
        target=programme,
        fields=["chosen"],
        data={
            "id": claim.pk,
            "aspect": claim.aspect,
            "changes": {"value": [differences.as_json(before.value) if before else None, claim.value]},
        },
    )
    return claim


@transaction.atomic
def withdraw_claim(*, claim: Claim, by: Any) -> None:
    """Remove a rival that was entered by mistake; the chosen claim can't be removed while it has rivals."""
    programme = locked(programme_of_claim(claim))
    require(by, "programmes.change_programme", programme)
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.chosen and _siblings(claim).exclude(pk=claim.pk).exists():
        raise DomainError(_("Choose another value first: the chosen one can't be removed."))
    journal.record(
        by=by,
        verb="claim.withdrawn",
        target=programme,
        fields=["value"],
        data={"id": claim.pk, "aspect": claim.aspect, "changes": {"value": [claim.value, None]}},
    )
    claim.delete()
    touched(programme)


def _siblings(claim: Claim) -> Any:
    return Claim.objects.filter(
        subject_type=claim.subject_type, subject_id=claim.subject_id, aspect=claim.aspect
    )
