"""This room's entries in the menus of the frame."""

from collections.abc import Callable

from django.http import HttpRequest
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
    ("mfa_index", _("Second factor")),
    ("account_change_password", _("Change the password")),
    ("account_email", _("Change the e-mail address")),
    ("usersessions_list", _("Where you are signed in")),
    ("accounts:tokens", _("API tokens")),
    ("accounts-panel:own-data", _("My data")),
)


def register() -> None:
    """Add the entries; called once when the room is ready."""
    for place, (name, label, right) in enumerate(PANEL):
        item = MenuItem(label, f"accounts-panel:{name}", order=90 + place, shown=_holders(right))
        panel_menu.add(name, item)
    for place, (name, label, right) in enumerate(SETTINGS):
        item = MenuItem(label, f"accounts-panel:{name}", order=70 + place, shown=_holders(right))
        account_menu.add(name, item)
    account_menu.add("inbox", MenuItem(_("Inbox"), "accounts-panel:inbox", order=10, note=_unread))
    for place, (name, label) in enumerate(ACCOUNT):
        account_menu.add(name, MenuItem(label, name, order=40 + place))
    footer_menu.add("accessibility", MenuItem(_("Accessibility statement"), "accounts:statement", order=10))
    footer_menu.add("privacy", MenuItem(_("Privacy notice"), "accounts:privacy", order=20))
    saved_views.add("accounts", SavedViews())


def _holders(right: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(right)


def _unread(request: HttpRequest) -> str:
    count = unread(request.user)
    return str(count) if count else ""
