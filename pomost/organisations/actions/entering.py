"""Writes by which those who build a partnership enter whom they want to ask and the register lacks."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import journal, slugs, versions
from pomost.core.errors import DomainError
from pomost.core.models.claims import Certainty
from pomost.core.origin import Origin
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel

# What a local government is by law called: the commune, the county, the voivodeship as a self-governing
# community of its inhabitants (acts of 8 March 1990 and 5 June 1998, art. 1). Its own style is the office's
# to say.
STYLES = {
    UnitLevel.MUNICIPALITY: "Gmina %s",
    UnitLevel.COUNTY: "Powiat %s",
    UnitLevel.REGION: "Województwo %s",
}


@transaction.atomic
def enter_local_government(*, unit: Unit, by: Any) -> Organisation:
    """The local government of a Polish unit, entered when the register of organisations lacks it.

    Raises PermissionDenied; DomainError for a unit that is no more, or has no local government.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    require(by, "organisations.enter_organisation")
    link = unit.organisation_links.filter(until__isnull=True).select_related("organisation").first()
    if link is not None:
        return link.organisation
    style = STYLES.get(UnitLevel(unit.level)) if unit.country == "PL" else None
    if style is None or unit.until is not None:
        raise DomainError(_("%s has no local government that could be asked.") % unit.called)
    organisation = Organisation(
        kind=OrganisationKind.LOCAL_GOVERNMENT,
        name={"pl": style % unit.name},
        source=f"TERYT {unit.code}",
        certainty=Certainty.INFERRED,
        origin=Origin.REAL,
    )
    slugs.insert(organisation, str(organisation), otherwise="organizacja")
    OrganisationUnit.objects.create(organisation=organisation, unit=unit, since=None)
    journal.record(
        by=by,
        verb="organisation.entered",
        target=organisation,
        fields=["name", "kind"],
        data={"unit": unit.key},
    )
    index.changed(organisation)
    return organisation


@transaction.atomic
def enter_organisation(*, values: Mapping[str, Any], by: Any) -> Organisation:
    """Enter an organisation that is no local government. values: name, kind, website.

    Entered by somebody who does not keep the register, it awaits a check (`check_organisation`).
    Raises PermissionDenied; DomainError when one of that name and kind is there already, or for a local
    government: those come with their units.
    """
    require(by, "organisations.enter_organisation")
    if values["kind"] == OrganisationKind.LOCAL_GOVERNMENT:
        text = _("Local governments are found by their unit.")
        raise DomainError(text, fields={"kind": text})
    if Organisation.objects.filter(name__pl__iexact=values["name"], kind=values["kind"]).exists():
        text = _("An organisation of this name is in the register: find it by its name.")
        raise DomainError(text, fields={"name": text})
    organisation = Organisation(
        kind=values["kind"],
        name={"pl": values["name"]},
        website=values.get("website", ""),
        origin=values.get("origin", Origin.REAL),
        awaits_check=not by.has_perm("organisations.add_organisation"),
    )
    slugs.insert(organisation, str(organisation), otherwise="organizacja")
    journal.record(
        by=by,
        verb="organisation.entered",
        target=organisation,
        fields=["name", "kind", "website"],
        data={"kind": organisation.kind},
    )
    index.changed(organisation)
    return organisation


@transaction.atomic
def check_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """State that an organisation that a partnership entered is a real one and entered right.

    From now on open data name it. Checking it again changes nothing. Raises PermissionDenied.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.check_organisation", organisation)
    if organisation.awaits_check:
        organisation.awaits_check = False
        versions.save(organisation, ["awaits_check"])
        journal.record(by=by, verb="organisation.checked", target=organisation, fields=["awaits_check"])
    return organisation
