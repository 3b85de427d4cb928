"""This room's entries in the menus of the frame."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pomost.ui.menu import MenuItem, account_menu, footer_menu, panel_menu


def register() -> None:
    """Add the entries; called once when the room is ready."""
    panel_menu.add(
        "accounts",
        MenuItem(
            _("Accounts"),
            "accounts-panel:accounts",
            order=90,
            shown=lambda request: request.user.has_perm("accounts.view_accounts"),
        ),
    )
    account_menu.add("second-factor", MenuItem(_("Second factor"), "mfa_index", order=40))
    account_menu.add("password", MenuItem(_("Change the password"), "account_change_password", order=50))
    account_menu.add("sessions", MenuItem(_("Where you are signed in"), "usersessions_list", order=60))
    footer_menu.add("accessibility", MenuItem(_("Accessibility statement"), "accounts:statement", order=10))
    footer_menu.add("privacy", MenuItem(_("Privacy notice"), "accounts:privacy", order=20))
    duties = (
        ("accessibility-requests", _("Accessibility requests"), "accounts.answer_accessibility"),
        ("data-requests", _("Requests about personal data"), "accounts.answer_data_requests"),
        ("processing", _("Register of processing"), "accounts.view_processing"),
        ("change-statement", _("Accessibility statement"), "accounts.change_statement"),
        ("installation", _("Who runs this site"), "accounts.change_installation"),
    )
    for place, (name, label, right) in enumerate(duties):
        item = MenuItem(label, f"accounts-panel:{name}", order=91 + place, shown=_holders(right))
        panel_menu.add(name, item)


def _holders(right: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(right)
