"""Writes about organisations."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.models.organisations import Organisation


@transaction.atomic
def create_organisation(*, values: Mapping[str, Any], by: Any) -> Organisation:
    """Enter an organisation. Raises PermissionDenied; DomainError when its address is taken."""
    require(by, "organisations.add_organisation")
    if Organisation.objects.filter(slug=values["slug"]).exists():
        raise DomainError(
            _("This address is taken."), fields={"slug": _("Another organisation has this address.")}
        )
    organisation = Organisation(**values)
    _demand_source(organisation)
    organisation.save()
    journal.record(by=by, verb="organisation.created", target=organisation, fields=values)
    index.changed(organisation)
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> Organisation:
    """Change an organisation's data. Raises PermissionDenied, Conflict; DomainError for a taken address."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.change_organisation", organisation)
    versions.check(organisation, seen)
    changes = differences.apply(organisation, values)
    if "slug" in changes and Organisation.objects.filter(slug=organisation.slug).exists():
        raise DomainError(
            _("This address is taken."), fields={"slug": _("Another organisation has this address.")}
        )
    _demand_source(organisation)
    if changes:
        versions.save(organisation, changes)
        journal.record(
            by=by,
            verb="organisation.changed",
            target=organisation,
            fields=changes,
            data={"changes": changes},
        )
        index.changed(organisation)
    return organisation


def _demand_source(organisation: Organisation) -> None:
    if organisation.certainty and not organisation.source:
        raise DomainError(
            _("Certainty is about a source."),
            fields={"source": _("Name the source that you are certain of.")},
        )
