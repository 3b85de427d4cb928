"""Writes about files: attach, replace by a new version, remove."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from pomost.core import files, journal
from pomost.core.models.files import Attachment, Blob


def _require_change(by: Any, kind: str, owner_id: str) -> None:
    owner = files.owners.get(kind)
    if owner is None or not owner.may_change(by, owner_id):
        raise PermissionDenied(f"files of {kind}")


def _locked(attachment: Attachment) -> Attachment:
    """The file's row, read anew; whoever changes any of its versions waits for the others here.

    The first version stands for the line: it never goes without the rest.
    """
    Attachment.objects.select_for_update(of=("self",)).get(line=attachment.line, version=1)
    return Attachment.objects.get(pk=attachment.pk)


@transaction.atomic
def attach_file(
    *,
    owner_kind: str,
    owner_id: str,
    blob: Blob,
    name: str,
    by: Any,
    about: Mapping[str, Any] | None = None,
) -> Attachment:
    """Make what `files.keep` stored a file of an owner. about: title, language, accessibility.

    Raises PermissionDenied unless the owner's kind lets `by` change its files.
    """
    _require_change(by, owner_kind, owner_id)
    found = Attachment.objects.create(
        owner_kind=owner_kind,
        owner_id=owner_id,
        blob=blob,
        name=files.safe_name(name),
        uploaded_by=by,
        **(about or {}),
    )
    journal.record(
        by=by,
        verb="attachment.added",
        target=found,
        data={"owner": f"{owner_kind}:{owner_id}", "sha256": found.blob_id},
    )
    return found


@transaction.atomic
def replace_file(*, attachment: Attachment, blob: Blob, name: str, by: Any) -> Attachment:
    """Make what `files.keep` stored a new version of a file; the earlier one keeps its own address."""
    attachment = _locked(attachment)
    _require_change(by, attachment.owner_kind, attachment.owner_id)
    current = Attachment.objects.filter(line=attachment.line).order_by("-version")[0]
    Attachment.objects.filter(line=attachment.line).update(is_current=False)
    found = Attachment.objects.create(
        owner_kind=attachment.owner_kind,
        owner_id=attachment.owner_id,
        line=attachment.line,
        version=current.version + 1,
        blob=blob,
        name=files.safe_name(name),
        title=attachment.title,
        language=attachment.language,
        uploaded_by=by,
    )
    journal.record(by=by, verb="attachment.replaced", target=found, data={"version": found.version})
    return found


@transaction.atomic
def remove_file(*, attachment: Attachment, by: Any) -> None:
    """Remove a file with all its versions; the night's task deletes contents that nobody holds."""
    attachment = _locked(attachment)
    _require_change(by, attachment.owner_kind, attachment.owner_id)
    journal.record(
        by=by,
        verb="attachment.removed",
        target=attachment,
        data={"owner": f"{attachment.owner_kind}:{attachment.owner_id}", "sha256": attachment.blob_id},
    )
    Attachment.objects.filter(line=attachment.line).delete()
