"""Personal data in this room: who recorded contracts and annexes, and who made a picture."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, declare, declare_none
from pomost.programmes.models import ProgrammeVersion
from pomost.programmes.queries import versions_recorded_by


def _without_the_name(version: ProgrammeVersion) -> dict[str, Any]:
    """The function and organisation of then stay: by them it is known in what capacity it was recorded."""
    return {"recorded_as": version.recorded_as.partition(", ")[2]}


declare(
    Processing(
        model="programmes.ProgrammeVersion",
        fields=("recorded_as",),
        purpose=_("Showing who recorded a contract or annex, with the function held then"),
        basis=Basis.PUBLIC_TASK,
        retention=_("as long as the programme's documents are kept"),
        erasure=Erasure.BLANK,
        rows=lambda subject: versions_recorded_by(subject.account_id),
        blank=_without_the_name,
    ),
    Processing(
        model="programmes.Programme",
        fields=("picture_author",),
        purpose=_("Naming the author of a picture, as copyright law demands"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("as long as the picture is shown"),
        erasure=Erasure.KEEP,
    ),
)

TEXTS = {
    "Programme": "slug number short_title title subtitle aim description outcome source source_url picture "
    "picture_alt picture_licence",
    "ProgrammeVersion": "reason source source_url",
    "Implementer": "source source_url",
    "ImplementerTask": "text source source_url",
    "Activity": "source source_url slug name description",
    "Target": "slug name unit",
    "Result": "source",
    "Phase": "source source_url slug name description begins_in ends_in",
    "FundingSource": "source source_url slug name website",
    "Link": "source source_url slug name address",
    "Figure": "source source_url slug label definition rivals_note query",
}
for model, fields in TEXTS.items():
    declare_none(f"programmes.{model}", fields.split())
