"""What this room gives to the API: who holds a token, how often was asked, which answers were given."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import tokens
from pomost.accounts.models.tokens import ApiToken, ApiUse, IdempotentAnswer
from pomost.core.api_access import Caller, Known, authenticators, counters
from pomost.core.api_writes import Kept, keepers

USED_TO = timedelta(hours=1)  # how exactly the last use is noted
KEPT_FOR = timedelta(hours=24)
DEAD_AFTER = timedelta(minutes=2)  # a request that has not answered by then was killed


def known_by(secret: str) -> Known:
    """Who a token stands for; nobody when it is unknown, expired, revoked, or its account is closed."""
    if not secret.startswith(tokens.PREFIX) or len(secret) > 100:
        return Known()
    token = ApiToken.objects.select_related("account").filter(secret_hash=tokens.hash_of(secret)).first()
    if token is None or not token.is_open or not token.account.is_active:
        return Known()
    if not token.second_factor and tokens.demands_second_factor(token.account):
        text = _("Your role needs a second factor: make a new token after signing in with it.")
        return Known(refusal=text)
    _note_use(token)
    return Known(Caller(token.account, token.scopes, f"token:{token.pk}"))


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USED_TO:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_TO)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def add_uses(whose: str, minute: int, more: int) -> int:
    """Add to what somebody asked for in a minute; returns how much that is over all processes.

    One statement, so that two processes never lose each other's count; the ORM would need three.
    """
    table = connection.ops.quote_name(ApiUse._meta.db_table)
    sql = (
        f"INSERT INTO {table} (whose, minute, requests) VALUES (%s, %s, %s) "  # noqa: S608
        f"ON CONFLICT (whose, minute) DO UPDATE SET requests = {table}.requests + excluded.requests "
        "RETURNING requests"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (whose, minute, more))
        (total,) = cursor.fetchone()
    return int(total)


class Answers:
    """Keeps answers in the database, so that they stand and fall with what was written.

    A key is taken in a transaction of its own: others see at once that it is in hand. Whoever was
    killed meanwhile wrote nothing; its key is free again after two minutes.
    """

    def take(self, account: Any, key: str, fingerprint: str) -> tuple[str, Kept | None]:
        now, ticket = timezone.now(), secrets.token_hex(16)
        rows = IdempotentAnswer.objects.filter(account=account, key=key)
        rows.filter(taken_at__lt=now - KEPT_FOR).delete()
        try:
            with transaction.atomic():
                IdempotentAnswer.objects.create(
                    account=account, key=key, fingerprint=fingerprint, ticket=ticket, taken_at=now
                )
        except IntegrityError:
            pass
        else:
            return ticket, None
        # One statement decides who goes on after a request that died: whoever changes the row has the key.
        dead = rows.filter(status=None, taken_at__lt=now - DEAD_AFTER, fingerprint=fingerprint)
        if dead.update(ticket=ticket, taken_at=now):
            return ticket, None
        row = rows.first()
        if row is None:  # freed between the two statements
            return "", Kept(fingerprint)
        return "", Kept(row.fingerprint, row.status, row.body, row.headers)

    def keep(self, ticket: str, answer: Kept) -> bool:
        return bool(
            IdempotentAnswer.objects.filter(ticket=ticket, status=None).update(
                status=answer.status, body=answer.body, headers=answer.headers
            )
        )

    def drop(self, ticket: str) -> None:
        IdempotentAnswer.objects.filter(ticket=ticket, status=None).delete()


def forget() -> int:
    """Delete answers and counts that are older than a day; returns how many rows went."""
    past = timezone.now() - KEPT_FOR
    answers = IdempotentAnswer.objects.filter(taken_at__lt=past).delete()[0]
    return answers + ApiUse.objects.filter(minute__lt=int(past.timestamp()) // 60).delete()[0]


def register() -> None:
    """Put these into the core's lists; called once when the room is ready."""
    authenticators.add("accounts", known_by)
    counters.add("accounts", add_uses)
    keepers.add("accounts", Answers())
