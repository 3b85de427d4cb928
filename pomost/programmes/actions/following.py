"""What of the programmes follows an organisation into the one that is kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from pomost.core import journal, versions
from pomost.core.search import index
from pomost.organisations.merging import Follower, Hanging
from pomost.organisations.models.organisations import Organisation


def _listed(organisation: Organisation) -> Iterator[Hanging]:
    rows = organisation.implementations.select_related("programme")
    said = tuple(f"{each.programme.slug}: {each.get_role_display()}" for each in rows)
    yield Hanging(_("Roles in programmes"), said)


def _move(kept: Organisation, merged: Organisation, by: Any) -> Mapping[str, Any]:
    """Move implementers. Where both run the same programme, the kept one's role stays and takes the tasks."""
    became = []
    own = {each.programme_id: each for each in kept.implementations.all()}
    for row in merged.implementations.select_related("programme"):
        said: dict[str, Any] = {"programme": row.programme.slug}
        twin = own.get(row.programme_id)
        if twin is None:
            row.organisation = kept
            versions.save(row, ["organisation"])
        else:
            said |= {"dropped_role": row.role, "source": row.source, "tasks": row.tasks.count()}
            row.tasks.update(implementer=twin)
            row.delete()
        verb = "implementer.merged"
        journal.record(by=by, verb=verb, target=row.programme, fields=["organisation"], data=said)
        index.changed(row.programme)
        became.append(said)
    return {"implementers": became} if became else {}


FOLLOWER = Follower(frozenset({"programmes.implementer.organisation"}), _listed, _move)
