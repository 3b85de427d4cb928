"""Declarations of personal data: why it is held, on what basis, how long, and what erasure does.

Every model field that can hold personal data is declared in its room's `personal_data.py`; a test
fails for a text field that is neither declared nor listed as holding none. The register of
processing (GDPR art. 30) is generated from these declarations.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from pomost.core.registries import Registry


class Basis(StrEnum):
    """Legal bases of GDPR art. 6(1)."""

    CONSENT = "6(1)(a)"
    CONTRACT = "6(1)(b)"
    LEGAL_OBLIGATION = "6(1)(c)"
    PUBLIC_TASK = "6(1)(e)"
    LEGITIMATE_INTEREST = "6(1)(f)"

    @property
    def quoted(self) -> str:
        """The provision as it is quoted in the reader's language, e.g. "GDPR art. 6(1)(c)"."""
        return _("GDPR art. 6(1)(%s)") % self.value[-2]


class Erasure(StrEnum):
    """What erasing a person does with the field."""

    DELETE = "delete"  # the row goes
    BLANK = "blank"  # the value goes, the row stays
    KEEP = "keep"  # must be kept for the stated time; GDPR art. 17(3)


@dataclass(frozen=True, slots=True)
class Subject:
    """A person whose data is shown or erased, by all that is known of them here.

    account: the account, if there is one. emails: every address, in small letters. records: rows that
    are this person, as (label of the model in small letters, id); rooms add theirs (erasing.finders).
    """

    account: Any = None
    emails: frozenset[str] = frozenset()
    records: frozenset[tuple[str, int]] = frozenset()

    def ids_of(self, label: str) -> set[int]:
        """The ids of the rows of one model that are this person."""
        return {pk for found, pk in self.records if found == label}

    @property
    def account_id(self) -> int | None:
        return self.account.pk if self.account is not None else None


@dataclass(frozen=True, slots=True)
class Processing:
    """One purpose for which some fields of a model are held.

    purpose: a lazily translated sentence. retention: a lazily translated term, e.g. "two years after …".
    rows: the rows in which a person's data lies; without it nothing is shown or erased for anybody.
    past: the rows whose term is over at a moment; without it something else ends them (say what).
    blank: what blanking leaves in a row's fields where that is not simply nothing.
    afterwards: what happens to rows past their term; by default what erasing does, for KEEP deleting.
    """

    model: str
    fields: tuple[str, ...]
    purpose: Any
    basis: Basis
    retention: Any
    erasure: Erasure
    rows: Callable[[Subject], models.QuerySet[Any]] | None = None
    past: Callable[[datetime], models.QuerySet[Any]] | None = None
    blank: Callable[[Any], Mapping[str, Any]] | None = None
    afterwards: Erasure | None = None

    @property
    def at_the_end(self) -> Erasure:
        """What happens to a row whose term is over."""
        return self.afterwards or (Erasure.DELETE if self.erasure == Erasure.KEEP else self.erasure)


declarations: Registry[Processing] = Registry("declarations of personal data")
without: set[str] = set()


def declare(*rows: Processing) -> None:
    """Add rows to the register of processing (a room's `personal_data.py` calls this)."""
    for row in rows:
        declarations.add(f"{row.model}:{','.join(row.fields)}", row)


def declare_none(model: str, fields: Iterable[str]) -> None:
    """State that these text fields of a model hold no personal data."""
    without.update(f"{model}.{field}" for field in fields)


def declared() -> Mapping[str, Processing]:
    """Every declared field, as `app.Model.field`, with its declaration."""
    return {f"{row.model}.{field}": row for row in declarations for field in row.fields}
