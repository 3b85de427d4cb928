"""Reads of tasks of experts. Each begins with who may see them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.rules import WATCHES
from pomost.advisory.states import IN_HAND, TAKEN, ExpertTaskState
from pomost.core.files import Owner
from pomost.core.models.files import Attachment
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.rules import DECIDES, programmes_of
from pomost.partnerships.states import TAKES_PART
from pomost.programmes.models.programmes import Programme

FILES = "expert-task"  # the kind of owner that a task is to its files


def _ids(user: Any, *roles: str) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *roles)]


def visible_to(user: Any) -> QuerySet[ExpertTask]:
    """Tasks that the user may see: the list form of `view_expert_task`."""
    if not user.is_authenticated:
        return ExpertTask.objects.none()
    found = Q(expert=user.pk) | Q(programme__in=_ids(user, *WATCHES))
    found |= Q(partnership__in=_ids(user, Role.CONSULTANT))
    return ExpertTask.objects.filter(found).select_related("partnership", "programme", "expert")


def to_work_on(user: Any) -> QuerySet[ExpertTask]:
    """Tasks that wait for the user as their expert: to answer, or to deliver; by deadline."""
    if not user.is_authenticated:
        return ExpertTask.objects.none()
    states = [ExpertTaskState.ORDERED, *IN_HAND]
    rows = ExpertTask.objects.filter(expert=user.pk, state__in=states)
    return rows.select_related("partnership").order_by("deadline", "pk")


def to_decide(user: Any) -> QuerySet[ExpertTask]:
    """Delivered tasks on whose result the user decides, the oldest first."""
    rows = ExpertTask.objects.filter(programme__in=_ids(user, *DECIDES), state=ExpertTaskState.DELIVERED)
    return rows.exclude(expert=user.pk).select_related("partnership", "expert").order_by("delivered_at", "pk")


def programmes_to_order_for(user: Any, partnership: Partnership) -> QuerySet[Programme]:
    """Programmes that support the partnership and that the user runs."""
    supported = {int(pk) for pk in programmes_of(partnership, TAKES_PART)}
    return Programme.objects.filter(pk__in=supported & set(_ids(user, *DECIDES))).order_by("slug")


def experts_of(partnerships: Iterable[Partnership]) -> list[Any]:
    """Accounts that took on a task in the programmes that support these partnerships, by name."""
    programmes = {int(pk) for row in partnerships for pk in programmes_of(row, TAKES_PART)}
    tasks = ExpertTask.objects.filter(programme__in=programmes, state__in=TAKEN, expert__isnull=False)
    accounts = get_user_model().objects.filter(pk__in=tasks.values("expert"), is_active=True)
    return list(accounts.order_by("name", "email"))


def files_of(task: ExpertTask) -> QuerySet[Attachment]:
    """The files of a task as they are now."""
    rows = Attachment.objects.filter(owner_kind=FILES, owner_id=str(task.pk), is_current=True)
    return rows.select_related("blob").order_by("pk")


def _task(owner_id: str) -> ExpertTask | None:
    return ExpertTask.objects.select_related("partnership").filter(pk=owner_id).first()


def may_read_file(user: Any, owner_id: str) -> bool:
    task = _task(owner_id)
    return task is not None and user.has_perm("advisory.view_expert_task", task)


def may_add_file(user: Any, owner_id: str) -> bool:
    """The expert adds files while working on it."""
    task = _task(owner_id)
    return task is not None and task.state in IN_HAND and user.has_perm("advisory.answer_expert_task", task)


TASK_FILES = Owner(may_read_file, may_add_file, standing=ExpertTask.objects.all)
