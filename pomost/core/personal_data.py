"""Personal data in the core's tables."""

import json
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _

from pomost.core.models.access import AccessEntry
from pomost.core.models.drafts import Draft
from pomost.core.models.files import Attachment
from pomost.core.models.journal import PersonalDetail
from pomost.core.models.outbox import OutboxMessage
from pomost.core.processing import (
    Basis,
    Erasure,
    Processing,
    Subject,
    declarations,
    declare,
    declare_none,
)  # fmt: skip

YEAR = timedelta(days=365)
LOGS = timedelta(days=settings.ACCESS_LOG_DAYS)
WITHOUT_JOURNAL = ("account", "axes", "mfa", "socialaccount", "usersessions")


def details_of(subject: Subject) -> QuerySet[PersonalDetail]:
    """Details of the journal about the person: about their account and rows, or with an address of theirs.

    What a row's details say goes with the row, also where the row itself is kept or gone already.
    """
    found = Q(subject_id=subject.account_id) if subject.account is not None else Q(pk__in=[])
    for label, ids in _rows_of(subject).items():
        found |= Q(entry__target_type=label, entry__target_id__in=ids)
    details = PersonalDetail.objects.annotate(text=Lower(Cast("values", TextField())))
    return details.filter(reduce(or_, [Q(text__contains=_in_json(each)) for each in subject.emails], found))


def _rows_of(subject: Subject) -> dict[str, set[str]]:
    """The ids of the person's rows by model, of those models that are journalled."""
    found: dict[str, set[str]] = {}
    for row in declarations:
        if row.rows is None or row.model.partition(".")[0] in ("core", *WITHOUT_JOURNAL):
            continue
        label = apps.get_model(row.model)._meta.label_lower
        found.setdefault(label, set()).update(
            str(pk) for pk in row.rows(subject).values_list("pk", flat=True)
        )
    for label, pk in subject.records:
        found.setdefault(label, set()).add(str(pk))
    return found


def _in_json(text: str) -> str:
    """The text as a JSON column holds it on this database, in small letters."""
    return json.dumps(text, ensure_ascii=False)[1:-1].lower()


def _of_account(model: type[Model], field: str = "account_id") -> Any:
    def rows(subject: Subject) -> QuerySet[Any]:
        if subject.account is None:
            return model._default_manager.none()
        return model._default_manager.filter(**{field: subject.account_id})

    return rows


def access_entries(subject: Subject) -> QuerySet[AccessEntry]:
    """Entries of the access log by the person, for them, or about their data."""
    if subject.account is None:
        return AccessEntry.objects.none()
    pk = subject.account_id
    return AccessEntry.objects.filter(Q(actor_id=pk) | Q(on_behalf_of_id=pk) | Q(about_id=pk))


def letters_to(subject: Subject) -> QuerySet[OutboxMessage]:
    """Messages addressed to the person: also those with a link to an invitation or a new password."""
    return OutboxMessage.objects.alias(small=Lower("to")).filter(small__in=subject.emails)


declare(
    Processing(
        model="core.PersonalDetail",
        fields=("values",),
        purpose=_("Showing in the audit trail what personal data was before and after a change"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("two years from the entry (KRI § 20), or until erased on request"),
        erasure=Erasure.DELETE,
        rows=details_of,
        past=lambda now: PersonalDetail.objects.filter(entry__at__lt=now - LOGS),
    ),
    Processing(
        model="core.Draft",
        fields=("data",),
        purpose=_("Keeping what somebody typed and did not send yet, so that nothing is lost"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until sent, at most one year"),
        erasure=Erasure.DELETE,
        rows=_of_account(Draft),
        past=lambda now: Draft.objects.filter(saved_at__lt=now - YEAR),
    ),
    Processing(
        model="core.OutboxMessage",
        fields=("to", "subject", "text", "key", "last_error"),
        purpose=_("Sending notices by e-mail and proving that they were sent"),
        basis=Basis.PUBLIC_TASK,
        retention=_("two years from sending"),
        erasure=Erasure.DELETE,
        rows=letters_to,
        past=lambda now: OutboxMessage.objects.filter(created_at__lt=now - 2 * YEAR),
    ),
    Processing(
        model="core.Attachment",
        fields=("name", "title"),
        purpose=_("Keeping files that people attach to their cases"),
        basis=Basis.PUBLIC_TASK,
        retention=_("as long as the case that the file belongs to"),
        erasure=Erasure.KEEP,
        rows=_of_account(Attachment, "uploaded_by"),
    ),
)
declare(
    Processing(
        model="core.AccessEntry",
        fields=("actor_id", "on_behalf_of_id", "about_id"),
        purpose=_("Knowing who opened administration, configuration and personal data of others"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("two years from the entry (KRI § 20)"),
        erasure=Erasure.KEEP,
        rows=access_entries,
    ),
)
declare_none("core.AccessEntry", ["address", "file", "target_type", "target_id"])
declare(
    Processing(
        model="core.SearchDocument",
        fields=("title", "text"),
        purpose=_("Finding things by their words"),
        basis=Basis.PUBLIC_TASK,
        retention=_("as long as the thing itself; rewritten when the thing changes"),
        erasure=Erasure.KEEP,
    ),
)
declare_none("core.SearchDocument", ["kind", "invented", "digest"])
declare_none("core.JournalEntry", ["verb", "room", "target_type", "target_id", "fields", "data"])
declare_none("core.Draft", ["form", "about"])
declare_none("core.Claim", ["subject_type", "aspect", "value", "source", "source_url", "note"])
declare_none("core.Blob", ["sha256", "content_type"])
declare_none("core.Attachment", ["public_id", "owner_kind", "owner_id", "line"])
declare_none("core.OutboxMessage", ["kind", "reply_to"])
declare_none("core.ScheduleRun", ["name", "slot", "error"])
declare_none("core.WorkerHeartbeat", ["worker"])
declare_none("core.NumberSeries", ["key"])
