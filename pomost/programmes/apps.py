"""Programmes with their implementers, activities, phases and figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "pomost.programmes"
    label = "programmes"
    verbose_name = _("Programmes")
