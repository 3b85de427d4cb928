"""Programmes with their implementers, activities, phases and figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "pomost.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from pomost.core.programme_file import sections  # noqa: PLC0415 - models are ready only now
        from pomost.programmes import imports  # noqa: PLC0415

        for section in imports.SECTIONS:
            sections.add(section.name, section)
