"""Addresses made of names: a record is saved under the first one that is free."""

from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.search.words import folded

ROOM_FOR_NUMBER = 5  # characters behind the name: "-999" and one to spare
MOST_NAMESAKES = 999
M = TypeVar("M", bound=models.Model)


def insert(record: M, name: str, *, otherwise: str) -> M:
    """Save a new record whose unique `slug` is made of a name, with a number where others have it.

    otherwise: the address of a name without any letter. Part of an action: two who take the same address at
    the same moment both get one. Raises DomainError for a name that very many have.
    """
    model: Any = type(record)
    longest = model._meta.get_field("slug").max_length - ROOM_FOR_NUMBER
    plain = slugify(folded(name.lower()))[:longest].strip("-") or otherwise
    for number in range(1, MOST_NAMESAKES + 1):
        record.slug = plain if number == 1 else f"{plain}-{number}"  # type: ignore[attr-defined]
        if model._default_manager.filter(slug=record.slug).exists():  # type: ignore[attr-defined]
            continue
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError:
            continue  # somebody else took it in this moment
        return record
    raise DomainError(_("Choose another name: very many have this one."))
