"""What can be found: a copy of the words of a thing, from which the database's own index is fed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import TextByLanguage


class SearchDocument(models.Model):
    """The words by which one thing is found. Rewritten with the thing; who may see it is asked of the thing.

    kind: a name in `core.search.kinds`; invented: see core.origin; digest: SHA-256 of all this and of how
    the terms were made.
    """

    kind = models.CharField(_("kind"), max_length=80)
    object_id = models.BigIntegerField(_("record"))
    title = TextByLanguage(_("title"))
    text = TextByLanguage(_("text"), blank=True)
    invented = models.BooleanField(_("invented"), default=False)
    digest = models.CharField(_("checksum"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("document of the search")
        verbose_name_plural = _("documents of the search")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
