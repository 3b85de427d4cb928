"""Role grants: which account holds which role where, from when until when, and why."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.accounts.roles import Role, Scope
from pomost.core.registries import Registry

Triple = tuple[str, str, str]  # role, kind of scope, id in it

# Grants that somebody holds for another (a deputy during an absence): account → whose account, by grant.
further_grants: Registry[Callable[[Any], dict[Triple, int]]] = Registry("further grants")


class RoleGrant(models.Model):
    """A role of an account in a scope. Rows are ended, never deleted: who could do what stays known.

    scope_id: the id of the programme, organisation, … as text; empty for the installation.
    since, until: first and last day (both included) in Polish time; `until` empty means until ended.
    ended_at: the moment at which somebody ended it; from then on it gives no right, whatever `until` says.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    scope_kind = models.CharField(_("kind of scope"), max_length=20, choices=Scope)
    scope_id = models.CharField(_("scope"), max_length=64, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["role", "since"]
        indexes = [models.Index(fields=["scope_kind", "scope_id", "role"], name="grant_by_scope")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_is_known"),
            models.CheckConstraint(condition=Q(scope_kind__in=Scope.values), name="grant_scope_is_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(scope_kind=Scope.INSTALLATION, scope_id="")
                | (~Q(scope_kind=Scope.INSTALLATION) & ~Q(scope_id="")),
                name="grant_scope_has_an_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.scope_kind} {self.scope_id})"

    @property
    def is_in_force(self) -> bool:
        """Whether the grant gives its right today (Polish time)."""
        today = timezone.localdate()
        return self.ended_at is None and self.since <= today and (self.until is None or self.until >= today)


def in_force() -> QuerySet[RoleGrant]:
    """Role grants in force today (Polish time)."""
    today = timezone.localdate()
    return RoleGrant.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), since__lte=today, ended_at__isnull=True
    )


def own_grants(account: Any) -> frozenset[Triple]:
    """(role, kind of scope, id) of the account's own grants of today."""
    return frozenset(in_force().filter(account=account).values_list("role", "scope_kind", "scope_id"))


def borrowed_grants(account: Any) -> dict[Triple, int]:
    """(role, kind of scope, id) of the grants that the account holds for others today → whose they are."""
    found: dict[Triple, int] = {}
    for provider in further_grants:
        found |= provider(account)
    return found
