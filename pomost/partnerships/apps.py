"""Partnerships: the register, their members, papers, money, support, road and timeline."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "pomost.partnerships"
    label = "partnerships"
    verbose_name = _("Partnerships")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
