"""What every page's frame needs: menus, languages, layout. Nothing here touches a visitor's session."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language, override

from pomost.core.languages import OWN_NAMES
from pomost.core.pages import is_anonymous
from pomost.ui import drafts
from pomost.ui import menu as menus

IN_LINE = 7  # links of the panel's menu that fit into one line


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in a language; `url` is empty in the panel, where a form changes the language."""

    code: str
    name: str
    url: str
    is_current: bool


class Frame:
    """The frame of one page, computed only as far as the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def is_panel(self) -> bool:
        """Whether the address lies in the signed-in part."""
        return self.request.path.startswith("/panel/")

    @cached_property
    def is_known(self) -> bool:
        """Whether somebody is signed in; a visitor without a session cookie costs no query."""
        return (
            not is_anonymous(self.request)
            and bool(getattr(self.request, "user", None))
            and self.request.user.is_authenticated
        )

    @cached_property
    def has_session(self) -> bool:
        """Whether there may be messages to show."""
        return not is_anonymous(self.request)

    @cached_property
    def layout(self) -> str:
        """The template that an error page extends here."""
        return "base_panel.html" if self.is_panel and self.is_known else "base.html"

    @cached_property
    def menu(self) -> list[menus.MenuLink]:
        return self.panel_menu if self.is_panel else menus.links(menus.public_menu, self.request)

    @cached_property
    def panel_menu(self) -> list[menus.MenuLink]:
        """The panel's menu, also on the pages of one's account, which lie outside /panel/."""
        return menus.links(menus.panel_menu, self.request)

    @cached_property
    def panel_menu_more(self) -> list[menus.MenuLink]:
        """What of the panel's menu does not fit into one line: it stands behind "More" on a wide screen."""
        return self.panel_menu[IN_LINE:] if len(self.panel_menu) > IN_LINE + 1 else []

    @cached_property
    def is_behind_more(self) -> bool:
        """Whether the page that is open lies behind "More"."""
        return any(link.is_current or link.is_below for link in self.panel_menu_more)

    @cached_property
    def account_menu(self) -> list[menus.MenuLink]:
        return menus.links(menus.account_menu, self.request)

    @cached_property
    def footer_menu(self) -> list[menus.MenuLink]:
        return menus.links(menus.footer_menu, self.request)

    @cached_property
    def home(self) -> str:
        """Where the brand leads: the own home in the panel, the first page in public."""
        return self.panel_home if self.is_panel else _home(get_language() or settings.LANGUAGE_CODE)

    @cached_property
    def panel_home(self) -> str:
        return menus.address("panel-panel:home") or "/panel/"

    @cached_property
    def sign_in(self) -> str:
        """The sign-in page, coming back to this one; empty where nobody can sign in."""
        return menus.address("account_login")

    @cached_property
    def sign_out(self) -> str:
        return menus.address("account_logout")

    @cached_property
    def languages(self) -> list[LanguageLink]:
        """The same page in each language; where it has none (an error page), that language's first page."""
        current = get_language() or settings.LANGUAGE_CODE
        return [
            LanguageLink(code, OWN_NAMES[code], "" if self.is_panel else self._in(code), code == current)
            for code, _name in settings.LANGUAGES
        ]

    @cached_property
    def drafts_sent(self) -> list[Any]:
        """Forms that were sent since the last page: the browser forgets its copies."""
        return drafts.sent(self.request)

    @cached_property
    def form_key(self) -> tuple[str, str]:
        """What the form of this page is called in drafts, and what it is about."""
        return drafts.page_key(self.request)

    @cached_property
    def draft(self) -> Any:
        """The reader's draft of the form on this page, or None."""
        return drafts.of(self.request) if self.is_panel and self.is_known else None

    @cached_property
    def has_form_aside(self) -> bool:
        """Whether a form waits for its sender to sign in again."""
        return self.has_session and drafts.is_put_aside(self.request)

    @cached_property
    def own_address(self) -> str:
        """The absolute address of this page, without its query."""
        return f"{settings.SITE_ADDRESS}{self.request.path}"

    def _in(self, code: str) -> str:
        parts = urlsplit(self.request.get_full_path())
        try:
            match = resolve(parts.path)
            name = f"{match.namespace}:{match.url_name}" if match.namespace else match.url_name
            with override(code):
                url = reverse(name, args=match.args, kwargs=match.kwargs)
        except (Resolver404, NoReverseMatch):
            return _home(code)
        return f"{url}?{parts.query}" if parts.query else url


def _home(code: str) -> str:
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def page_frame(request: HttpRequest) -> dict[str, object]:
    """The context processor: one lazy object, `frame`."""
    return {"frame": Frame(request), "site_address": settings.SITE_ADDRESS}
