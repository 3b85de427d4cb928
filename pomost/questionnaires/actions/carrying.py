"""Carrying open answers over into a new version of their questionnaire."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from pomost.core import journal, versions
from pomost.core.models.files import Attachment
from pomost.core.permissions import require
from pomost.questionnaires import values
from pomost.questionnaires.actions.answering import locked
from pomost.questionnaires.definition import SEPARATOR, by_key, differences
from pomost.questionnaires.models.answers import ANSWER_FILES, Answer, AnswerSet, AnswerVersion
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.owners import owners
from pomost.questionnaires.queries.answers import files_of
from pomost.questionnaires.states import CARRY_OVER


@transaction.atomic
def carry_over(*, answer_set: AnswerSet, version: QuestionnaireVersion, by: Any) -> AnswerSet:
    """Carry an open filling over into a newer version: its answers come along, and a list of what to look at.

    Answers to questions that are gone stay with the old filling, where they can be read. The owner of the
    answers is moved on to the new filling. Raises PermissionDenied, TransitionNotAllowed.
    """
    answer_set = locked(answer_set)
    require(by, "questionnaires.change_questionnaire", answer_set.version.questionnaire)
    CARRY_OVER.move(answer_set)
    versions.save(answer_set, ["state"])
    why = differences(answer_set.version.definition, version.definition)
    made = AnswerSet.objects.create(
        version=version,
        owner_kind=answer_set.owner_kind,
        opened_at=timezone.now(),
        opened_by=answer_set.opened_by,
        carried_from=answer_set,
        to_review=why,
    )
    made.change = _copied(answer_set, made, version)
    made.save(update_fields=["change"])
    owners[answer_set.owner_kind].carried(answer_set, made)
    data = {"into": made.public_id, "version": version.number, "to_review": len(why)}
    journal.record(by=by, verb="answers.carried_over", target=answer_set, fields=["state"], data=data)
    return made


def _copied(old: AnswerSet, new: AnswerSet, version: QuestionnaireVersion) -> int:
    """Copy the answers whose questions are still asked, with their files; how many. Who said what, and when,
    comes along.
    """
    questions = by_key(version.definition)
    before: list[Answer] = []
    copies: list[Answer] = []
    for answer in old.answers.order_by("change"):
        question = questions.get(answer.path.split(SEPARATOR)[-1])
        if question is None or bool(question.group) != (SEPARATOR in answer.path):
            continue
        before.append(answer)
        copies.append(
            Answer(
                answer_set=new,
                path=answer.path,
                value=values.carried(question, answer.value),
                change=len(before),
                changed_at=answer.changed_at,
                changed_by_id=answer.changed_by_id,
            )
        )
    Answer.objects.bulk_create(copies)
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=copy,
            number=1,
            value=copy.value,
            save_key=uuid.uuid4(),
            saved_at=copy.changed_at,
            saved_by_id=copy.changed_by_id,
        )
        for copy in copies
    )
    _copy_files(before, copies)
    return len(copies)


def _copy_files(before: list[Answer], copies: list[Answer]) -> None:
    """Give the copies the files of the answers, whose content is kept once."""
    files = files_of(before)
    Attachment.objects.bulk_create(
        Attachment(
            owner_kind=ANSWER_FILES,
            owner_id=str(copy.pk),
            blob=file.blob,
            name=file.name,
            title=file.title,
            language=file.language,
            accessibility=file.accessibility,
            uploaded_by_id=file.uploaded_by_id,
        )
        for answer, copy in zip(before, copies, strict=True)
        for file in files.get(answer.pk, ())
    )
