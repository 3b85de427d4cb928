"""States of requests that people make: for an account, about their data, for accessibility."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.core.workflow import Machine, Transition


class AccountRequestState(models.TextChoices):
    ASKED = "asked", _("waiting for a decision")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("expired")


A = AccountRequestState
_ACCOUNTS = "pomost.accounts.actions.account_requests"
CONFIRM = Transition("confirm", frozenset({A.ASKED}), A.CONFIRMED, f"{_ACCOUNTS}.confirm_account_request")
REFUSE = Transition("refuse", frozenset({A.ASKED}), A.REFUSED, f"{_ACCOUNTS}.refuse_account_request")
EXPIRE = Transition("expire", frozenset({A.ASKED}), A.EXPIRED, f"{_ACCOUNTS}.expire_account_request")


class DutyState(models.TextChoices):
    """Of requests that the law gives a term for."""

    RECEIVED = "received", _("received")
    EXTENDED = "extended", _("term extended")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")


D = DutyState
_DUTIES = "pomost.accounts.actions.duties"
_OPEN = frozenset({D.RECEIVED, D.EXTENDED})
EXTEND = Transition("extend", frozenset({D.RECEIVED}), D.EXTENDED, f"{_DUTIES}.extend_duty")
ANSWER = Transition("answer", _OPEN, D.ANSWERED, f"{_DUTIES}.answer_duty")
DECLINE = Transition("decline", _OPEN, D.REFUSED, f"{_DUTIES}.refuse_duty")

ACCOUNT_REQUEST = Machine("accounts.AccountRequest", AccountRequestState, (CONFIRM, REFUSE, EXPIRE))
DATA_REQUEST = Machine("accounts.DataRequest", DutyState, (EXTEND, ANSWER, DECLINE))
ACCESSIBILITY_REQUEST = Machine("accounts.AccessibilityRequest", DutyState, (EXTEND, ANSWER, DECLINE))
