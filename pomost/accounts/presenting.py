"""What awaits a person because of this room, and what the rooms hold about a person."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import queries
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest
from pomost.core import erasing
from pomost.core.health import Finding
from pomost.core.home import Awaiting
from pomost.core.models.access import AccessEntry
from pomost.core.permissions import addresses
from pomost.core.processing import Erasure, Subject
from pomost.core.registries import Registry

MOST = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is held about a person: a title, and records as (label, value) pairs.

    key: its name in the file, in English and without blanks.
    """

    key: str
    title: str
    records: list[list[tuple[str, Any]]]


# name → function(account) → sections. Each room that holds data about people adds its own.
own_data: Registry[Callable[[Any], Iterable[Section]]] = Registry("data held about a person")


def held_about(account: Any) -> list[Section]:
    """Everything that the rooms say they hold about the account's person, without empty sections."""
    return [section for provider in own_data for section in provider(account) if section.records]


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


def of_this_room(account: Any) -> Iterator[Section]:
    """The account, its roles, sign-ins, browsers, messages, saved views and requests."""
    rows: dict[str, tuple[str, Iterable[Model], tuple[str, ...]]] = {
        "account": (_("Account"), [account], ("email", "name", "language", "created_at", "last_login")),
        "roles": (
            _("Roles"),
            account.grants.order_by("given_at"),
            ("role", "scope_kind", "scope_id", "since", "until", "reason", "ended_at", "end_reason"),
        ),
        "browsers": (_("Browsers"), account.devices.all(), ("browser", "first_seen_at", "last_seen_at")),
        "messages": (_("Messages"), account.inbox.all(), ("text", "created_at", "read_at")),
        "api_tokens": (
            _("API tokens"),
            account.api_tokens.all(),
            ("name", "begins_with", "scope", "created_at", "expires_at", "last_used_at", "revoked_at"),
        ),
        "saved_views": (_("Saved views"), account.saved_views.all(), ("name", "query")),
        "data_requests": (
            _("Requests about personal data"),
            DataRequest.objects.filter(account=account),
            ("kind", "text", "state", "received_on", "answer"),
        ),
        "accessibility_requests": (
            _("Accessibility requests"),
            AccessibilityRequest.objects.filter(account=account),
            ("element", "alternative", "state", "received_on", "answer"),
        ),
    }
    for key, (title, records, names) in rows.items():
        yield Section(key, title, [_fields(record, *names) for record in records])
    signed = UserSession.objects.filter(user=account).order_by("created_at")
    yield Section("sign_ins", _("Sign-ins"), [_signed(row) for row in signed])


def _signed(row: UserSession) -> list[tuple[str, Any]]:
    return [(_("Since"), row.created_at), (_("IP address"), row.ip), (_("Browser"), row.user_agent)]


def _fields(row: Model, *names: str) -> list[tuple[str, Any]]:
    """(label, value) of the named fields that hold something; a choice by its label."""
    found = []
    for name in names:
        field = row._meta.get_field(name)
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        if value not in (None, ""):
            found.append((str(getattr(field, "verbose_name", name)), value))
    return found


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
        if due := review_due(timezone.localdate()):
            where = reverse("accounts-panel:change-statement")
            yield Awaiting(_("Review the accessibility statement"), where, due)
    if user.has_perm("accounts.view_accounts"):
        waiting = queries.account_requests_for(user).filter(state="asked").order_by("asked_at")
        for found in waiting[:MOST]:
            where = reverse("accounts-panel:requests")
            due = found.asked_at.date() + queries.REQUEST_ENDS_AFTER
            yield Awaiting(_("%s asks for an account") % found.name, where, due)


def review_due(today: date) -> date | None:
    """By when the statement must be reviewed: 31 March each year; None when that is done this year.

    Source: ustawa o dostępności cyfrowej, art. 11.
    """
    reviewed = queries.statement().reviewed_on
    term = date(today.year, 3, 31)
    if reviewed is not None and reviewed.year >= today.year:
        return None
    return term


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
