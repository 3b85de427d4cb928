"""Ways to an account: an invitation by somebody who may give roles, and a request of one's own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from pomost.accounts.roles import SCOPES, Role
from pomost.accounts.states import AccountRequestState


class Invitation(models.Model):
    """A link by which one person makes an account, once, within some days. Only its hash is kept.

    role, scope_id: the role that comes with the account, if any, as in RoleGrant.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("first name and surname"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="pl")
    role = models.CharField(_("role"), max_length=40, choices=Role, blank=True)
    scope_id = models.CharField(_("scope"), max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.withdrawn_at and self.expires_at > timezone.now()

    @property
    def scope_kind(self) -> str:
        return SCOPES[self.role][0] if self.role else ""

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        if self.accepted_at:
            return pgettext("invitation", "accepted")
        if self.withdrawn_at:
            return pgettext("invitation", "withdrawn")
        if self.is_open:
            return pgettext("invitation", "waits for an answer")
        return pgettext("invitation", "ran out")


class AccountRequest(models.Model):
    """Somebody asks for an account and names the office: one from the register, or typed."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("first name and surname"), max_length=150)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="pl")
    organisation_id = models.CharField(_("office"), max_length=64, blank=True)
    organisation_name = models.CharField(_("name of the office"), max_length=200)
    function = models.CharField(_("function"), max_length=150)
    purpose = models.TextField(_("what the account is for"), max_length=1000)
    state = models.CharField(
        _("state"), max_length=20, choices=AccountRequestState, default=AccountRequestState.ASKED
    )
    asked_at = models.DateTimeField(pgettext_lazy("an account was asked for", "asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answer = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("request for an account")
        verbose_name_plural = _("requests for accounts")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AccountRequestState.values), name="account_request_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=AccountRequestState.ASKED, decided_at__isnull=True)
                | (~Q(state=AccountRequestState.ASKED) & Q(decided_at__isnull=False)),
                name="account_request_decided_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation_name})"
