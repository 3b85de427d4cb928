"""Organisations, their people, positions and absences."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "pomost.organisations"
    label = "organisations"
    verbose_name = _("Organisations")
