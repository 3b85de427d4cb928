"""Personal data in this room: accounts, roles, browsers."""

from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, declare, declare_none

declare(
    Processing(
        model="accounts.Account",
        fields=("email", "name", "password"),
        purpose=_("Letting people sign in and knowing who acts"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the account was closed"),
        erasure=Erasure.BLANK,
    ),
    Processing(
        model="accounts.RoleGrant",
        fields=("reason", "end_reason"),
        purpose=_("Knowing who was allowed to do what, and why"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the role ended"),
        erasure=Erasure.BLANK,
    ),
    Processing(
        model="accounts.KnownDevice",
        fields=("browser", "key_hash"),
        purpose=_("Warning people when somebody signs in from a browser that they have not used before"),
        basis=Basis.LEGITIMATE_INTEREST,
        retention=_("until two years after the last sign-in from it"),
        erasure=Erasure.DELETE,
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
    ),
    Processing(
        model="accounts.AccountRequest",
        fields=("email", "name", "organisation_name", "function", "purpose", "answer"),
        purpose=_("Deciding whether somebody who asks gets an account"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the decision"),
        erasure=Erasure.DELETE,
    ),
    Processing(
        model="accounts.DataRequest",
        fields=("name", "email", "text", "extension_reason", "answer"),
        purpose=_("Answering requests about personal data within the term of the law"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until five years after the answer"),
        erasure=Erasure.KEEP,
    ),
    Processing(
        model="accounts.AccessibilityRequest",
        fields=("name", "email", "element", "alternative", "extension_reason", "answer"),
        purpose=_("Answering accessibility requests within the term of the law"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("until five years after the answer"),
        erasure=Erasure.KEEP,
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
    ),
    Processing(
        model="accounts.SavedView",
        fields=("name", "query"),
        purpose=_("Keeping the views of lists that people chose"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until removed"),
        erasure=Erasure.DELETE,
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
    ),
    Processing(
        model="accounts.IdempotentAnswer",
        fields=("key", "body", "headers"),
        purpose=_("Giving a repeated request of a program the answer of the first one"),
        basis=Basis.PUBLIC_TASK,
        retention=_("one day"),
        erasure=Erasure.DELETE,
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
