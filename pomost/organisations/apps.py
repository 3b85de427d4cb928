"""Organisations, their people, positions and absences."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "pomost.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from pomost.accounts.queries import further_grants  # noqa: PLC0415 - models are ready only now
        from pomost.core.programme_file import sections  # noqa: PLC0415
        from pomost.organisations import imports, queries  # noqa: PLC0415

        sections.add(imports.SECTION.name, imports.SECTION)
        further_grants.add("absences", queries.grants_as_deputy)
