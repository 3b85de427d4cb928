"""Who may use the addresses of this room, and who holds its rights."""

from django.utils.translation import gettext_lazy as _

from pomost.core.permissions import ANYONE, NOBODY, SIGNED_IN, Address, Right, declare

ADMINISTRATOR = ("administrator@installation",)
OFFICE = ("organisation_administrator@organisation",)
MANAGER = ("programme_manager@programme",)

# The sign-in parts (allauth) keep their own names of addresses.
OPEN = {
    "account_login": "signing in",
    "account_logout": "signing out",
    "account_inactive": "a closed account",
    "account_signup": "says that accounts are given by invitation",
    "account_email_verification_sent": "a letter is on its way",
    "account_confirm_email": "the link of such a letter",
    "account_confirm_login_code": "closed: no sign-in by code",
    "account_reset_password": "asking for a new password",
    "account_reset_password_done": "the same answer for every address",
    "account_reset_password_from_key": "the link to a new password",
    "account_reset_password_from_key_done": "a new password is set",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "signing in with a passkey",
    "openid_connect_login": "single sign-on, where it is set up",
    "openid_connect_callback": "coming back from single sign-on",
    "socialaccount_login_cancelled": "single sign-on was called off",
    "socialaccount_login_error": "single sign-on did not work",
    "socialaccount_signup": "closed: single sign-on makes no accounts",
    "social/login/cancelled/": "an old address of allauth, leads on",
    "social/login/error/": "an old address of allauth, leads on",
    "social/signup/": "an old address of allauth, leads on",
    "social/connections/": "an old address of allauth, leads on",
}
OWN = {
    "account_reauthenticate": "the password once more",
    "account_email": "one's own e-mail address",
    "account_change_password": "one's own password",
    "account_set_password": "a first password",
    "mfa_index": "one's own second factor",
    "mfa_reauthenticate": "the second factor once more",
    "mfa_activate_totp": "setting up the app",
    "mfa_deactivate_totp": "taking the app out",
    "mfa_view_recovery_codes": "one's own recovery codes",
    "mfa_generate_recovery_codes": "new recovery codes",
    "mfa_download_recovery_codes": "closed: shown only once",
    "mfa_list_webauthn": "one's own keys",
    "mfa_add_webauthn": "a new key",
    "mfa_reauthenticate_webauthn": "a key once more",
    "mfa_remove_webauthn": "taking a key out",
    "mfa_edit_webauthn": "naming a key",
    "socialaccount_connections": "one's own single sign-on",
    "usersessions_list": "where one is signed in",
}
for name, why in OPEN.items():
    declare(Address(name, {"GET": (ANYONE,), "POST": (ANYONE,)}, why))
for name, why in OWN.items():
    declare(Address(name, {"GET": (SIGNED_IN,), "POST": (SIGNED_IN,)}, why))

RULERS = (*ADMINISTRATOR, *OFFICE, *MANAGER)
BOTH = {
    "invite": (RULERS, "inviting somebody", 403, "administration", _("Invite somebody")),
    "withdraw-invitation": (
        RULERS,
        "withdrawing an invitation",
        404,
        "administration",
        _("Invitation"),
    ),
    "confirm-request": (
        RULERS,
        "confirming who asks for an account",
        404,
        "protected",
        _("Request for an account"),
    ),
    "refuse-request": (
        RULERS,
        "refusing who asks for an account",
        404,
        "protected",
        _("Request for an account"),
    ),
    "grant": (RULERS, "giving a role", 404, "administration", _("Give a role")),
    "end-grant": (RULERS, "ending a role", 404, "administration", _("End a role")),
    "close": (RULERS, "closing an account", 404, "administration", _("Close the account")),
    "reopen": (
        ADMINISTRATOR,
        "opening a closed account again",
        404,
        "administration",
        _("Open the account again"),
    ),
}
for name, (who, why, stranger, opens, called) in BOTH.items():
    both = {"GET": who, "POST": who}
    declare(Address(f"accounts-panel:{name}", both, why, stranger=stranger, opens=opens, called=called))
declare(
    Address("accounts:accept-invitation", {"GET": (ANYONE,), "POST": (ANYONE,)}, "whoever has the link"),
    Address("accounts:ask", {"GET": (ANYONE,), "POST": (ANYONE,)}, "asking for an account"),
    Address("accounts:asked", {"GET": (ANYONE,)}, "what happens next"),
    Address(
        "accounts-panel:accounts",
        {"GET": RULERS},
        "the accounts of what one runs",
        opens="protected",
        called=_("Accounts"),
    ),
    Address(
        "accounts-panel:account",
        {"GET": RULERS},
        "an account with its roles",
        stranger=404,
        opens="protected",
        called=_("Account"),
    ),
    Address(
        "accounts-panel:requests",
        {"GET": RULERS},
        "who asks for an account",
        opens="protected",
        called=_("Requests for accounts"),
    ),
    Address(
        "accounts-panel:invitations",
        {"GET": RULERS},
        "who was invited to what one runs",
        opens="protected",
        called=_("Invitations"),
    ),
    Address(
        "accounts-panel:invitation",
        {"GET": RULERS},
        "an invitation and what became of it",
        stranger=404,
        opens="protected",
        called=_("Invitation"),
    ),
    Address(
        "accounts-panel:renew-invitation",
        {"POST": RULERS},
        "sending an invitation anew",
        stranger=404,
    ),
    Right("accounts.give_role", RULERS, ("grant_role",), "to others only"),
    Right("accounts.end_role", RULERS, ("end_grant",), "and one's own"),
    Right("accounts.end_access", RULERS, ("end_access",), "of whose every role one rules"),
    Right(
        "accounts.end_access_of_leaver",
        (*ADMINISTRATOR, *OFFICE),
        ("end_access_of_leaver",),
        "when the last position is over",
    ),
    Right("accounts.create_account", ADMINISTRATOR, ("create_account", "reopen_account")),
    Right("accounts.invite_account", RULERS, ("invite_account",)),
    Right("accounts.withdraw_invitation", RULERS, ("withdraw_invitation", "renew_invitation")),
    Right("accounts.view_accounts", RULERS),
    Right("accounts.accept_invitation", (ANYONE,), ("accept_invitation",), "whoever has the link"),
    Right("accounts.ask_for_account", (ANYONE,), ("ask_for_account",)),
    Right("accounts.decide_account_request", RULERS, ("confirm_account_request", "refuse_account_request")),
    Right("accounts.expire_account_request", (NOBODY,), ("expire_account_request",), "the system alone"),
)

DATA = ("data_protection_officer@installation",)
ACCESS = ("accessibility_officer@installation",)
declare(
    Right("accounts.change_installation", ADMINISTRATOR, ("change_installation",)),
    Right("accounts.change_statement", (*ADMINISTRATOR, *ACCESS), ("change_statement",)),
    Right("accounts.answer_accessibility", ACCESS, ("extend_duty", "answer_duty", "refuse_duty")),
    Right("accounts.answer_data_requests", DATA, ("extend_duty", "answer_duty", "refuse_duty")),
    Right("accounts.erase_person", DATA, ("erase_person",)),
    Right("accounts.repeat_erasure", (NOBODY,), ("repeat_erasure",), "the system alone, after a restore"),
    Right("accounts.view_access_log", (*ADMINISTRATOR, *DATA)),
    Right("accounts.view_processing", (*ADMINISTRATOR, *DATA)),
    Right("accounts.ask_about_data", (ANYONE,), ("receive_data_request",)),
    Right("accounts.ask_for_access", (ANYONE,), ("receive_accessibility_request",)),
    Address("accounts:statement", {"GET": (ANYONE,)}, "the accessibility statement"),
    Address("accounts:privacy", {"GET": (ANYONE,)}, "the privacy notice"),
    Address("accounts:ask-for-access", {"GET": (ANYONE,), "POST": (ANYONE,)}, "an accessibility request"),
    Address("accounts:ask-about-data", {"GET": (ANYONE,), "POST": (ANYONE,)}, "a request about one's data"),
    Address("accounts:received", {"GET": (ANYONE,)}, "a request was taken down"),
    Address(
        "accounts-panel:installation",
        {"GET": ADMINISTRATOR, "POST": ADMINISTRATOR},
        "who runs the site",
        opens="configuration",
        called=_("Who runs this site"),
    ),
    Address(
        "accounts-panel:change-statement",
        {"GET": (*ADMINISTRATOR, *ACCESS), "POST": (*ADMINISTRATOR, *ACCESS)},
        "the facts of the accessibility statement",
        opens="configuration",
        called=_("Accessibility statement"),
    ),
    Address(
        "accounts-panel:accessibility-requests",
        {"GET": ACCESS},
        "accessibility requests by term",
        opens="protected",
        called=_("Accessibility requests"),
    ),
    Address(
        "accounts-panel:accessibility-request",
        {"GET": ACCESS, "POST": ACCESS},
        "answering one",
        opens="protected",
        called=_("Accessibility request"),
    ),
    Address(
        "accounts-panel:data-requests",
        {"GET": DATA},
        "requests about personal data by term",
        opens="protected",
        called=_("Requests about personal data"),
    ),
    Address(
        "accounts-panel:data-request",
        {"GET": DATA, "POST": DATA},
        "answering one",
        opens="protected",
        called=_("Request about personal data"),
    ),
    Address(
        "accounts-panel:erasure",
        {"GET": DATA},
        "what erasing a person would do",
        opens="protected",
        called=_("Erasure"),
    ),
    Address(
        "accounts-panel:erase",
        {"GET": DATA, "POST": DATA},
        "erasing a person, confirmed",
        opens="protected",
        called=_("Erasure"),
    ),
    Address(
        "accounts-panel:access-log",
        {"GET": (*ADMINISTRATOR, *DATA)},
        "who opened what",
        opens="protected",
        called=_("Access log"),
    ),
    Address("accounts-panel:processing", {"GET": (*ADMINISTRATOR, *DATA)}, "the register of processing"),
)
declare(
    Right(
        "accounts.keep_own",
        (SIGNED_IN,),
        ("choose_language", "save_view", "mark_all_read", "ask_for_erasure"),
    ),
    Right("accounts.change_own", ("themselves",), ("mark_read", "remove_view")),
    Address("accounts:account", {"GET": (SIGNED_IN,)}, "the pages of one's own account"),
    Address("accounts-panel:inbox", {"GET": (SIGNED_IN,)}, "one's own messages"),
    Address(
        "accounts-panel:own-data",
        {"GET": (SIGNED_IN,)},
        "what is held about oneself",
        opens="protected",
        called=_("My data"),
    ),
    Address(
        "accounts-panel:ask-for-erasure",
        {"GET": (SIGNED_IN,), "POST": (SIGNED_IN,)},
        "asking that one's own data be erased",
    ),
    Address("accounts-panel:read-all", {"POST": (SIGNED_IN,)}, "all messages are read"),
    Address("accounts-panel:open-item", {"POST": ("themselves",)}, "opening a message", stranger=404),
    Address("accounts-panel:save-view", {"POST": (SIGNED_IN,)}, "keeping a view of a list"),
    Address(
        "accounts-panel:remove-view",
        {"GET": ("themselves",), "POST": ("themselves",)},
        "removing a view of one's own",
        stranger=404,
    ),
)
declare(
    Right("accounts.make_token", (SIGNED_IN,), ("create_token",), "for oneself"),
    Right("accounts.revoke_token", ("themselves",), ("revoke_token",)),
    Right("accounts.warn_of_token", (NOBODY,), ("warn_of_expiry",), "the system alone"),
    Address("accounts:tokens", {"GET": (SIGNED_IN,)}, "one's own API tokens"),
    Address("accounts:create-token", {"GET": (SIGNED_IN,), "POST": (SIGNED_IN,)}, "a token, shown only once"),
    Address(
        "accounts:revoke-token",
        {"GET": ("themselves",), "POST": ("themselves",)},
        "revoking a token of one's own",
        stranger=404,
    ),
)
