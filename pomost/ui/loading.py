"""Loading templates: cotton's loader, without the newline that ends a component's file."""

from django.template.base import Origin
from django_cotton.cotton_loader import Loader as CottonLoader


class Loader(CottonLoader):
    """A file ends with a newline, a component in the middle of a sentence must not: `<c-text … />.`"""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return contents.rstrip("\n") if str(origin.template_name).startswith("cotton/") else contents
