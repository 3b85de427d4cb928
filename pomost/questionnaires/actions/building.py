"""Writes about questionnaires: make, copy, change the draft, release a version."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires import definition as definitions
from pomost.questionnaires.actions.carrying import carry_over
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.models.questionnaires import Questionnaire, QuestionnaireVersion
from pomost.questionnaires.states import RELEASE, SUPERSEDE, AnswerSetState, VersionState

LARGEST = 1024 * 1024  # bytes of a definition as JSON


def _locked(version: QuestionnaireVersion) -> QuestionnaireVersion:
    """The version, read anew and locked until the transaction ends."""
    rows = QuestionnaireVersion.objects.select_for_update(of=("self",))
    return rows.select_related("questionnaire__programme").get(pk=version.pk)


@transaction.atomic
def make_questionnaire(
    *, programme: Programme, purpose: str, definition: dict[str, Any], by: Any, copied_from: Any = None
) -> Questionnaire:
    """Make a questionnaire with a first draft: empty, brought in as JSON, or copied from the library.

    Raises PermissionDenied; DomainError for a definition that can't be kept.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(by, "questionnaires.add_questionnaire", programme)
    if copied_from is not None:
        require(by, "questionnaires.view_questionnaire", copied_from)
    demand_fit(definition)
    made = Questionnaire.objects.create(
        programme=programme, purpose=purpose, made_at=timezone.now(), made_by=by, copied_from=copied_from
    )
    QuestionnaireVersion.objects.create(questionnaire=made, number=1, definition=definition)
    journal.record(by=by, verb="questionnaire.made", target=made, data={"purpose": str(purpose)})
    return made


def demand_fit(definition: Any) -> None:
    """Raises DomainError unless the definition can be kept; its fields are named by the places in it."""
    if len(json.dumps(definition, ensure_ascii=False).encode()) > LARGEST:
        raise DomainError(_("This questionnaire is larger than 1 MB."))
    problems = definitions.problems_in(definition)
    if problems:
        first = problems[0]
        said = "; ".join(f"{each.where}: {each.message}" for each in problems[:5])
        fields = {first.part: first.message} if first.part else {}
        raise DomainError(first.message if first.part else said, fields=fields)


@transaction.atomic
def change_draft(
    *, version: QuestionnaireVersion, definition: dict[str, Any], by: Any, seen: int | None = None
) -> QuestionnaireVersion:
    """Change what a draft says. seen: the row version that the change was made on.

    Raises PermissionDenied; Conflict; DomainError when it is not a draft any more, or can't be kept so:
    a circular condition is refused here, at the field `show_when`.
    """
    version = _locked(version)
    require(by, "questionnaires.change_questionnaire", version.questionnaire)
    versions.check(version, seen)
    if version.state != VersionState.DRAFT:
        raise DomainError(_("This version is in use and can't be changed. Begin a new version."))
    demand_fit(definition)
    version.definition = definition
    versions.save(version, ["definition"])
    journal.record(
        by=by,
        verb="questionnaire.changed",
        target=version.questionnaire,
        fields=["definition"],
        data={"version": version.number},
    )
    return version


@transaction.atomic
def begin_version(*, questionnaire: Questionnaire, by: Any) -> QuestionnaireVersion:
    """Begin a new version as a copy of the one in use; the one that is begun already, if there is one.

    Raises PermissionDenied.
    """
    questionnaire = (
        Questionnaire.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=questionnaire.pk)
    )
    require(by, "questionnaires.change_questionnaire", questionnaire)
    newest = questionnaire.versions.order_by("-number")[0]
    if newest.state == VersionState.DRAFT:
        return newest
    made = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=newest.number + 1,
        definition=definitions.copied(newest.definition),
    )
    journal.record(by=by, verb="questionnaire.begun", target=questionnaire, data={"version": made.number})
    return made


@transaction.atomic
def supersede_version(*, version: QuestionnaireVersion, by: Any) -> QuestionnaireVersion:
    """Take a version out of use, as a newer one takes its place. Answers that were completed keep it."""
    version = _locked(version)
    require(by, "questionnaires.change_questionnaire", version.questionnaire)
    SUPERSEDE.move(version)
    versions.save(version, ["state"])
    data = {"version": version.number}
    journal.record(
        by=by, verb="questionnaire.superseded", target=version.questionnaire, fields=["state"], data=data
    )
    return version


@transaction.atomic
def release_version(*, version: QuestionnaireVersion, note: str, by: Any, seen: int | None = None) -> int:
    """Put a draft into use. The version before is replaced, and its open answers are carried over.

    Gives the number of fillings carried over. Raises PermissionDenied; Conflict; TransitionNotAllowed;
    DomainError for a questionnaire that asks nothing.
    """
    version = _locked(version)
    require(by, "questionnaires.change_questionnaire", version.questionnaire)
    versions.check(version, seen)
    if not any(True for _question in definitions.questions_of(version.definition)):
        raise DomainError(_("It asks nothing yet: add a question first."))
    before = version.questionnaire.versions.filter(state=VersionState.RELEASED).first()
    if before is not None:
        supersede_version(version=before, by=by)
    RELEASE.move(version)
    version.note = note.strip()
    version.released_at, version.released_by = timezone.now(), by
    version.checksum = definitions.checksum_of(version.definition)
    versions.save(version, ["state", "note", "released_at", "released_by", "checksum"])
    data = {"version": version.number, "sha256": version.checksum}
    journal.record(
        by=by, verb="questionnaire.released", target=version.questionnaire, fields=["state"], data=data
    )
    opened = AnswerSet.objects.filter(version=before, state=AnswerSetState.OPEN) if before else []
    return len([carry_over(answer_set=each, version=version, by=by) for each in opened])
