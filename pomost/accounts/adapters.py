"""How allauth behaves in this house: no open sign-up, queued mail, secrets encrypted at rest."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from pomost.accounts import devices, notifications, tokens
from pomost.core import journal
from pomost.core.middleware import remember_language
from pomost.ui import drafts

# Names of allauth's notices → what they are called in the journal.
CHANGES = {
    "password_changed": "password.changed",
    "password_set": "password.set",
    "password_reset": "password.reset",
    "email_changed": "email.changed",
    "email_confirm": "email.confirmed",
    "email_deleted": "email.removed",
    "totp_activated": "authenticator_app.added",
    "totp_deactivated": "authenticator_app.removed",
    "webauthn_added": "key.added",
    "webauthn_removed": "key.removed",
    "recovery_codes_generated": "recovery_codes.made",
    "account_connected": "single_sign_on.connected",
    "account_disconnected": "single_sign_on.disconnected",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation or confirmation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Notice a new browser, let the panel speak the account's language, give back what was typed."""
        response = super().post_login(request, user, **kwargs)
        devices.note(request, response, user)
        remember_language(response, user.language)
        drafts.take_over(request, user)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow down guessers with many addresses, but let nobody shut somebody else out by guessing.

        Failures of an account are counted from anywhere; a browser from which its owner has signed in
        before is left out of that count. There the lock by account and address (axes) still holds.
        """
        if not devices.is_known(request, credentials.get("email", "")):
            super().pre_authenticate(request, **credentials)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; what changed since the visit before this one is counted from its beginning."""
        user.last_visit_at = user.last_login
        user.save(update_fields=["last_visit_at"])
        super().login(request, user)

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        """Keep the new password. API tokens end as other sign-ins do: an intruder may have made one."""
        super().set_password(user, password)
        if count := tokens.revoke_all(user):
            journal.record(by=user, verb="api_tokens.revoked", target=user, data={"tokens": count})

    @transaction.atomic
    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Journal what was changed about signing in, and tell the owner by mail.

        Every such change of allauth comes by here: password, address, second factor, single sign-on.
        """
        event = template_prefix.rpartition("/")[2]
        journal.record(by=user, verb=CHANGES.get(event, f"account.{event}"), target=user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the letter: under the installation's own address, whatever host was asked."""
        return _at_home(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link of the letter: under the installation's own address, whatever host was asked."""
        return _at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the message into the outbox, in the addressee's language where the address is known."""
        account = get_user_model().objects.filter(email__iexact=email).first()
        request = allauth_context.request
        language = account.language if account else getattr(request, "LANGUAGE_CODE", "")
        with transaction.atomic():
            notifications.send(email, language, template_prefix, {"email": email, **context})


class NewPasswordForm(ResetPasswordForm):
    """Asking for a new password. An unknown address takes as long as a known one."""

    def save(self, request: Any, **kwargs: Any) -> Any:
        found = super().save(request, **kwargs)
        if not self.users:
            notifications.pretend(self.cleaned_data["email"], "account/email/password_reset_key")
        return found


def _at_home(address: str) -> str:
    return settings.SITE_ADDRESS + urlsplit(address).path


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes encrypted with the installation's key."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(b"pomost second factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in digests])


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on enters accounts that exist; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        """The account of an address that the server calls verified: some say so with the text "true".

        allauth takes every non-empty value for a yes, the text "false" too. Source: OpenID Connect Core
        1.0, 5.1 (`email_verified` is a boolean).
        """
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"
        return super().authenticate_by_email(sociallogin)
