"""What this room and the core hold about a person, section by section, and the archive that they can take.

Secrets are never shown, not even to their owner: no password, no hash, no key of a second factor.
"""

import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pomost.accounts import queries
from pomost.accounts.devices import UserAgent
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest
from pomost.accounts.models.invitations import AccountRequest, Invitation
from pomost.accounts.models.tokens import IdempotentAnswer
from pomost.accounts.presenting import (
    Record,
    Section,
    fields_of,
    held_about,
    named,
    page_called,
    record_called,
)
from pomost.accounts.roles import Scope
from pomost.core import files
from pomost.core.models.access import AccessEntry
from pomost.core.models.files import Attachment
from pomost.core.models.journal import JournalEntry, PersonalDetail
from pomost.core.models.outbox import OutboxMessage
from pomost.core.processing import Subject, declared

# A link in a letter may let in whoever has it: it is left out.
_LINK = re.compile(r"https?://\S+")


def _rows(label: str, subject: Subject) -> QuerySet[Any]:
    """The person's rows of a model, as its declaration says which these are."""
    row = next(row for name, row in declared().items() if name.startswith(f"{label}."))
    if row.rows is None:
        raise LookupError(f"{label} does not say which rows are a person's")
    return row.rows(subject)


def of_this_room(subject: Subject) -> Iterator[Section]:
    """The account, how it signs in, its roles, messages, saved views, tokens and requests."""
    tables: dict[str, tuple[str, str, tuple[str, ...]]] = {
        "account": (
            _("Account"),
            "accounts.Account",
            ("email", "name", "language", "created_at", "last_login"),
        ),
        "messages": (_("Messages"), "accounts.InboxItem", ("text", "created_at", "read_at")),
        "openings": (
            _("Sealed things opened"),
            "accounts.SealedOpening",
            ("thing_kind", "reason", "opened_at", "until"),
        ),
        "saved_views": (_("Saved views"), "accounts.SavedView", ("name", "query")),
        "invitations": (
            _("Invitations"), Invitation._meta.label, ("email", "name", "role", "invited_at", "accepted_at"),
        ),
        "account_requests": (
            _("Requests for accounts"),
            AccountRequest._meta.label,
            ("email", "name", "organisation_name", "function", "purpose", "state", "asked_at", "answer"),
        ),
        "data_requests": (
            _("Requests about personal data"),
            DataRequest._meta.label,
            ("kind", "name", "email", "text", "state", "received_on", "extension_reason", "answer"),
        ),
        "accessibility_requests": (
            _("Accessibility requests"),
            AccessibilityRequest._meta.label,
            ("name", "email", "element", "alternative", "state", "received_on", "extension_reason", "answer"),
        ),
        "tokens": (
            _("API tokens"),
            "accounts.ApiToken",
            ("name", "begins_with", "scope", "created_at", "expires_at", "last_used_at", "revoked_at"),
        ),
    }  # fmt: skip
    sections = [
        Section(key, title, _rows(label, subject), _fields(names))
        for key, (title, label, names) in tables.items()
    ]
    grants = _rows("accounts.RoleGrant", subject)
    sections.insert(1, Section("roles", _("Roles"), grants, _role_in(grants)))
    yield from sections
    yield from _signing_in(subject)


def _role_in(grants: QuerySet[Any]) -> Callable[[Any], Record]:
    """Shows a role with the name of where it is held; the names are read once, with the first role."""
    names: dict[tuple[str, str], str] = {}

    def present(row: Any) -> Record:
        if not names:
            names.update(queries.scope_labels(list(grants)))
            names[(Scope.INSTALLATION, "")] = str(Scope.INSTALLATION.label)
        where = names.get((row.scope_kind, row.scope_id)) or f"{row.get_scope_kind_display()} {row.scope_id}"
        further = fields_of(row, "since", "until", "reason", "ended_at", "end_reason")
        return [*fields_of(row, "role"), (_("Where"), where), *further]

    return present


def _fields(names: tuple[str, ...]) -> Callable[[Any], Record]:
    return lambda row: fields_of(row, *names)


def _signing_in(subject: Subject) -> Iterator[Section]:
    """What the sign-in parts hold, with labels of our own: theirs are not translated."""
    parts: tuple[tuple[str, str, str, Callable[[Any], Record]], ...] = (
        ("browsers", _("Browsers"), "accounts.KnownDevice", _device),
        ("addresses", _("E-mail addresses"), EmailAddress._meta.label, _address),
        ("second_factors", _("Second factors"), Authenticator._meta.label, _factor),
        ("single_sign_on", _("Single sign-on"), SocialAccount._meta.label, _single_sign_on),
        ("sign_ins", _("Sign-ins"), UserSession._meta.label, _session),
        ("attempts", _("Failed sign-ins"), AccessAttempt._meta.label, _attempt),
        ("failures", _("Log of failed sign-ins"), AccessFailureLog._meta.label, _attempt),
        ("sign_in_log", _("Log of sign-ins"), AccessLog._meta.label, _attempt),
        ("api_answers", _("Answers to repeated requests"), IdempotentAnswer._meta.label, _api_answer),
    )
    for key, title, label, present in parts:
        yield Section(key, title, _rows(label, subject), _without_blanks(present))


def _without_blanks(present: Callable[[Any], Record]) -> Callable[[Any], Record]:
    return lambda row: _filled(present(row))


def _filled(record: Record) -> Record:
    return [(label, value) for label, value in record if value not in (None, "", {}, [])]


def _address(row: Any) -> Record:
    return [(_("E-mail address"), row.email), (_("Confirmed"), _yes_no(row.verified))]


def _device(row: Any) -> Record:
    seen = fields_of(row, "first_seen_at", "last_seen_at")
    return [(_("Browser"), UserAgent(row.browser)), *seen]


def _factor(row: Any) -> Record:
    return [
        (_("Kind"), row.get_type_display()),
        (_("Since"), row.created_at),
        (_("Last used"), row.last_used_at),
    ]


def _single_sign_on(row: Any) -> Record:
    return [
        (_("Provider"), row.provider),
        (_("Identifier"), row.uid),
        (_("Since"), row.date_joined),
        (_("What it told"), row.extra_data),
    ]


def _session(row: Any) -> Record:
    return [
        (_("Since"), row.created_at),
        (_("IP address"), row.ip),
        (_("Browser"), UserAgent(row.user_agent)),
        (_("Details"), row.data),
    ]


def _attempt(row: Any) -> Record:
    return [
        (_("When"), row.attempt_time),
        (_("Name given"), row.username),
        (_("IP address"), row.ip_address),
        (_("Browser"), UserAgent(row.user_agent)),
        (_("Details"), getattr(row, "get_data", "")),
        (_("What was sent"), getattr(row, "post_data", "")),
    ]


def _api_answer(row: Any) -> Record:
    return [
        (_("When"), row.taken_at),
        (_("Key"), row.key),
        (_("Answer"), row.body),
        (_("Details"), row.headers),
    ]


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def of_the_core(subject: Subject) -> Iterator[Section]:
    """Drafts, letters, files, what the person did, and who opened their data."""
    drafts, letters = _rows("core.Draft", subject), _rows(OutboxMessage._meta.label, subject)
    yield Section("drafts", _("Drafts"), drafts, _fields(("form", "data", "saved_at")))
    yield Section("letters", _("Letters"), letters.order_by("-pk"), _letter)
    uploaded = _rows(Attachment._meta.label, subject)
    yield Section("files", _("Files"), uploaded, _fields(("name", "title", "uploaded_at")))
    changes = _rows("core.PersonalDetail", subject).select_related("entry").order_by("-entry_id")
    yield Section("changes", _("Changes of your data"), changes, _change)
    if subject.account is None:
        return
    own = Q(actor_id=subject.account_id) | Q(on_behalf_of_id=subject.account_id)
    yield Section("journal", _("What you did"), JournalEntry.objects.filter(own), _deed)
    log = queries.access_log()
    others = log.filter(about_id=subject.account_id).exclude(actor_id=subject.account_id)
    yield Section("opened_by_others", _("Who opened your data"), others, _opened_by)
    yield Section("opened", _("What you opened"), log.filter(own), _opened)


def _letter(row: OutboxMessage) -> Record:
    return [
        (_("When"), row.created_at),
        (_("To"), row.to),
        (_("Subject"), row.subject),
        (_("Text"), _LINK.sub("[…]", row.text)),
        (_("State"), row.get_state_display()),
    ]


def _deed(row: JournalEntry) -> Record:
    return [(_("When"), row.at), (_("Step"), row.verb), (_("Record"), f"{row.target_type} {row.target_id}")]


def _change(row: PersonalDetail) -> Record:
    return [(_("When"), row.entry.at), (_("Step"), row.entry.verb), (_("Values"), row.values)]


def _opened(row: AccessEntry) -> Record:
    return [(_("When"), row.at), (_("Page"), page_called(row.address)), (_("Record"), record_called(row))]


def _opened_by(row: Any) -> Record:
    return [(_("Who"), named(row.who) or _("the system")), *_opened(row)]


# ---- the archive


def as_json(sections: Iterable[Section]) -> str:
    """The sections as JSON: key of the section → its records as objects."""
    content = {section.key: [dict(record) for record in section.records] for section in sections}
    return json.dumps(content, ensure_ascii=False, indent=1, cls=_Encoder)


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        try:
            return super().default(value)
        except TypeError:
            return str(value)


def archive(account: Any) -> IO[bytes]:
    """A ZIP with everything: `data.json`, `data.html` to read, and the files that the person added.

    A file is in it if the person may still read it in its place. Lies on the disk, deleted when closed.
    """
    sections = held_about(account)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", as_json(sections))
        packed.writestr("data.html", render_to_string("accounts/own_data_file.html", {"sections": sections}))
        for row in Attachment.objects.filter(uploaded_by=account).select_related("blob"):
            path = files.stored_at(row.blob_id)
            if path.exists() and files.may_read(account, row):
                packed.write(path, f"files/{row.pk}-{files.safe_name(row.name)}")
    target.seek(0)
    return target
