"""Personal data in this room: people, their positions and absences."""

from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, declare, declare_none

declare(
    Processing(
        model="organisations.Person",
        fields=("given_name", "family_name", "email", "phone"),
        purpose=_("Knowing who acts for an organisation and how to reach them"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the last position ended"),
        erasure=Erasure.BLANK,
    ),
    Processing(
        model="organisations.Position",
        fields=("function",),
        purpose=_("Knowing in what capacity somebody acted, and when"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the position ended"),
        erasure=Erasure.KEEP,
    ),
    Processing(
        model="organisations.Absence",
        fields=("note",),
        purpose=_("Passing tasks to a deputy during an absence"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the absence"),
        erasure=Erasure.DELETE,
    ),
)
declare_none("organisations.Organisation", ["slug", "name", "short_name", "country", "website"])
