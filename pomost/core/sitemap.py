"""What search engines are told: every public page in its languages (sitemaps.org 0.9, with hreflang)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from pomost.core.registries import Registry

SITEMAP, XHTML = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.w3.org/1999/xhtml"
MOST = 50_000  # addresses in one file, by the protocol


@dataclass(frozen=True, slots=True)
class Page:
    """A public page: the name of its address, the address's arguments, and when it last changed."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    changed_at: datetime | None = None

    def address(self, language: str) -> str:
        with override(language):
            return f"{settings.SITE_ADDRESS}{reverse(self.name, kwargs=dict(self.arguments))}"


# name → function() → pages. Each room with public pages adds its own; nothing invented is among them.
pages: Registry[Callable[[], Iterable[Page]]] = Registry("public pages for search engines")


def sitemap() -> bytes:
    """The XML: an entry for each page and language, which names its other languages."""
    ElementTree.register_namespace("", SITEMAP)
    ElementTree.register_namespace("xhtml", XHTML)
    root, count = ElementTree.Element(f"{{{SITEMAP}}}urlset"), 0
    codes = [code for code, _name in settings.LANGUAGES]
    for page in (page for provider in pages for page in provider()):
        if count + len(codes) > MOST:
            break
        addresses = {code: page.address(code) for code in codes}
        for address in addresses.values():
            _entry(root, address, addresses, page.changed_at)
        count += len(codes)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(
    root: ElementTree.Element, address: str, addresses: dict[str, str], changed_at: datetime | None
) -> None:
    entry = ElementTree.SubElement(root, f"{{{SITEMAP}}}url")
    ElementTree.SubElement(entry, f"{{{SITEMAP}}}loc").text = address
    if changed_at is not None:
        ElementTree.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = changed_at.date().isoformat()
    for code, other in addresses.items():
        link = {"rel": "alternate", "hreflang": code, "href": other}
        ElementTree.SubElement(entry, f"{{{XHTML}}}link", link)


def robots() -> str:
    """The text of robots.txt: what is behind the sign-in, and where the sitemap is."""
    closed = ["/panel/", "/konto/", "/en/account/", "/nb/konto/", "/szukaj/", "/en/search/", "/nb/sok/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return "\n".join([*lines, "", f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml", ""])
