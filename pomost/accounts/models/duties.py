"""What an installation owes people: who runs it, and requests for which the law sets a term."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.accounts.states import DutyState
from pomost.core.languages import TextByLanguage
from pomost.core.versions import Versioned


class Installation(Versioned):
    """Who runs this installation and how to reach them: one row. What is empty is shown as not given yet."""

    controller = models.CharField(_("who runs the site"), max_length=200, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    officer_name = models.CharField(_("data protection officer"), max_length=150, blank=True)
    officer_email = models.EmailField(_("e-mail of the data protection officer"), blank=True)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installation")

    def __str__(self) -> str:
        return self.controller


class AccessibilityStatus(models.TextChoices):
    FULL = "full", _("compliant")
    PARTIAL = "partial", _("partially compliant")
    NONE = "none", _("not compliant")


class AccessibilityStatement(Versioned):
    """The facts of the accessibility statement: one row. `status` empty means: not assessed yet.

    Source: ustawa o dostępności cyfrowej, art. 10; technical conditions of the statement, version 2.0.
    """

    published_on = models.DateField(_("site published on"), null=True, blank=True)
    changed_on = models.DateField(_("last major change on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=AccessibilityStatus, blank=True)
    not_accessible = TextByLanguage(_("content that is not accessible, and why"), blank=True)
    prepared_on = models.DateField(_("statement prepared on"), null=True, blank=True)
    reviewed_on = models.DateField(_("statement reviewed on"), null=True, blank=True)
    assessed_by = models.CharField(_("assessed by (empty: self-assessment)"), max_length=200, blank=True)
    contact_name = models.CharField(_("contact person or unit"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    architecture = TextByLanguage(_("access to the building"), blank=True)
    sign_language = TextByLanguage(_("sign language interpreter"), blank=True)

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statement")

    def __str__(self) -> str:
        return str(_("accessibility statement"))


class Duty(models.Model):
    """A request with a term set by law. `due_on` is the last day, extended once with a reason."""

    name = models.CharField(_("first name and surname"), max_length=150)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="pl")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    state = models.CharField(_("state"), max_length=20, choices=DutyState, default=DutyState.RECEIVED)
    received_on = models.DateField(_("received"))
    due_on = models.DateField(_("due"))
    extension_reason = models.CharField(_("why the term is extended"), max_length=500, blank=True)
    answer = models.TextField(_("answer"), max_length=8000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (DutyState.RECEIVED, DutyState.EXTENDED)

    def is_late(self, on: date) -> bool:
        """Whether the term is over without an answer."""
        return self.is_open and on > self.due_on


class DataRequest(Duty):
    """A person uses a right of GDPR articles 15 to 22."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("see my data")
        RECTIFY = "rectify", _("correct my data")
        ERASE = "erase", _("erase my data")
        RESTRICT = "restrict", _("restrict the use of my data")
        OBJECT = "object", _("object to the use of my data")
        PORTABILITY = "portability", _("get my data in a file")

    kind = models.CharField(_("what you ask for"), max_length=20, choices=Kind)
    text = models.TextField(_("description"), max_length=4000)

    class Meta(Duty.Meta):
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="data_request_state_is_known"
            )
        ]


class AccessibilityRequest(Duty):
    """Somebody can't use a part of the site and asks for access or for another form of it."""

    element = models.CharField(_("what is not accessible"), max_length=500)
    alternative = models.TextField(_("how you would like to get it"), max_length=2000)

    class Meta(Duty.Meta):
        verbose_name = _("accessibility request")
        verbose_name_plural = _("accessibility requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="accessibility_request_state_is_known"
            )
        ]
