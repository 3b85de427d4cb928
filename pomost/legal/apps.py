"""The legal desk and the adviser on forms of cooperation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "pomost.legal"
    label = "legal"
    verbose_name = _("Legal advice")
