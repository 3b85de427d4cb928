"""Erasing a person: the answer to a request about personal data (GDPR art. 17), carried out in every room."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from pomost.accounts.actions.duties import answer_duty, receive_data_request
from pomost.accounts.actions.grants import end_access
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.duties import DataRequest
from pomost.accounts.presenting import subject_of_request
from pomost.core import erasing, journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.processing import Erasure, Subject
from pomost.core.system import SYSTEM


@transaction.atomic
def erase_person(
    *, data_request: DataRequest, by: Any, remark: str = "", is_identity_checked: bool = False
) -> DataRequest:
    """Erase the person who asks for it, close the account, and answer with what is kept and why.

    remark: what the officer adds to the answer. is_identity_checked: whether the officer made sure who
    asks; needless where the request was made signed in. Roles, sign-ins and tokens end at once; what was
    written stays, under the number of the account. Raises PermissionDenied; DomainError when this is no
    open request for erasure, nobody is found, it was done already, the identity is not checked, or the
    person still holds a position or is the last administrator.
    """
    data_request = DataRequest.objects.select_for_update(of=("self",)).get(pk=data_request.pk)
    require(by, "accounts.erase_person", data_request)
    subject = _to_erase(data_request)
    if data_request.account_id is None and not is_identity_checked:
        raise DomainError(
            _("Make sure first who asks."),
            fields={"is_identity_checked": _("The request was made without signing in.")},
        )
    kept = _kept(subject, data_request.language)
    if subject.account is not None:
        end_access(account=subject.account, by=SYSTEM, reason=_("Erased on request"))
    done = erasing.erase(subject, by)
    journal.record(by=by, verb="person.erased", target=subject.account or data_request, data={"rows": done})
    with translation.override(data_request.language):
        answer = [_("Your personal data is erased."), kept, remark.strip()]
    answer_duty(duty=data_request, answer="\n\n".join(filter(None, answer)), by=by)
    _note(data_request.pk, subject)
    return data_request


@transaction.atomic
def repeat_erasure(*, account: Account, request: int, by: Any) -> Account:
    """Erase an account again that an archive brought back; nobody is written to a second time.

    request: number of the request that was carried out before. Raises PermissionDenied; DomainError when
    it is erased, or while the person of then still holds a position.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    require(by, "accounts.repeat_erasure", account)
    if account.is_erased:
        raise DomainError(_("This was done already."))
    subject = erasing.subject_of(account)
    against = erasing.standing_against(subject)
    if against:
        raise DomainError(" ".join(against), missing=against)
    if account.is_active:
        end_access(account=account, by=SYSTEM, reason=_("Erased on request"))
    done = erasing.erase(subject, by)
    journal.record(by=by, verb="person.erased", target=account, data={"rows": done, "request": request})
    _note(request, subject)
    return account


def _note(request: int, subject: Subject) -> None:
    account = subject.account
    erasing.note(
        request=request,
        account=account.pk if account else None,
        joined=account.created_at if account else None,
    )


@transaction.atomic
def ask_for_erasure(*, reason: str, by: Any) -> DataRequest:
    """Ask for the erasure of one's own data; one open request is enough.

    Raises PermissionDenied for who is not signed in; DomainError when a request is open already.
    """
    require(by, "accounts.keep_own")
    account = Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
    waiting = DataRequest.objects.filter(
        account=account, kind=DataRequest.Kind.ERASE, state__in=("received", "extended")
    ).first()
    if waiting is not None:
        raise DomainError(_("You have asked for this already, as no. %d.") % waiting.pk)
    values = {
        "name": account.name or account.email,
        "email": account.email,
        "language": account.language,
        "kind": DataRequest.Kind.ERASE,
        "text": reason.strip(),
    }
    return receive_data_request(values=values, by=by)


def _to_erase(duty: DataRequest) -> Subject:
    """The person of the request. Raises DomainError when the erasure can't be carried out."""
    if duty.kind != DataRequest.Kind.ERASE:
        raise DomainError(_("This request asks for something else."))
    subject = subject_of_request(duty)
    if not duty.is_open or (subject.account is not None and subject.account.is_erased):
        raise DomainError(_("This was done already."))
    if not any(part.declaration.erasure != Erasure.KEEP for part in erasing.parts_of(subject)):
        raise DomainError(_("Nothing is held here under this address. Answer the request in words."))
    against = erasing.standing_against(subject)
    if against:
        raise DomainError(" ".join(against), missing=against)
    return subject


def _kept(subject: Subject, language: str) -> str:
    """What is kept by law, with the reason and the term, in the person's language; a line each."""
    with translation.override(language):
        rows = [part.declaration for part in erasing.parts_of(subject)]
        lines = [
            _("%(purpose)s: %(term)s (%(basis)s)")
            % {"purpose": row.purpose, "term": row.retention, "basis": row.basis.quoted}
            for row in rows
            if row.erasure == Erasure.KEEP
        ]
        if not lines:
            return ""
        return "\n".join(
            [_("What the law makes us keep (GDPR art. 17(3)):"), *(f"- {line}" for line in lines)]
        )
