"""The signed-in home."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PanelConfig(AppConfig):
    name = "pomost.panel"
    label = "panel"
    verbose_name = _("Panel")
