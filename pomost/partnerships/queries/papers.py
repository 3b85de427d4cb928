"""Reads of papers and their files, and who may read those."""

from typing import Any

from django.db.models import Count, QuerySet

from pomost.core.files import Owner
from pomost.core.models.files import Attachment
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import SupportAgreement
from pomost.partnerships.rules import decides_for_the_programme

PAPERS = "partnership-document"
AGREEMENTS = "support-agreement"


def whole(partnership: Partnership) -> QuerySet[PartnershipDocument]:
    """The papers of a partnership with who signed them, oldest first."""
    rows = PartnershipDocument.objects.filter(partnership=partnership).select_related("partnership", "amends")
    rows = rows.prefetch_related("signatories", "annexes").annotate(signed_by=Count("signatures"))
    return rows.order_by("signed", "pk")  # said here: rows that are grouped lose the model's order


def files_of(paper: PartnershipDocument) -> QuerySet[Attachment]:
    """The files of a paper as they are now."""
    return _current(PAPERS).filter(owner_id=str(paper.pk))


def files_of_agreement(agreement: SupportAgreement) -> QuerySet[Attachment]:
    """The files of a support agreement as they are now."""
    return _current(AGREEMENTS).filter(owner_id=str(agreement.pk))


def _current(kind: str) -> QuerySet[Attachment]:
    return Attachment.objects.filter(owner_kind=kind, is_current=True).select_related("blob").order_by("pk")


def files_by_owner(kind: str, ids: Any) -> dict[int, list[Attachment]]:
    """The files of several owners of one kind, by the owner's id; one query."""
    found: dict[int, list[Attachment]] = {}
    for row in _current(kind).filter(owner_id__in=[str(pk) for pk in ids]):
        found.setdefault(int(row.owner_id), []).append(row)
    return found


def _paper(owner_id: str) -> PartnershipDocument | None:
    return PartnershipDocument.objects.select_related("partnership").filter(pk=owner_id).first()


def may_read_paper(user: Any, owner_id: str) -> bool:
    """Everybody where the files are public and the partnership is; else those with a task in it."""
    paper = _paper(owner_id)
    if paper is None:
        return False
    if paper.has_public_files and paper.partnership.published_at is not None:
        return True
    return bool(user.has_perm("partnerships.open_workspace_of_partnership", paper.partnership))


def may_change_paper(user: Any, owner_id: str) -> bool:
    """Those who may change the partnership."""
    paper = _paper(owner_id)
    return paper is not None and user.has_perm("partnerships.change_partnership", paper.partnership)


def _agreement(owner_id: str) -> SupportAgreement | None:
    return SupportAgreement.objects.select_related("participation__partnership").filter(pk=owner_id).first()


def may_read_agreement(user: Any, owner_id: str) -> bool:
    """Those with a task in the partnership, the programme's staff among them."""
    agreement = _agreement(owner_id)
    return agreement is not None and user.has_perm("partnerships.view_participation", agreement.participation)


def may_change_agreement(user: Any, owner_id: str) -> bool:
    """The staff of the programme."""
    agreement = _agreement(owner_id)
    return agreement is not None and bool(decides_for_the_programme(user, agreement.participation))


PAPER_FILES = Owner(may_read_paper, may_change_paper, has_open_past=False)
AGREEMENT_FILES = Owner(may_read_agreement, may_change_agreement)
