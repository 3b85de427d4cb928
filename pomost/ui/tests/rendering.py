"""Rendering a piece of template with components, as the loader of templates does."""

import re

from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler


def rendered(source, *, language="en", **context):
    """The markup of a piece of template, in one language, with white space made even."""
    context.setdefault("request", RequestFactory().get("/here/"))
    with override(language):
        made = Template(CottonCompiler().process(source)).render(Context(context))
    return re.sub(r"\s+", " ", made)
