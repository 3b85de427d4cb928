"""Personal data in this room: people, their positions and absences."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, Subject, declare, declare_none
from pomost.organisations.models.people import Absence, Person, Position

YEAR = timedelta(days=365)


def _people(subject: Subject) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=subject.ids_of("organisations.person"))


def _absences(subject: Subject) -> QuerySet[Absence]:
    """Absences of the person. Those in which the person is the deputy are somebody else's."""
    return Absence.objects.filter(person__in=_people(subject))


def _long_gone(now: datetime) -> QuerySet[Person]:
    """People whose last position ended more than five years ago."""
    old = (now - 5 * YEAR).date()
    held = Position.objects.filter(person=OuterRef("pk"))
    lately = held.filter(Q(until__isnull=True) | Q(until__gte=old))
    return Person.objects.filter(Exists(held), ~Exists(lately)).exclude(given_name="", family_name="")


declare(
    Processing(
        model="organisations.Person",
        fields=("given_name", "family_name", "email", "phone"),
        purpose=_("Knowing who acts for an organisation and how to reach them"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the last position ended"),
        erasure=Erasure.BLANK,
        rows=_people,
        past=_long_gone,
    ),
    Processing(
        model="organisations.Position",
        fields=("function",),
        purpose=_("Knowing in what capacity somebody acted, and when"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the position ended"),
        erasure=Erasure.KEEP,
        rows=lambda subject: Position.objects.filter(person__in=_people(subject)),
        past=lambda now: Position.objects.filter(until__lt=(now - 5 * YEAR).date()).exclude(function=""),
        afterwards=Erasure.BLANK,
    ),
    Processing(
        model="organisations.Absence",
        fields=("note",),
        purpose=_("Passing tasks to a deputy during an absence"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the absence"),
        erasure=Erasure.DELETE,
        rows=_absences,
        past=lambda now: Absence.objects.filter(until__lt=(now - YEAR).date()),
    ),
)
declare_none(
    "organisations.Organisation",
    ["slug", "name", "short_name", "country", "website", "nip", "regon", "source", "source_url"],
)
declare_none("organisations.FormerName", ["name", "short_name", "source"])
# Of offices: their post, their general mailbox, their switchboard.
declare_none("organisations.OrganisationAddress", ["street", "postcode", "town", "email", "phone", "source"])
