"""Personal data in this room: accounts, roles, browsers, requests, and the tables of the sign-in parts.

Beside each purpose stands which rows are a person's and which are past their term (core.erasing).
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pomost.accounts import queries
from pomost.accounts.models.accounts import ERASED, Account
from pomost.accounts.models.devices import KnownDevice
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest
from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.models.invitations import AccountRequest, Invitation
from pomost.accounts.models.openings import SealedOpening
from pomost.accounts.models.own import InboxItem, SavedView
from pomost.accounts.models.tokens import ApiToken, IdempotentAnswer
from pomost.accounts.states import AccountRequestState
from pomost.core.processing import Basis, Erasure, Processing, Subject, declare, declare_none

YEAR = timedelta(days=365)
FIVE_YEARS = 5 * YEAR


def _of_account(model: type[Model], field: str = "account") -> Any:
    """The rows that belong to the person's account."""
    return lambda subject: model._default_manager.filter(
        **{f"{field}__isnull": False, field: subject.account_id}
    )


def _of_erased(model: type[Model], field: str = "user") -> Any:
    """The rows of accounts whose own term is over: these are erased in the same walk, before."""
    return lambda now: model._default_manager.filter(**{f"{field}__email__endswith": f"@{ERASED}"})


def _by_address(model: type[Model], field: str = "email") -> Any:
    """The rows that carry one of the person's addresses."""

    def rows(subject: Subject) -> QuerySet[Any]:
        return model._default_manager.alias(small=Lower(field)).filter(small__in=subject.emails)

    return rows


def _requests(model: type[Model]) -> Any:
    """Requests that the person made, signed in or by one of their addresses."""

    def rows(subject: Subject) -> QuerySet[Any]:
        mine = Q(small__in=subject.emails)
        if subject.account is not None:
            mine |= Q(account=subject.account)
        return model._default_manager.alias(small=Lower("email")).filter(mine)

    return rows


def _decided_before(now: datetime) -> QuerySet[AccountRequest]:
    return AccountRequest.objects.exclude(state=AccountRequestState.ASKED).filter(decided_at__lt=now - YEAR)


def _invitations_over(now: datetime) -> QuerySet[Invitation]:
    old = now - YEAR
    return Invitation.objects.filter(Q(expires_at__lt=old) | Q(accepted_at__lt=old) | Q(withdrawn_at__lt=old))


def _roles_ended(now: datetime) -> QuerySet[RoleGrant]:
    old = now - FIVE_YEARS
    return RoleGrant.objects.filter(Q(ended_at__lt=old) | Q(until__lt=old.date())).exclude(
        reason="", end_reason=""
    )


def _sign_in_log(model: type[Model]) -> Any:
    """Logs of sign-ins are kept as long as logs of access."""
    term = timedelta(days=settings.ACCESS_LOG_DAYS)
    return lambda now: model._default_manager.filter(attempt_time__lt=now - term)


declare(
    Processing(
        model="accounts.Account",
        fields=("email", "name", "password"),
        purpose=_("Letting people sign in and knowing who acts"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the account was closed"),
        erasure=Erasure.BLANK,
        rows=lambda subject: Account.objects.filter(pk__in=subject.ids_of("accounts.account")),
        past=queries.closed_before,
        blank=Account.erased_values,
    ),
    Processing(
        model="accounts.RoleGrant",
        fields=("reason", "end_reason"),
        purpose=_("Knowing who was allowed to do what, and why"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the role ended"),
        erasure=Erasure.BLANK,
        rows=_of_account(RoleGrant),
        past=_roles_ended,
    ),
    Processing(
        model="accounts.KnownDevice",
        fields=("browser", "key_hash"),
        purpose=_("Warning people when somebody signs in from a browser that they have not used before"),
        basis=Basis.LEGITIMATE_INTEREST,
        retention=_("until two years after the last sign-in from it"),
        erasure=Erasure.DELETE,
        rows=_of_account(KnownDevice),
        past=lambda now: KnownDevice.objects.filter(last_seen_at__lt=now - 2 * YEAR),
    ),
)
declare(
    Processing(
        model="accounts.Invitation",
        fields=("email", "name", "token_hash"),
        purpose=_("Sending somebody the way to an account"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the invitation ended"),
        erasure=Erasure.DELETE,
        rows=_by_address(Invitation),
        past=_invitations_over,
    ),
    Processing(
        model="accounts.AccountRequest",
        fields=("email", "name", "organisation_name", "function", "purpose", "answer"),
        purpose=_("Deciding whether somebody who asks gets an account"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the decision"),
        erasure=Erasure.DELETE,
        rows=_by_address(AccountRequest),
        past=_decided_before,
    ),
    Processing(
        model="accounts.DataRequest",
        fields=("name", "email", "text", "extension_reason", "answer"),
        purpose=_("Answering requests about personal data within the term of the law"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until five years after the answer"),
        erasure=Erasure.KEEP,
        rows=_requests(DataRequest),
        past=lambda now: DataRequest.objects.filter(answered_at__lt=now - FIVE_YEARS),
    ),
    Processing(
        model="accounts.AccessibilityRequest",
        fields=("name", "email", "element", "alternative", "extension_reason", "answer"),
        purpose=_("Answering accessibility requests within the term of the law"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until five years after the answer"),
        erasure=Erasure.KEEP,
        rows=_requests(AccessibilityRequest),
        past=lambda now: AccessibilityRequest.objects.filter(answered_at__lt=now - FIVE_YEARS),
    ),
    Processing(
        model="accounts.Installation",
        fields=("email", "phone", "officer_name", "officer_email"),
        purpose=_("Telling people whom to write to"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until replaced"),
        erasure=Erasure.KEEP,
    ),
    Processing(
        model="accounts.AccessibilityStatement",
        fields=("contact_name", "contact_email", "contact_phone"),
        purpose=_("Telling people whom to write to"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until replaced"),
        erasure=Erasure.KEEP,
    ),
    Processing(
        model="accounts.InboxItem",
        fields=("text",),
        purpose=_("Telling people what happened in what they work on"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until two years after it came"),
        erasure=Erasure.DELETE,
        rows=_of_account(InboxItem),
        past=lambda now: InboxItem.objects.filter(created_at__lt=now - 2 * YEAR),
    ),
    Processing(
        model="accounts.SavedView",
        fields=("name", "query"),
        purpose=_("Keeping the views of lists that people chose"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until removed"),
        erasure=Erasure.DELETE,
        rows=_of_account(SavedView),
        past=_of_erased(SavedView, "account"),
    ),
)
declare(
    Processing(
        model="accounts.SealedOpening",
        fields=("reason",),
        purpose=_("Showing owners of sealed things who opened them and why"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until five years after it was opened"),
        erasure=Erasure.KEEP,
        rows=_of_account(SealedOpening),
        past=lambda now: SealedOpening.objects.filter(opened_at__lt=now - FIVE_YEARS),
    ),
)
declare_none("accounts.SealedOpening", ["thing_kind", "thing_id"])
# The tables of the sign-in parts (allauth, axes) hold personal data of this room's people.
declare(
    Processing(
        model="account.EmailAddress",
        fields=("email",),
        purpose=_("Letting people sign in and knowing who acts"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the account was closed"),
        erasure=Erasure.DELETE,
        rows=_of_account(EmailAddress, "user"),
        past=_of_erased(EmailAddress),
    ),
    Processing(
        model="mfa.Authenticator",
        fields=("data",),
        purpose=_("Checking the second factor of a sign-in"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until taken out, or until the account is erased"),
        erasure=Erasure.DELETE,
        rows=_of_account(Authenticator, "user"),
        past=_of_erased(Authenticator),
    ),
    Processing(
        model="socialaccount.SocialAccount",
        fields=("uid", "extra_data"),
        purpose=_("Letting people sign in through the single sign-on of their office"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until taken out, or until the account is erased"),
        erasure=Erasure.DELETE,
        rows=_of_account(SocialAccount, "user"),
        past=_of_erased(SocialAccount),
    ),
    Processing(
        model="usersessions.UserSession",
        fields=("ip", "user_agent", "session_key", "data"),
        purpose=_("Showing people where they are signed in, and ending that"),
        basis=Basis.LEGITIMATE_INTEREST,
        retention=_("until the sign-in ends, at most thirty days"),
        erasure=Erasure.DELETE,
        rows=_of_account(UserSession, "user"),
        past=lambda now: UserSession.objects.filter(last_seen_at__lt=now - timedelta(days=30)),
    ),
    Processing(
        model="axes.AccessAttempt",
        fields=("username", "ip_address", "user_agent", "get_data", "post_data"),
        purpose=_("Locking out who guesses passwords"),
        basis=Basis.LEGITIMATE_INTEREST,
        retention=_("two years from the entry (KRI § 20)"),
        erasure=Erasure.DELETE,
        rows=_by_address(AccessAttempt, "username"),
        past=_sign_in_log(AccessAttempt),
    ),
    Processing(
        model="axes.AccessFailureLog",
        fields=("username", "ip_address", "user_agent"),
        purpose=_("Knowing of failed sign-ins"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("two years from the entry (KRI § 20)"),
        erasure=Erasure.BLANK,
        rows=_by_address(AccessFailureLog, "username"),
        past=_sign_in_log(AccessFailureLog),
        afterwards=Erasure.DELETE,
    ),
    Processing(
        model="axes.AccessLog",
        fields=("username", "ip_address", "user_agent", "session_hash"),
        purpose=_("Knowing of sign-ins"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("two years from the entry (KRI § 20)"),
        erasure=Erasure.BLANK,
        rows=_by_address(AccessLog, "username"),
        past=_sign_in_log(AccessLog),
        afterwards=Erasure.DELETE,
    ),
)
declare_none("accounts.RoleGrant", ["scope_id"])
declare_none("accounts.Invitation", ["scope_id"])
declare_none("accounts.AccountRequest", ["organisation_id"])
declare_none("accounts.Installation", ["controller", "address"])
declare_none(
    "accounts.AccessibilityStatement", ["not_accessible", "assessed_by", "architecture", "sign_language"]
)
declare_none("accounts.InboxItem", ["link"])
declare_none("accounts.SavedView", ["list_name"])
declare(
    Processing(
        model="accounts.ApiToken",
        fields=("name", "secret_hash", "begins_with"),
        purpose=_("Letting programs act for people, and showing them which ones may"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the token ended"),
        erasure=Erasure.DELETE,
        rows=_of_account(ApiToken),
        past=lambda now: ApiToken.objects.filter(Q(expires_at__lt=now - YEAR) | Q(revoked_at__lt=now - YEAR)),
    ),
    Processing(
        model="accounts.IdempotentAnswer",
        fields=("key", "body", "headers"),
        purpose=_("Giving a repeated request of a program the answer of the first one"),
        basis=Basis.PUBLIC_TASK,
        retention=_("one day"),
        erasure=Erasure.DELETE,
        rows=_of_account(IdempotentAnswer),
        past=lambda now: IdempotentAnswer.objects.filter(taken_at__lt=now - timedelta(days=1)),
    ),
    Processing(
        model="accounts.ApiUse",
        fields=("whose",),
        purpose=_("Stopping who asks the API too often; a visitor's address only as a keyed hash"),
        basis=Basis.LEGITIMATE_INTEREST,
        retention=_("one day"),
        erasure=Erasure.DELETE,
    ),
)
declare_none("accounts.IdempotentAnswer", ["fingerprint", "ticket"])
