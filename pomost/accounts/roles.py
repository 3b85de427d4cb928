"""The roles of the domain and the kinds of scope in which each can be given (design: domain, Roles)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    INSTALLATION = "installation", _("the whole installation")
    ORGANISATION = "organisation", _("organisation")
    PROGRAMME = "programme", _("programme")
    PARTNERSHIP = "partnership", _("partnership")


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("data protection officer")
    ACCESSIBILITY_OFFICER = "accessibility_officer", _("accessibility officer")
    ORGANISATION_ADMINISTRATOR = "organisation_administrator", _("organisation administrator")
    OFFICER = "officer", _("officer")
    SIGNATORY = "signatory", _("signatory")
    PROGRAMME_MANAGER = "programme_manager", _("programme manager")
    IMPLEMENTER_STAFF = "implementer_staff", _("implementer staff")
    FINANCE_OFFICER = "finance_officer", _("finance officer")
    CERTIFIER = "certifier", _("certifier")
    LAWYER = "lawyer", _("lawyer")
    REVIEWING_LAWYER = "reviewing_lawyer", _("reviewing lawyer")
    EVENT_ORGANISER = "event_organiser", _("event organiser")
    EDITOR = "editor", _("editor")
    AUDITOR = "auditor", _("auditor")
    CONSULTANT = "consultant", _("caretaker consultant")
    COORDINATOR = "coordinator", _("coordinator of a partnership")
    MEMBER = "member", _("member of a partnership")
    PARTNER_ABROAD = "partner_abroad", _("partner abroad")


SCOPES: dict[str, tuple[Scope, ...]] = {
    Role.ADMINISTRATOR: (Scope.INSTALLATION,),
    Role.DATA_PROTECTION_OFFICER: (Scope.INSTALLATION,),
    Role.ACCESSIBILITY_OFFICER: (Scope.INSTALLATION,),
    Role.ORGANISATION_ADMINISTRATOR: (Scope.ORGANISATION,),
    Role.OFFICER: (Scope.ORGANISATION,),
    Role.SIGNATORY: (Scope.ORGANISATION,),
    Role.PROGRAMME_MANAGER: (Scope.PROGRAMME,),
    Role.IMPLEMENTER_STAFF: (Scope.PROGRAMME,),
    Role.FINANCE_OFFICER: (Scope.PROGRAMME,),
    Role.CERTIFIER: (Scope.PROGRAMME,),
    Role.LAWYER: (Scope.PROGRAMME,),
    Role.REVIEWING_LAWYER: (Scope.PROGRAMME,),
    Role.EVENT_ORGANISER: (Scope.PROGRAMME,),
    Role.EDITOR: (Scope.PROGRAMME,),
    Role.AUDITOR: (Scope.PROGRAMME,),
    Role.CONSULTANT: (Scope.PARTNERSHIP,),
    Role.COORDINATOR: (Scope.PARTNERSHIP,),
    Role.MEMBER: (Scope.PARTNERSHIP,),
    Role.PARTNER_ABROAD: (Scope.PARTNERSHIP,),
}
