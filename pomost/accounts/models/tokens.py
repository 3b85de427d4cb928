"""Personal tokens for the API, the answers kept for repeated requests, and how often was asked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.core.api_access import READ, WRITE


class Scope(models.TextChoices):
    """What a token may at most; its account's rights decide the rest."""

    READ = READ, _("only read")
    WRITE = WRITE, _("read and change")


class ApiToken(models.Model):
    """A secret by which a program acts for one account. Only its hash is kept.

    begins_with: the first characters of the secret, to tell tokens apart. second_factor: whether the
    session in which it was made had passed a second factor. last_used_at: to the hour.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    begins_with = models.CharField(_("begins with"), max_length=16, editable=False)
    scope = models.CharField(_("what it may"), max_length=10, choices=Scope, default=Scope.READ)
    second_factor = models.BooleanField(_("made with a second factor"), default=False, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    warned_at = models.DateTimeField(_("warned that it expires"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="api_token_scope_is_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="api_token_expires_after_it_is_made"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="api_token_by_expiry")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the token works, as far as it is up to itself."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset({READ, WRITE} if self.scope == Scope.WRITE else {READ})


class IdempotentAnswer(models.Model):
    """The answer of a request with an Idempotency-Key, for its repetitions; goes after a day.

    ticket: which attempt holds the key. status: empty while the request is being carried out.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    ticket = models.CharField(max_length=32, unique=True)
    taken_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("answer to a repeated request")
        verbose_name_plural = _("answers to repeated requests")
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="idempotent_answer_once_by_key")
        ]
        indexes = [models.Index(fields=["taken_at"], name="idempotent_answer_by_age")]

    def __str__(self) -> str:
        return self.key


class ApiUse(models.Model):
    """How often somebody asked in one minute, over all processes; goes after a day.

    whose: a token's id or a keyed hash of an address. minute: minutes since 1970.
    """

    whose = models.CharField(max_length=60)
    minute = models.PositiveIntegerField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("use of the API")
        verbose_name_plural = _("uses of the API")
        constraints = [models.UniqueConstraint(fields=["whose", "minute"], name="api_use_once_a_minute")]
        indexes = [models.Index(fields=["minute"], name="api_use_by_age")]

    def __str__(self) -> str:
        return f"{self.whose} {self.minute}"
