"""Writes about the picture of a programme: giving it one, correcting what is said of it, removing it."""

import os
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, files, journal, versions
from pomost.core.actions.files import attach_file, remove_file, replace_file
from pomost.core.errors import Conflict, DomainError
from pomost.core.models.files import Blob
from pomost.core.permissions import require
from pomost.programmes.actions.programmes import locked
from pomost.programmes.models.programmes import Programme
from pomost.programmes.queries import PICTURES, picture_file, picture_label

SAID = ("picture_alt", "picture_author", "picture_licence")
TAKEN = frozenset({"image/png", "image/jpeg", "image/webp"})
LONGEST_NAME = 70  # characters; with the number of the version it fits into Programme.picture


@transaction.atomic
def set_picture(
    *,
    programme: Programme,
    values: Mapping[str, Any],
    by: Any,
    blob: Blob | None = None,
    name: str = "",
    seen: int | None = None,
) -> Programme:
    """Give the programme a picture, put another one in its place, or correct what is said of it.

    values: fields named in SAID. blob, name: what `files.keep` stored and the name that it came with;
    without them the picture stays. The earlier file is kept as a version with its own address.
    seen: the row version that was edited. Raises PermissionDenied, Conflict; DomainError when there is
    no picture, when it is of another kind, or when nothing says in Polish what it shows.
    """
    programme = locked(programme)
    require(by, "programmes.change_programme", programme)
    versions.check(programme, seen)
    _check(programme, values, blob)
    wanted = {field: values[field] for field in SAID if field in values}
    if blob is not None:
        wanted["picture"] = _stored(programme, blob, _short(name), by)
    verb = "picture.changed" if programme.picture else "picture.added"
    changes = differences.apply(programme, wanted)
    if changes:
        _note(programme, verb, changes, by)
    return programme


@transaction.atomic
def remove_picture(*, programme: Programme, by: Any, seen: int | None = None) -> Programme:
    """Remove the picture with all its versions and what was said of it; the journal keeps the words.

    seen: the row version with which the picture was shown. Raises PermissionDenied, Conflict;
    DomainError when there is none.
    """
    programme = locked(programme)
    require(by, "programmes.change_programme", programme)
    if not programme.picture:
        raise DomainError(_("The programme has no picture."))
    if seen is not None and seen != programme.row_version:
        raise Conflict(
            _("Somebody else changed the programme in the meantime. The picture of now is shown below."),
            current=programme.row_version,
        )
    if file := picture_file(programme):
        remove_file(attachment=file, by=by)
    nothing = {"picture": "", "picture_alt": {}, "picture_author": "", "picture_licence": ""}
    _note(programme, "picture.removed", differences.apply(programme, nothing), by)
    return programme


def _check(programme: Programme, values: Mapping[str, Any], blob: Blob | None) -> None:
    if blob is None and not programme.picture:
        text = _("Choose the file with the picture.")
        raise DomainError(text, fields={"file": text})
    if blob is not None and blob.content_type not in TAKEN:
        text = _("This file is no picture. Choose one in PNG, JPEG or WebP.")
        raise DomainError(text, fields={"file": text})
    if not values.get("picture_alt", programme.picture_alt).get("pl", "").strip():
        text = _("Write in Polish what the picture shows: it is read out to those who can't see it.")
        raise DomainError(text, fields={"picture_alt": text})


def _stored(programme: Programme, blob: Blob, name: str, by: Any) -> str:
    """Attach the content as the programme's picture, unless it is that already; what it is called then."""
    file = picture_file(programme)
    if file is None:
        return picture_label(
            attach_file(owner_kind=PICTURES, owner_id=str(programme.pk), blob=blob, name=name, by=by)
        )
    if file.blob_id == blob.pk:
        return picture_label(file)
    return picture_label(replace_file(attachment=file, blob=blob, name=name, by=by))


def _short(name: str) -> str:
    stem, extension = os.path.splitext(files.safe_name(name))
    return f"{stem[: LONGEST_NAME - len(extension)]}{extension}"


def _note(programme: Programme, verb: str, changes: differences.Changes, by: Any) -> None:
    programme.content_changed_at = timezone.now()
    versions.save(programme, [*changes, "content_changed_at"])
    names = {field: changes[field] for field in changes if field == "picture_author"}
    said = {field: change for field, change in changes.items() if field not in names}
    journal.record(by=by, verb=verb, target=programme, fields=changes, personal=names, data={"changes": said})
