"""What the room holds about a person, for the page and the file of their own data."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.advisory import personal_data
from pomost.core.processing import Subject


def own_data(subject: Subject) -> Iterator[Section]:
    """Advice that the person gave or received, contracts, months, hand-overs, recommendations."""
    given = personal_data.consultations_of(subject).select_related("partnership")
    yield Section("consultations", _("Consultations"), given, _consultation)
    sheets = personal_data.sheets_of(subject).select_related("contract")
    yield Section("timesheets", _("Months' sheets"), sheets, _of("month", "state", "note"))
    contracts = personal_data.contracts_of(subject)
    yield Section("consultant_contracts", _("Contracts"), contracts, _of("number", "since", "until", "limit"))
    profiles = personal_data.profiles_of(subject)
    yield Section(
        "adviser_profiles", _("Profile as an adviser"), profiles, _of("topics", "languages", "about")
    )
    tasks = personal_data.expert_tasks_of(subject)
    words = ("title", "scope", "days", "deadline", "state", "answer", "report", "note")
    yield Section("expert_tasks", _("Tasks of experts"), tasks, _of(*words))
    handed = personal_data.hand_overs_of(subject)
    yield Section("hand_overs", _("Hand-overs of partnerships"), handed, _of("at", "note"))
    proposed = personal_data.recommendations_of(subject)
    told = ("title", "reason", "expected", "state", "answer", "outcome", "effect")
    yield Section("recommendations", _("Recommendations"), proposed, _of(*told))
    noted = personal_data.training_needs_of(subject)
    yield Section("training_needs", _("Training needs"), noted, _of("title", "noted_at", "state", "outcome"))


def _of(*names: str) -> Any:
    return lambda row: fields_of(row, *names)


def _consultation(row: Any) -> Record:
    names = ("day", "kind", "minutes", "place", "others", "agreed", "over_reason", "withdrawn_why")
    return [(_("Partnership"), str(row.partnership)), *fields_of(row, *names)]
