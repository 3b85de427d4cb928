"""What of this room can be found by words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.search.kinds import Kind, Words, together
from pomost.programmes import queries
from pomost.programmes.models.parts import Implementer
from pomost.programmes.models.programmes import Programme


def words_of(programme: Programme) -> Words:
    """Everything that the programme's public page says in words."""
    texts: list[Any] = [
        programme.number,
        programme.subtitle,
        programme.aim,
        programme.description,
        programme.outcome,
    ]
    for implementer in programme.implementers.all():
        texts += [implementer.organisation.name, implementer.organisation.short_name]
        texts += [task.text for task in implementer.tasks.all()]
    for activity in programme.activities.all():
        texts += [activity.name, activity.description, *(target.name for target in activity.targets.all())]
    for phase in programme.phases.all():
        texts += [phase.name, phase.description]
    texts += [source.name for source in programme.funding_sources.all()]
    texts += [link.name for link in programme.links.all()]
    for figure in programme.figures.all():
        texts += [figure.label, figure.definition]
    return Words(title=programme.title, text=together(texts), invented=programme.is_invented)


def address_of(programme: Programme) -> str:
    """The public page, or the page in the panel while there is none."""
    if programme.published_at:
        return programme.get_absolute_url()
    return reverse("programmes-panel:overview", args=[programme.slug])


def of_organisation(pk: int) -> Iterable[int]:
    """The programmes whose words hold the name of this organisation."""
    return Implementer.objects.filter(organisation=pk).values_list("programme", flat=True).distinct()


KIND = Kind(
    model=Programme,
    label=_("Programmes"),
    visible_to=queries.visible_to,
    words=words_of,
    address=address_of,
    prepared=queries.whole,
    follows={"organisations.organisation": of_organisation},
)
