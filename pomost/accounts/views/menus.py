"""This room's entries in the menus of the frame."""

from django.utils.translation import gettext_lazy as _

from pomost.ui.menu import MenuItem, account_menu, panel_menu


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
