"""What awaits a person because of this room, what the rooms hold about a person, the register of that."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.accounts import queries
from pomost.accounts.models.accounts import Account, name_of_erased
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest
from pomost.core import erasing
from pomost.core.health import Finding
from pomost.core.home import Awaiting
from pomost.core.models.access import AccessEntry
from pomost.core.permissions import addresses
from pomost.core.processing import Erasure, Subject, declarations
from pomost.core.registries import Registry

MOST = 20
Record = list[tuple[str, Any]]


@dataclass(slots=True)
class Section:
    """A part of what is held about a person: a title, and rows that `present` makes (label, value) pairs of.

    key: its name in the file, in English and without blanks. records, is_cut (whether there are more):
    filled by `read`.
    """

    key: str
    title: str
    rows: QuerySet[Any]
    present: Callable[[Any], Record]
    records: list[Record] = field(default_factory=list)
    is_cut: bool = False

    def read(self, most: int | None) -> "Section":
        """Read the records; at most so many."""
        rows = self.rows if most is None else self.rows[: most + 1]
        records = [self.present(row) for row in rows]
        self.records, self.is_cut = records[:most], most is not None and len(records) > most
        return self


# name → function(subject) → sections. Each room that holds data about people adds its own.
Provider = Callable[[Subject], Iterable[Section]]
own_data: Registry[Provider] = Registry("data held about a person")


def held_about(account: Any, most: int | None = None) -> list[Section]:
    """Everything that the rooms say they hold about the account's person, without empty sections.

    most: how many records of a section are wanted; None for all. One query finds the sections that hold
    something, and one reads each of them.
    """
    subject = subject_of_account(account)
    parts = [part for provider in own_data for part in provider(subject)]
    return [part.read(most) for part in _held(parts)]


def _held(parts: list[Section]) -> list[Section]:
    """The sections that have any row, found by one query."""
    asked: list[Section] = []
    sql: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            inner, values = part.rows.query.exists().sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(part)
        sql.append(f"EXISTS ({inner})")
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql)}", params)
        found = cursor.fetchone()
    return [part for part, holds in zip(asked, found, strict=True) if holds]


def fields_of(row: Model, *names: str) -> Record:
    """(label, value) of the named fields that hold something; a choice by its label."""
    found = []
    for name in names:
        field = row._meta.get_field(name)
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        if value not in (None, "", {}, []):
            found.append((str(getattr(field, "verbose_name", name)), value))
    return found


def subject_of_account(account: Any) -> Subject:
    """Everything in the rooms that is the person of an account."""
    return erasing.subject_of(account)


def subject_of_request(duty: DataRequest) -> Subject:
    """Whom a request is about: who asked signed in, else whoever has the address that it gives.

    The address that somebody signed in types says nothing about whose it is.
    """
    if duty.account_id is not None:
        return erasing.subject_of(duty.account)
    account = Account.objects.filter(email__iexact=duty.email).first()
    return erasing.subject_of(account, [duty.email])


@dataclass(frozen=True, slots=True)
class Effect:
    """What an erasure does with one group of a person's data: deletes it, empties it, or keeps it."""

    erasure: Erasure
    title: str
    note: str
    parts: list[erasing.Part]


def effects_of(subject: Subject) -> list[Effect]:
    """What erasing the person would do, group by group; groups without anything are left out."""
    texts = {
        Erasure.DELETE: (_("What is deleted"), _("These records go.")),
        Erasure.BLANK: (
            _("What is emptied"),
            _("The record stays, so that it is known what was done; what says who it was goes."),
        ),
        Erasure.KEEP: (
            _("What is kept"),
            _("The law makes us keep this (GDPR art. 17(3)) until its term is over."),
        ),
    }
    parts = erasing.parts_of(subject)
    groups = [
        Effect(kind, *texts[kind], [part for part in parts if part.declaration.erasure == kind])
        for kind in texts
    ]
    return [group for group in groups if group.parts]


def addresses_of(subject: Subject) -> Subject:
    """The account itself, with every address that it has proved to be its own."""
    if subject.account is None:
        return subject
    proved = EmailAddress.objects.filter(user=subject.account, verified=True)
    emails = [subject.account.email, *proved.values_list("email", flat=True)]
    return erasing.with_further(subject, [subject.account], emails)


def named(name: str | None) -> str:
    """A name of the access log as it is shown: an erased account by its number."""
    return name_of_erased(name or "") or name or ""


def page_called(address: str) -> str:
    """What a page is called in the access log; its bare name when the page is gone since."""
    row = addresses.get(address)
    return str(row.called) if row and row.called else address


def record_called(entry: AccessEntry) -> str:
    """The record of an entry, e.g. "account 12"; empty for a list."""
    if not entry.target_type:
        return ""
    try:
        name = apps.get_model(entry.target_type)._meta.verbose_name
    except LookupError:
        name = entry.target_type
    return f"{name} {entry.target_id}"


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Open requests that `user` answers, by their term; people who wait for an account; the yearly review."""
    if user.has_perm("accounts.answer_data_requests"):
        for duty in queries.open_duties(DataRequest)[:MOST]:
            where = reverse("accounts-panel:data-request", args=[duty.pk])
            yield Awaiting(_("Request about personal data no. %d") % duty.pk, where, duty.due_on)
    if user.has_perm("accounts.answer_accessibility"):
        for duty in queries.open_duties(AccessibilityRequest)[:MOST]:
            where = reverse("accounts-panel:accessibility-request", args=[duty.pk])
            yield Awaiting(_("Accessibility request no. %d") % duty.pk, where, duty.due_on)
        where = reverse("accounts-panel:change-statement")
        if not queries.statement().status:
            yield Awaiting(_("Prepare the accessibility statement"), where)
        elif due := review_due(timezone.localdate()):
            yield Awaiting(_("Review the accessibility statement"), where, due)
    if user.has_perm("accounts.view_accounts"):
        waiting = queries.account_requests_for(user).filter(state="asked").order_by("asked_at")
        for found in waiting[:MOST]:
            where = reverse("accounts-panel:requests")
            due = found.asked_at.date() + queries.REQUEST_ENDS_AFTER
            yield Awaiting(_("%s asks for an account") % found.name, where, due)


def review_due(today: date) -> date | None:
    """By when the statement must be reviewed: 31 March each year; None when that or it was made this year.

    Source: ustawa o dostępności cyfrowej, art. 11.
    """
    said = queries.statement()
    is_done = any(day and day.year >= today.year for day in (said.reviewed_on, said.prepared_on))
    return None if is_done else date(today.year, 3, 31)


def findings() -> list[Finding]:
    """What the doctor says about the duties of who runs the site: whom to ask must be known in public."""
    runs, said = queries.installation(), queries.statement()
    grave = settings.ENVIRONMENT == "production"
    return [
        Finding(
            str(_("who runs the site is named")),
            bool(runs.controller and runs.email),
            str(_("An administrator names it in the panel, under “Who runs this site”.")),
            is_grave=grave,
        ),
        Finding(
            str(_("the accessibility statement has a status and a contact")),
            bool(said.status and said.contact_email),
            str(_("The accessibility officer fills it in, in the panel.")),
            is_grave=grave,
        ),
    ]


def erasure_findings() -> list[Finding]:
    """What the doctor says about erasures that a restored archive undid."""
    return [
        Finding(
            str(_("nobody who was erased is back")),
            not queries.brought_back(erasing.noted_since(erasing.BEGINNING)),
            str(_("An archive brought them back: end the positions they hold, the night does the rest.")),
        ),
        Finding(
            str(_("the list of erasures can be read")),
            not erasing.unreadable(),
            str(_("%(number)d lines of %(path)s say nothing: compare with the requests, then delete them."))
            % {"number": erasing.unreadable(), "path": erasing.list_of_erasures()},
            is_grave=False,
        ),
    ]


# ---- the register of processing in words

# What parts that are not ours, and fields that nobody sees, are called.
RECORDS = {
    "account.EmailAddress": gettext_lazy("e-mail addresses of accounts"),
    "mfa.Authenticator": gettext_lazy("second factors"),
    "socialaccount.SocialAccount": gettext_lazy("connections with single sign-on"),
    "usersessions.UserSession": gettext_lazy("open sign-ins"),
    "axes.AccessAttempt": gettext_lazy("counts of failed sign-ins"),
    "axes.AccessFailureLog": gettext_lazy("log of failed sign-ins"),
    "axes.AccessLog": gettext_lazy("log of sign-ins"),
}
FIELDS = {
    "core.OutboxMessage.subject": gettext_lazy("subject of the letter"),
    "core.OutboxMessage.key": gettext_lazy("mark against sending twice"),
    "accounts.Invitation.token_hash": gettext_lazy("hash of the link"),
    "accounts.SavedView.query": gettext_lazy("what the view shows"),
    "mfa.Authenticator.data": gettext_lazy("encrypted secret of app or codes; public part of the key"),
    "socialaccount.SocialAccount.uid": gettext_lazy("identifier at the other service"),
    "socialaccount.SocialAccount.extra_data": gettext_lazy("what the other service told"),
    "usersessions.UserSession.ip": gettext_lazy("IP address"),
    "usersessions.UserSession.session_key": gettext_lazy("key of the session"),
    "usersessions.UserSession.data": gettext_lazy("details"),
    "axes.AccessAttempt.get_data": gettext_lazy("what the address carried"),
    "axes.AccessAttempt.post_data": gettext_lazy("what was sent, without the password"),
    "axes.AccessLog.session_hash": gettext_lazy("hash of the session's key"),
    "accounts.ApiToken.secret_hash": gettext_lazy("hash of the token"),
    "accounts.IdempotentAnswer.key": gettext_lazy("key of the request"),
    "accounts.IdempotentAnswer.body": gettext_lazy("answer"),
    "accounts.IdempotentAnswer.headers": gettext_lazy("head of the answer"),
    "accounts.ApiUse.whose": gettext_lazy("number of the token or keyed hash of the visitor's address"),
}
SIGN_IN_FIELDS = {
    "username": gettext_lazy("name given"),
    "ip_address": gettext_lazy("IP address"),
    "user_agent": gettext_lazy("browser"),
}
ON_ERASURE = {
    Erasure.DELETE: gettext_lazy("deleted"),
    Erasure.BLANK: gettext_lazy("emptied; the record stays"),
    Erasure.KEEP: gettext_lazy("kept until the term is over"),
}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row of the register of processing as its reader gets it."""

    record: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    retention: str
    erasure: str


def register_rows() -> list[RegisterRow]:
    """The register of processing (GDPR art. 30) in the reader's language, in the order of the rooms."""
    return [
        RegisterRow(
            capfirst(str(RECORDS.get(row.model) or apps.get_model(row.model)._meta.verbose_name_plural)),
            tuple(_field_called(row.model, name) for name in row.fields),
            str(row.purpose),
            row.basis.quoted,
            str(row.retention),
            str(ON_ERASURE[row.erasure]),
        )
        for row in declarations
    ]


def _field_called(model: str, name: str) -> str:
    if named := FIELDS.get(f"{model}.{name}") or SIGN_IN_FIELDS.get(name):
        return str(named)
    field = apps.get_model(model)._meta.get_field(name)
    return str(getattr(field, "verbose_name", "") or name)
