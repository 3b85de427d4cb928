"""Safe writes through the API: nobody overwrites what somebody else saved, and a repeated POST acts once.

A room's operation is decorated with `write` and returns `Written`. Everything that it does is one
transaction, and the answer that a repetition gets is kept in the same one: either both are there or
neither. What a rule refuses leaves nothing behind.
"""

import functools
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from ninja import Schema

from pomost.core.api import api
from pomost.core.api_access import WRITE, Refusal, Token
from pomost.core.api_description import IDEMPOTENCY_KEY, IF_MATCH
from pomost.core.errors import Conflict, DomainError
from pomost.core.registries import Registry
from pomost.core.versions import Versioned

# What a router's operation is given: `@router.post(path, response=…, **CREATING)`.
CREATING: dict[str, Any] = {
    "auth": Token(WRITE),
    "openapi_extra": {"parameters": [IDEMPOTENCY_KEY]},
}
CHANGING: dict[str, Any] = {"auth": Token(WRITE), "openapi_extra": {"parameters": [IF_MATCH]}}
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT_HEADERS = ("ETag", "Location", "Content-Type")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers: the thing as it is now, and where a new one lies.

    version: None for what is never changed, such as an entry of a timeline; it has no ETag.
    """

    body: Schema
    version: Versioned | None
    status: int = 200
    location: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given; `status` is None while its request is being carried out."""

    fingerprint: str
    status: int | None = None
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Keeper(Protocol):
    """Keeps the answers of requests that carry an Idempotency-Key, for every process."""

    def take(self, account: Any, key: str, fingerprint: str) -> tuple[str, Kept | None]:
        """Take the key for a request: (ticket, None); or ("", what is there) when it is taken."""

    def keep(self, ticket: str, answer: Kept) -> bool:
        """Keep the answer, in the running transaction; False when another request took the key over."""

    def drop(self, ticket: str) -> None:
        """Free the key: the request failed and did nothing."""


keepers: Registry[Keeper] = Registry("keepers of the API's answers")


def operation_address(name: str, *args: Any) -> str:
    """The whole address of an operation, for `Written.location`."""
    return f"{settings.SITE_ADDRESS}{reverse(f'api:{name}', args=args)}"


def etag(obj: Versioned) -> str:
    """The tag of a thing's version, for `ETag` and `If-Match`."""
    return f'"{obj.row_version}"'


def seen_version(request: HttpRequest, obj: Versioned) -> int:
    """The row version that the caller changes, from If-Match; give it to the action as `seen`.

    Raises Refusal (428) without If-Match or with `*`, Conflict (412) when `obj` is another version.
    """
    tags = parse_etags(request.headers.get("If-Match", ""))
    if not tags or tags == ["*"]:
        text = _("Say in If-Match which version you change: it is the ETag of what you read.")
        raise Refusal(428, text, {"ETag": etag(obj)})
    if etag(obj) not in tags:
        raise Conflict(_("Somebody else saved this in the meantime."), current=obj.row_version)
    return obj.row_version


def given(obj: Any, body: Schema) -> dict[str, Any]:
    """The fields that were sent; texts with the languages that were not sent. Empty texts go."""
    found: dict[str, Any] = {}
    for name, value in body.model_dump(exclude_unset=True).items():
        if isinstance(value, dict):
            value = {code: text for code, text in (getattr(obj, name) | value).items() if text}
        found[name] = value
    return found


def demand_polish(values: dict[str, Any], *names: str) -> None:
    """Raise DomainError when a change would leave a name without its Polish text."""
    missing = [name for name in names if name in values and not values[name].get("pl")]
    if missing:
        text = _("Write the Polish text first: it is the one that others fall back to.")
        raise DomainError(text, fields=dict.fromkeys(missing, text))


def write(operation: Callable[..., Written]) -> Callable[..., HttpResponse]:
    """Carry out an operation in one transaction; a POST with an Idempotency-Key only once."""

    @functools.wraps(operation)
    def carried_out(request: HttpRequest, **values: Any) -> HttpResponse:
        for value in values.values():
            if isinstance(value, Schema):
                _refuse_nul(value.model_dump())
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        if not key:
            with transaction.atomic():
                return _answer(request, operation(request, **values))
        if not _KEY.fullmatch(key):
            raise Refusal(400, _("An Idempotency-Key has 1 to 200 visible characters."))
        return _once(request, key, lambda: _answer(request, operation(request, **values)))

    return carried_out


def _refuse_nul(sent: dict[str, Any]) -> None:
    """Raise DomainError for texts with NUL (U+0000), which PostgreSQL keeps in no text."""
    fields = [name for name, value in sent.items() if _holds_nul(value)]
    if fields:
        text = _("This text holds a character that can't be kept (NUL).")
        raise DomainError(text, fields=dict.fromkeys(fields, text))


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple | set):
        return any(_holds_nul(each) for each in value)
    return isinstance(value, str) and "\x00" in value


def _once(request: HttpRequest, key: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    fingerprint = _fingerprint(request)
    keeper = next(iter(keepers))
    ticket, kept = keeper.take(request.auth.account, key, fingerprint)  # type: ignore[attr-defined]
    if kept is not None:
        return _again(kept, fingerprint)
    try:
        with transaction.atomic():
            answer = act()
            if not keeper.keep(ticket, _kept(answer, fingerprint)):
                raise _in_hand()  # another process thought this one dead and began anew: undo all
        return answer
    except (DomainError, PermissionDenied, Http404) as refusal:
        # Nothing was written. A crash before the next line leaves a key that frees itself.
        answer = api.on_exception(request, refusal)
        keeper.keep(ticket, _kept(answer, fingerprint))
        return answer
    except BaseException:
        keeper.drop(ticket)
        raise


def _again(kept: Kept, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Refusal(422, _("This Idempotency-Key was used for another request. Choose a new one."))
    if kept.status is None:
        raise _in_hand()
    answer = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _in_hand() -> Refusal:
    text = _("The request with this Idempotency-Key is being carried out. Try again soon.")
    return Refusal(409, text, {"Retry-After": "2"})


def _fingerprint(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _answer(request: HttpRequest, written: Written) -> HttpResponse:
    answer = api.create_response(request, written.body.model_dump(), status=written.status)
    if written.version is not None:
        answer.headers["ETag"] = etag(written.version)
    answer.headers["Cache-Control"] = "no-store"
    if written.location:
        answer.headers["Location"] = written.location
    return answer


def _kept(answer: HttpResponse, fingerprint: str) -> Kept:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    return Kept(fingerprint, answer.status_code, answer.content.decode(), headers)
