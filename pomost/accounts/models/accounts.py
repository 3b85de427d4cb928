"""The account: a sign-in. It may belong to one person (organisations.Person)."""

from functools import cached_property
from typing import Any, ClassVar

import rules
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.accounts.models.grants import Triple, borrowed_grants, own_grants
from pomost.core.origin import WithOrigin

ERASED = "erased.invalid"  # a domain that can't exist (RFC 2606)


def name_of_erased(email: str) -> str:
    """What an erased account is called, known by its address; empty for any other address."""
    number, _sign, domain = email.partition("@")
    return gettext("erased account no. %s") % number if domain == ERASED else ""


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password it can be entered only by invitation or single sign-on."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password) if password else account.set_unusable_password()
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(WithOrigin, AbstractBaseUser):
    """A sign-in by e-mail address. Its rights come from role grants and positions, never from flags."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("first name and surname"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_visit_at = models.DateTimeField(_("last visit before this one"), null=True, editable=False)

    lacks_second_factor = False  # of this request: a role demands one, see accounts.middleware
    acting_for_id: int | None = None  # the absent account whose right was used last
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_is_unique")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """The name; of an erased account its number, which the journal keeps."""
        return name_of_erased(self.email) or self.name

    @property
    def is_erased(self) -> bool:
        """Whether the personal data of this account was erased."""
        return self.email.endswith(f"@{ERASED}")

    def erased_values(self) -> dict[str, str]:
        """What erasing leaves: an address that can't exist, no name, no password that fits."""
        password = self.password if self.is_erased else make_password(None)
        return {"email": f"{self.pk}@{ERASED}", "name": "", "password": password}

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Whether a predicate of some room's rules gives this account the right on `obj`."""
        return self.is_active and rules.has_perm(permission, self, obj)

    @cached_property
    def own_grants(self) -> frozenset[Triple]:
        """(role, kind of scope, id in it) of the account's own grants of today; one query a request."""
        return own_grants(self)

    @cached_property
    def borrowed_grants(self) -> dict[Triple, int]:
        """The same of grants that it holds for somebody absent → the account whose they are."""
        return borrowed_grants(self)

    @cached_property
    def current_grants(self) -> frozenset[Triple]:
        """Every grant in force today, own and borrowed."""
        return self.own_grants | self.borrowed_grants.keys()

    def forget_grants(self) -> None:
        """Ask anew in this request: a role was given or has ended."""
        for name in ("own_grants", "borrowed_grants", "current_grants"):
            self.__dict__.pop(name, None)

    def withhold_grants(self) -> None:
        """Give no role in this request, neither own nor borrowed, until the second factor is set up."""
        self.lacks_second_factor = True
        self.__dict__.update(own_grants=frozenset(), borrowed_grants={}, current_grants=frozenset())

    def note_whose_right(self, permission: str, obj: Any = None) -> None:
        """Keep whose right it is that was just found: from here on the journal says "for" that account.

        Called by core.permissions.require. None when the account may do it in its own right.
        """
        self.acting_for_id = None
        if not self.borrowed_grants:
            return
        everything = self.current_grants
        try:
            for whose in (None, *sorted(set(self.borrowed_grants.values()))):
                theirs = {grant for grant, owner in self.borrowed_grants.items() if owner == whose}
                self.__dict__["current_grants"] = self.own_grants | theirs
                if rules.has_perm(permission, self, obj):
                    self.acting_for_id = whose
                    return
        finally:
            self.__dict__["current_grants"] = everything
