"""How Pomost looks: base templates, components, gallery, charts, static files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "pomost.ui"
    label = "ui"
    verbose_name = _("Looks")
