"""Accounts and roles for tests; only valid ones."""

from datetime import timedelta

import factory
from django.utils import timezone

from pomost.accounts import tokens
from pomost.accounts.models import Account, ApiToken, Invitation, RoleGrant
from pomost.accounts.roles import SCOPES, Scope

PASSWORD = "woda-deska-boja-2026"


class AccountFactory(factory.django.DjangoModelFactory):
    """An account that can sign in with PASSWORD."""

    class Meta:
        model = Account
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"osoba{n}@example.org")
    name = factory.Sequence(lambda n: f"Osoba {n}")
    password = factory.django.Password(PASSWORD)


class GrantFactory(factory.django.DjangoModelFactory):
    """A role in force since today."""

    class Meta:
        model = RoleGrant

    account = factory.SubFactory(AccountFactory)
    role = "programme_manager"
    scope_kind = factory.LazyAttribute(lambda row: SCOPES[row.role][0])
    scope_id = factory.LazyAttribute(lambda row: "" if row.scope_kind == Scope.INSTALLATION else "1")
    since = factory.LazyFunction(timezone.localdate)
    reason = "test"


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation with a role in an office; the letter is not sent."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"zaproszona{n}@example.org")
    name = "Zaproszona Osoba"
    role = "officer"
    scope_id = "1"
    token_hash = factory.LazyFunction(lambda: tokens.new()[1])
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class TokenFactory(factory.django.DjangoModelFactory):
    """A token that works for ninety days; give `secret` to know it."""

    class Meta:
        model = ApiToken
        exclude = ("secret",)

    secret = factory.LazyFunction(lambda: tokens.new_for_api()[0])
    account = factory.SubFactory(AccountFactory)
    name = "skrypt"
    secret_hash = factory.LazyAttribute(lambda row: tokens.hash_of(row.secret))
    begins_with = factory.LazyAttribute(lambda row: row.secret[:11])
    scope = "read"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=90))


def new_token(account: Account, **fields) -> str:
    """The secret of a new token of an account."""
    secret, _hash = tokens.new_for_api()
    TokenFactory(account=account, secret=secret, **fields)
    return secret


def with_role(role: str, scope: object = None, **fields) -> Account:
    """A new account with a role in the scope of an object (its id), or of the installation."""
    account = AccountFactory(**fields)
    scope_id = "" if scope is None else str(scope.pk)
    GrantFactory(account=account, role=role, scope_id=scope_id)
    return account
