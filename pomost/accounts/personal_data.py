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
declare_none("accounts.RoleGrant", ["scope_id"])
