"""Personal data in the core's tables."""

from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, declare, declare_none

declare(
    Processing(
        model="core.PersonalDetail",
        fields=("values",),
        purpose=_("Showing in the audit trail what personal data was before and after a change"),
        basis=Basis.LEGAL_OBLIGATION,
        retention=_("two years from the entry (KRI § 20), or until erased on request"),
        erasure=Erasure.DELETE,
    ),
    Processing(
        model="core.Draft",
        fields=("data",),
        purpose=_("Keeping what somebody typed and did not send yet, so that nothing is lost"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until sent, at most one year"),
        erasure=Erasure.DELETE,
    ),
    Processing(
        model="core.OutboxMessage",
        fields=("to", "subject", "text", "key", "last_error"),
        purpose=_("Sending notices by e-mail and proving that they were sent"),
        basis=Basis.PUBLIC_TASK,
        retention=_("two years from sending"),
        erasure=Erasure.DELETE,
    ),
    Processing(
        model="core.Attachment",
        fields=("name", "title"),
        purpose=_("Keeping files that people attach to their cases"),
        basis=Basis.PUBLIC_TASK,
        retention=_("as long as the case that the file belongs to"),
        erasure=Erasure.KEEP,
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
    ),
)
declare_none("core.AccessEntry", ["address", "file", "target_type", "target_id"])
declare_none("core.JournalEntry", ["verb", "room", "target_type", "target_id", "fields", "data"])
declare_none("core.Draft", ["form", "about"])
declare_none("core.Claim", ["subject_type", "aspect", "value", "source", "source_url", "note"])
declare_none("core.Blob", ["sha256", "content_type"])
declare_none("core.Attachment", ["public_id", "owner_kind", "owner_id", "line"])
declare_none("core.OutboxMessage", ["kind"])
declare_none("core.ScheduleRun", ["name", "slot", "error"])
declare_none("core.WorkerHeartbeat", ["worker"])
declare_none("core.NumberSeries", ["key"])
