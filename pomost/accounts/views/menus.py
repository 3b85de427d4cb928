"""This room's entries in the menus of the frame, and where the pages of one's account stand."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.accounts.inbox import SavedViews, unread
from pomost.ui.lists import saved_views
from pomost.ui.menu import MenuItem, account_menu, footer_menu, panel_menu

PANEL = (
    ("accounts", _("Accounts"), "accounts.view_accounts"),
    ("accessibility-requests", _("Accessibility requests"), "accounts.answer_accessibility"),
    ("data-requests", _("Requests about personal data"), "accounts.answer_data_requests"),
)
SETTINGS = (
    ("access-log", _("Access log"), "accounts.view_access_log"),
    ("processing", _("Register of processing"), "accounts.view_processing"),
    ("change-statement", _("Accessibility statement"), "accounts.change_statement"),
    ("installation", _("Who runs this site"), "accounts.change_installation"),
)
ACCOUNT = (
    ("mfa_index", _("Second factor"), _("An app or a key, so that a password alone lets nobody in.")),
    ("account_change_password", _("Change the password"), _("All your other sign-ins end with the old one.")),
    ("account_email", _("Change the e-mail address"), _("You sign in with it, and letters go there.")),
    ("usersessions_list", _("Where you are signed in"), _("The browsers, and ending all others.")),
    ("accounts:tokens", _("API tokens"), _("For programs that read and write here in your name.")),
    ("accounts-panel:own-data", _("My data"), _("What is held about you, to read and to take along.")),
)
# Pages that allauth shows to people who are signed in → what they are called, and the page above.
PAGES = {
    "account_change_password": (_("Change the password"), ""),
    "account_set_password": (_("Set a password"), ""),
    "account_email": (_("Change the e-mail address"), ""),
    "account_logout": (_("Sign out"), ""),
    "account_reauthenticate": (_("Is it still you?"), ""),
    "mfa_reauthenticate": (_("Is it still you?"), ""),
    "mfa_reauthenticate_webauthn": (_("Is it still you?"), ""),
    "usersessions_list": (_("Where you are signed in"), ""),
    "socialaccount_connections": (_("Single sign-on"), ""),
    "mfa_index": (_("Second factor"), ""),
    "mfa_activate_totp": (_("Set up the app"), "mfa_index"),
    "mfa_deactivate_totp": (_("Take the app out"), "mfa_index"),
    "mfa_view_recovery_codes": (_("Recovery codes"), "mfa_index"),
    "mfa_generate_recovery_codes": (_("Make new codes"), "mfa_index"),
    "mfa_list_webauthn": (_("Passkeys and security keys"), "mfa_index"),
    "mfa_add_webauthn": (_("Add a key"), "mfa_list_webauthn"),
    "mfa_edit_webauthn": (_("Rename the key"), "mfa_list_webauthn"),
    "mfa_remove_webauthn": (_("Take the key out"), "mfa_list_webauthn"),
}


def register() -> None:
    """Add the entries; called once when the room is ready."""
    for place, (name, label, right) in enumerate(PANEL):
        item = MenuItem(label, f"accounts-panel:{name}", order=90 + place, shown=_holders(right))
        panel_menu.add(name, item)
    for place, (name, label, right) in enumerate(SETTINGS):
        item = MenuItem(label, f"accounts-panel:{name}", order=70 + place, shown=_holders(right))
        account_menu.add(name, item)
    account_menu.add("inbox", MenuItem(_("Inbox"), "accounts-panel:inbox", order=10, note=_unread))
    account_menu.add("account", MenuItem(_("Account"), "accounts:account", order=39))
    for place, (name, label, _why) in enumerate(ACCOUNT):
        account_menu.add(name, MenuItem(label, name, order=40 + place))
    footer_menu.add("accessibility", MenuItem(_("Accessibility statement"), "accounts:statement", order=10))
    footer_menu.add("privacy", MenuItem(_("Privacy notice"), "accounts:privacy", order=20))
    saved_views.add("accounts", SavedViews())


def _holders(right: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(right)


def _unread(request: HttpRequest) -> str:
    count = unread(request.user)
    return str(count) if count else ""


def trail_to(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """The trail to a page of the reader's account: (label, address) of what lies between, then the page."""
    return [
        (gettext("Home"), reverse("panel-panel:home")),
        (gettext("Account"), reverse("accounts:account")),
        *further,
    ]


def trail_of(view_name: str) -> list[tuple[str, str]]:
    """The trail to one of the pages that allauth shows, by the name of its address."""
    further: list[tuple[str, str]] = []
    while view_name in PAGES:
        label, above = PAGES[view_name]
        further.insert(0, (str(label), reverse(view_name) if further else ""))
        view_name = above
    return trail_to(*further)
