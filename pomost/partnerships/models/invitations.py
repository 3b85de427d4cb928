"""Letters by which a partnership asks an organisation to join; each is answered once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.partnerships.models.members import Membership


class MembershipInvitation(models.Model):
    """A letter to an organisation, with a link that leads to the question. Only the link's hash is kept.

    The link lets nobody in: whoever answers needs a role in the organisation. answer: why it declined.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="pl")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    closed_at = models.DateTimeField(_("answered, withdrawn or over"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_as = models.CharField(_("answered as"), max_length=250, blank=True, editable=False)
    answer = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("invitation to a partnership")
        verbose_name_plural = _("invitations to partnerships")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(closed_at__isnull=True),
                name="membership_invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.invited_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.expires_at > timezone.now()
