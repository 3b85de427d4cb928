"""What of advice follows an organisation that is merged."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.advisory.models.self_assessments import SelfAssessmentSheet
from pomost.organisations.merging import Follower, Hanging
from pomost.organisations.models.organisations import Organisation


def _listed(organisation: Organisation) -> Iterator[Hanging]:
    """How many; what they say is sealed, also to the one who merges."""
    count = SelfAssessmentSheet.objects.filter(organisation=organisation).count()
    said = (ngettext("%d sheet", "%d sheets", count) % count,) if count else ()
    yield Hanging(_("Sheets of self-assessments"), said)


def _move(kept: Organisation, merged: Organisation, by: Any) -> Mapping[str, Any]:
    """Where both filled in a sheet, the merged one's stays with it: two views are not one."""
    there = SelfAssessmentSheet.objects.filter(organisation=kept).values("assessment")
    rows = SelfAssessmentSheet.objects.filter(organisation=merged).exclude(assessment__in=there)
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    SelfAssessmentSheet.objects.filter(pk__in=ids).update(organisation=kept)
    return {"self_assessment_sheets": len(ids)} if ids else {}


FOLLOWER = Follower(frozenset({"advisory.selfassessmentsheet.organisation"}), _listed, _move)
