"""Writes about answers: save, bring an earlier version back, complete, be present."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core import journal, numbers, versions
from pomost.core.errors import DomainError, TransitionNotAllowed
from pomost.core.permissions import require
from pomost.questionnaires import values
from pomost.questionnaires.definition import SEPARATOR, Question, by_key, question_at
from pomost.questionnaires.models.answers import Answer, AnswerSet, AnswerVersion, Presence
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.owners import owners
from pomost.questionnaires.queries.answers import missing_in, values_of
from pomost.questionnaires.states import COMPLETE, AnswerSetState, Kind, VersionState

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer as its sender typed it. seen: the version that stood on the page, 0 for none. key: the
    sender's own for this saving; the same one twice is taken once. after: keys of savings of the same answer
    that the sender made before and never heard of: to go on from one of them is no conflict.
    """

    path: str
    value: Any
    seen: int = 0
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    after: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. version: the one stored now. problem: what is wrong with it though it is kept.

    is_conflict: somebody else saved since `seen`; nothing was stored, `answer` is what stands there.
    refused: why it could not be kept at all; what stood there before stays.
    """

    path: str
    version: int
    saved_at: datetime | None = None
    problem: str = ""
    is_conflict: bool = False
    answer: Answer | None = None
    refused: str = ""


def locked(answer_set: AnswerSet) -> AnswerSet:
    """The row, read anew and locked until the transaction ends: savings of one filling queue here."""
    rows = AnswerSet.objects.select_for_update(of=("self",)).select_related("version__questionnaire")
    return rows.get(pk=answer_set.pk)


@transaction.atomic
def open_answers(*, version: QuestionnaireVersion, owner_kind: str, by: Any) -> AnswerSet:
    """Begin to fill in a version in use, as a step of the action that makes the owner of the answers.

    Raises DomainError when the version is not in use any more; the owner's own action asks for the right.
    """
    version = QuestionnaireVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state != VersionState.RELEASED:
        raise DomainError(_("This questionnaire was replaced by a newer version. Begin again from the list."))
    made = AnswerSet.objects.create(
        version=version, owner_kind=owner_kind, opened_at=timezone.now(), opened_by=by
    )
    journal.record(by=by, verb="answers.opened", target=made, data={"version": version.number})
    return made


@transaction.atomic
def save_answers(*, answer_set: AnswerSet, typed: Sequence[Typed], by: Any) -> list[Outcome]:
    """Keep what was typed, each answer that nobody else changed meanwhile; an outcome for each, in order.

    What does not fit its question is kept too, and its problem named. Raises PermissionDenied; DomainError
    when the answers are not open any more, or for a question that is not asked there.
    """
    answer_set = locked(answer_set)
    require(by, "questionnaires.give_answers", answer_set)
    demand_open(answer_set)
    if len(typed) > MOST_AT_ONCE:
        raise DomainError(_("At most %d answers are saved at once.") % MOST_AT_ONCE)
    questions = by_key(answer_set.version.definition)
    paths = [each.path for each in typed]
    stored = {row.path: row for row in answer_set.answers.filter(path__in=paths).select_related("changed_by")}
    old, outcomes = answer_set.change, []
    for each in typed:
        question = question_at(questions, each.path)
        if question.kind in (Kind.FILE, Kind.GROUP):  # their own actions keep them true to files and rows
            raise DomainError(_("This is not an answer."))
        outcomes.append(_save(answer_set, stored, question, each, by))
    saved = [path for path, answer in stored.items() if answer.change > old]
    if saved:
        for path in saved:
            answer_set.to_review.pop(path.split(SEPARATOR)[-1], None)
        versions.save(answer_set, ["change", "to_review"])
        journal.record(by=by, verb="answers.saved", target=answer_set, data={"questions": sorted(saved)})
    return outcomes


def demand_open(answer_set: AnswerSet) -> None:
    if answer_set.state == AnswerSetState.CARRIED_OVER:
        raise TransitionNotAllowed(
            _("There is a newer version of this questionnaire; your answers were carried over into it."),
            missing=("carried_over",),
        )
    if answer_set.state != AnswerSetState.OPEN:
        raise TransitionNotAllowed(
            _("These answers are completed and can't be changed."), missing=("completed",)
        )


def _save(
    answer_set: AnswerSet, stored: dict[str, Answer], question: Question, typed: Typed, by: Any
) -> Outcome:
    answer = stored.get(typed.path)
    if answer is not None:
        earlier = answer.versions.filter(save_key=typed.key).first()
        if earlier is not None:
            return Outcome(typed.path, earlier.number, earlier.saved_at, answer=answer)
    try:
        read = values.read(question, typed.value)
    except values.TooMuch as refusal:
        return Outcome(typed.path, answer.version if answer else 0, answer=answer, refused=refusal.message)
    if answer is None and not values.is_answered(read.value):
        return Outcome(typed.path, 0)
    if answer is not None and answer.value == read.value:
        return Outcome(typed.path, answer.version, answer.changed_at, read.problem, answer=answer)
    version = answer.version if answer else 0
    if version != typed.seen and not _goes_on_from_own(answer, typed):
        return Outcome(typed.path, version, is_conflict=True, answer=answer)
    stored[typed.path] = answer = write_answer(answer_set, answer, typed, read.value, by)
    return Outcome(typed.path, answer.version, answer.changed_at, read.problem, answer=answer)


def _goes_on_from_own(answer: Answer | None, typed: Typed) -> bool:
    """Whether what stands there is a saving of the same sender whose acknowledgement was lost."""
    if answer is None or not typed.after:
        return False
    return answer.versions.filter(number=answer.version, save_key__in=typed.after).exists()


def write_answer(
    answer_set: AnswerSet,
    answer: Answer | None,
    typed: Typed,
    value: Any,
    by: Any,
    restored: int | None = None,
) -> Answer:
    """Store a value as the answer's next version and count the set's changes up, as a step of an action."""
    answer_set.change += 1
    now = timezone.now()
    if answer is None:
        answer = Answer(answer_set=answer_set, path=typed.path, version=0)
    answer.value, answer.version, answer.change = value, answer.version + 1, answer_set.change
    answer.changed_at, answer.changed_by = now, by
    answer.save()
    AnswerVersion.objects.create(
        answer=answer,
        number=answer.version,
        value=value,
        save_key=typed.key,
        saved_at=now,
        saved_by=by,
        restored=restored,
    )
    return answer


@transaction.atomic
def restore_answer(*, answer: Answer, number: int, by: Any, seen: int) -> Answer:
    """Bring back what an answer said in an earlier version, as a new version. seen: the one on the page.

    Raises PermissionDenied; Conflict when somebody saved since; DomainError without such a version.
    """
    answer_set = locked(answer.answer_set)
    require(by, "questionnaires.give_answers", answer_set)
    demand_open(answer_set)
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if seen != answer.version:
        raise DomainError(
            _("Somebody else saved this answer in the meantime. Look at the newest version first.")
        )
    earlier = answer.versions.filter(number=number).first()
    if earlier is None or number >= answer.version:
        raise DomainError(_("There is no such earlier version."))
    if question_at(by_key(answer_set.version.definition), answer.path).kind == Kind.FILE:
        raise DomainError(_("Files that were taken out can't be brought back. Add them again."))
    answer = write_answer(answer_set, answer, Typed(answer.path, None), earlier.value, by, restored=number)
    answer_set.to_review.pop(answer.path.split(SEPARATOR)[-1], None)
    versions.save(answer_set, ["change", "to_review"])
    data = {"questions": [answer.path], "version": number}
    journal.record(by=by, verb="answers.restored", target=answer_set, data=data)
    return answer


@transaction.atomic
def mark_reviewed(*, answer_set: AnswerSet, question: str, by: Any) -> AnswerSet:
    """Note that one looked at a question again after answers were carried over, and it may stay as it is."""
    answer_set = locked(answer_set)
    require(by, "questionnaires.give_answers", answer_set)
    demand_open(answer_set)
    if answer_set.to_review.pop(question, None) is not None:
        versions.save(answer_set, ["to_review"])
        journal.record(by=by, verb="answers.reviewed", target=answer_set, data={"questions": [question]})
    return answer_set


@transaction.atomic
def complete_answers(*, answer_set: AnswerSet, by: Any, seen: int | None = None) -> AnswerSet:
    """Complete a filling: it gets a number and a checksum, and changes no more.

    seen: the change that stood on the page; None does not ask. Raises PermissionDenied; DomainError with
    the paths that are missing or wrong, or when somebody else changed an answer since.
    """
    answer_set = locked(answer_set)
    require(by, "questionnaires.give_answers", answer_set)
    demand_open(answer_set)
    if seen is not None and seen != answer_set.change:
        raise DomainError(
            _("Somebody else changed answers in the meantime. Look at them once more, then complete.")
        )
    given = values_of(answer_set)
    missing = missing_in(answer_set.version.definition, given)
    if missing:
        text = ngettext(
            "%d question still needs an answer.", "%d questions still need an answer.", len(missing)
        )
        raise DomainError(text % len(missing), missing=[path for path, _question, _why in missing])
    COMPLETE.move(answer_set)
    answer_set.completed_at, answer_set.completed_by = timezone.now(), by
    answer_set.number = numbers.next_number("answers", "K/{year}/{n:04d}")
    answer_set.checksum = checksum_of(answer_set, given)
    answer_set.to_review = {}
    versions.save(answer_set, ["state", "completed_at", "completed_by", "number", "checksum", "to_review"])
    data = {"number": answer_set.number, "sha256": answer_set.checksum}
    journal.record(by=by, verb="answers.completed", target=answer_set, fields=["state"], data=data)
    owners[answer_set.owner_kind].completed(answer_set, by)
    return answer_set


def checksum_of(answer_set: AnswerSet, given: dict[str, Any]) -> str:
    """SHA-256 of the version's checksum and all answers, as JSON with sorted keys and no blanks."""
    said = {path: value for path, value in given.items() if values.is_answered(value)}
    whole = {"questionnaire": answer_set.version.checksum, "answers": said}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def be_present(*, answer_set: AnswerSet, path: str, by: Any) -> None:
    """Say that one has a filling open, and at which question. A sign of life: nothing to journal."""
    require(by, "questionnaires.view_answers", answer_set)
    Presence.objects.update_or_create(
        answer_set=answer_set, account=by, defaults={"path": path[:100], "seen_at": timezone.now()}
    )
