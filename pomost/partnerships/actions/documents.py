"""Writes about the papers of a partnership; their files are the core's."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.models.files import Attachment
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.members import PartnershipDocument, Signature
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.papers import PAPERS
from pomost.partnerships.states import DocumentKind

WORDS = (
    "kind",
    "title",
    "signed",
    "amends",
    "stated_signatories",
    "has_public_files",
    "source",
    "source_url",
)


@transaction.atomic
def add_document(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> PartnershipDocument:
    """Enter a paper. values: fields named in WORDS, and signatories (organisations).

    Raises PermissionDenied; DomainError when it amends but is no annex, or a paper of others, or when the
    same paper stands there already (a form that was sent twice).
    """
    partnership = locked(partnership)
    require(by, "partnerships.change_partnership", partnership)
    paper = PartnershipDocument(partnership=partnership)
    differences.apply(paper, {name: values[name] for name in WORDS if name in values})
    _refuse_a_wrong_amendment(paper)
    if partnership.documents.filter(kind=paper.kind, title=paper.title, signed=paper.signed).exists():
        raise DomainError(
            _("This paper is entered already."), fields={"title": _("It stands there already.")}
        )
    paper.slug = _free_key(partnership, paper.kind)
    paper.save()
    signed_by = _set_signatories(paper, values.get("signatories", ()))
    journal.record(
        by=by,
        verb="partnership_document.added",
        target=partnership,
        fields=[*values],
        data={"id": paper.pk, "kind": paper.kind, "title": paper.title, "signatories": signed_by},
    )
    index.changed(partnership)
    return paper


@transaction.atomic
def change_document(
    *, document: PartnershipDocument, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> PartnershipDocument:
    """Change what is known of a paper, and who signed it. Raises PermissionDenied, Conflict, DomainError."""
    partnership = locked(document.partnership)
    document = PartnershipDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require(by, "partnerships.change_partnership", partnership)
    versions.check(document, seen)
    changes = differences.apply(document, {name: values[name] for name in WORDS if name in values})
    fields = list(changes)
    _refuse_a_wrong_amendment(document)
    if "signatories" in values:
        before = sorted(row.slug for row in document.signatories.all())
        after = _set_signatories(document, values["signatories"])
        changes |= {"signatories": [before, after]} if before != after else {}
    if changes:
        versions.save(document, fields)
        journal.record(
            by=by,
            verb="partnership_document.changed",
            target=partnership,
            fields=changes,
            data={"id": document.pk, "changes": changes},
        )
        index.changed(partnership)
    return document


@transaction.atomic
def remove_document(*, document: PartnershipDocument, by: Any) -> None:
    """Take out a paper entered by mistake. Raises PermissionDenied; DomainError when files hang on it, an
    annex amends it, or somebody joined by it: those say that it is no mistake.
    """
    partnership = locked(document.partnership)
    require(by, "partnerships.change_partnership", partnership)
    try:
        document = PartnershipDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    except PartnershipDocument.DoesNotExist:
        raise DomainError(_("The paper was removed already.")) from None
    if Attachment.objects.filter(owner_kind=PAPERS, owner_id=str(document.pk)).exists():
        raise DomainError(_("Files hang on this paper. Remove them first."))
    if document.annexes.exists():
        raise DomainError(_("An annex amends this paper. Remove the annex first."))
    if document.joiners.exists():
        raise DomainError(_("Members joined by this paper. Say there first how they joined."))
    said = {name: differences.as_json(getattr(document, name)) for name in WORDS if getattr(document, name)}
    journal.record(
        by=by,
        verb="partnership_document.removed",
        target=partnership,
        fields=said,
        data={"id": document.pk, "changes": {name: [value, None] for name, value in said.items()}},
    )
    document.delete()
    index.changed(partnership)


def _refuse_a_wrong_amendment(paper: PartnershipDocument) -> None:
    amended = paper.amends
    if amended is None:
        return
    if paper.kind != DocumentKind.ANNEX:
        text = _("Only an annex amends another paper.")
        raise DomainError(text, fields={"amends": text})
    if amended.partnership_id != paper.partnership_id or amended.pk == paper.pk:
        text = _("Choose another paper of this partnership.")
        raise DomainError(text, fields={"amends": text})


def _free_key(partnership: Partnership, kind: str) -> str:
    taken = set(partnership.documents.values_list("slug", flat=True))
    plain = kind.replace("_", "-")
    return next(key for n in range(1, len(taken) + 2) if (key := f"{plain}-{n}") not in taken)


def _set_signatories(paper: PartnershipDocument, signatories: Iterable[Organisation]) -> list[str]:
    """Set who signed; returns their slugs in order."""
    wanted = {row.pk: row for row in signatories}
    had = set(paper.signatures.values_list("organisation", flat=True))
    paper.signatures.filter(organisation__in=had - wanted.keys()).delete()
    Signature.objects.bulk_create(
        Signature(document=paper, organisation_id=pk) for pk in sorted(wanted.keys() - had)
    )
    return sorted(row.slug for row in wanted.values())
