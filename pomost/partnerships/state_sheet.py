"""A partnership on one page: who is in it, where it stands, what comes next, who helps. For those inside."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pomost.accounts.roles import Role
from pomost.core.documents.card import Card, Section
from pomost.core.languages import spoken
from pomost.core.registries import Registry
from pomost.partnerships import presenting, road
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.people import people_of
from pomost.partnerships.queries.steps import next_of
from pomost.partnerships.states import TAKES_PART
from pomost.ui import typography

NAMES = 12  # of members, before "and more"
LINES = 4  # of a list, before the page is full
WORDS = 160  # letters of a text that somebody wrote

# name → function(partnership, user) → what a room below says on the page, for what the user may read.
sections: Registry[Callable[[Partnership, Any], Section | None]] = Registry(
    "sections of a partnership's one-page state"
)


def short(text: str) -> str:
    """A text that people wrote, cut at a word so that it can't push others off the page."""
    return Truncator(" ".join(text.split())).chars(WORDS)


def listed(names: Iterable[str], most: int = NAMES) -> str:
    """Names with commas; beyond the most, how many there are besides."""
    names = list(names)
    more = len(names) - most
    said = ", ".join(names[:most])
    return said if more <= 0 else said + " " + ngettext("and %d more", "and %d more", more) % more


def card_of(partnership: Partnership, user: Any) -> Card:
    """The state of a partnership today as a document of one page. partnership: of `register.for_a_page`."""
    own = reverse("partnerships-panel:workspace", args=[partnership.slug])
    found = (provider(partnership, user) for provider in sections)
    return Card(
        title=partnership.called,
        language=(get_language() or "pl")[:2],
        kicker=_("State of the partnership"),
        subtitle=typography.day(timezone.localdate()),
        facts=_facts(partnership),
        sections=[_steps(partnership), _money(partnership), *(each for each in found if each is not None)],
        footer=f"{settings.SITE_ADDRESS}{own}",
    )


def _facts(partnership: Partnership) -> list[tuple[str, str]]:
    helpers = people_of(partnership, (Role.CONSULTANT, Role.COORDINATOR))
    known = presenting.members_of(partnership)
    members = known.now
    now = [stop.name for stop in road.road_of(partnership) if stop.state == "now"]
    support = [row for row in partnership.participations.all() if row.state in TAKES_PART]
    facts = [
        (_("State"), ", ".join([str(partnership.get_state_display()), *now])),
        (_("Leader"), listed(str(each.name) for each in members if each.is_leader)),
        (_("Members"), f"{len(members)}: " + listed(str(each.name) for each in members) if members else ""),
        (_("Voivodeship"), ", ".join(presenting.regions_of(partnership, known.ground))),
        (_("Who coordinates"), listed(each.name for each in helpers if each.role == Role.COORDINATOR)),
        (_("Caretaker"), listed(each.name for each in helpers if each.role == Role.CONSULTANT)),
        (_("Support by programmes"), listed(str(row.programme.spoken_short_title) for row in support)),
    ]
    return [(name, value) for name, value in facts if value]


def _steps(partnership: Partnership) -> Section:
    rows = [
        [short(step.title), str(step.assigned_to or "–"), typography.day(step.due)]
        for step in next_of(partnership)
    ]
    if not rows:
        return Section(title=_("Next steps"), paragraphs=[_("No step is planned.")])
    return Section(title=_("Next steps"), table=[[_("What"), _("Who"), _("By")], *rows])


def _money(partnership: Partnership) -> Section:
    lines = presenting.money_of(partnership)[:LINES]
    if not lines:
        return Section(title=_("Money"), paragraphs=[_("No application is known yet.")])
    rows = [
        [short(spoken(line.row.call).text), str(line.row.get_stage_display()), _amount(line.amount)]
        for line in lines
    ]
    return Section(title=_("Money"), table=[[_("Call"), _("Stage"), _("Amount")], *rows])


def _amount(amount: Any) -> str:
    return typography.money(amount.amount, amount.currency) if amount is not None else "–"
