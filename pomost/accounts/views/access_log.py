"""The access log in the panel: who opened what, when, and whose data it was."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pomost.accounts import presenting, queries
from pomost.accounts.models.accounts import Account
from pomost.core.models.access import AccessEntry, Opened
from pomost.core.permissions import require
from pomost.ui import lists


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AccessFilters(lists.FilterForm):
    """Filters of the access log: by people (part of a name or an address), by kind, by day."""

    who = forms.CharField(label=gettext_lazy("Who opened it"), required=False, max_length=100)
    whose = forms.CharField(label=gettext_lazy("Whose data"), required=False, max_length=100)
    opened = forms.ChoiceField(
        label=gettext_lazy("What was opened"),
        required=False,
        choices=[("", gettext_lazy("everything")), *Opened.choices],
    )
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Until"))

    def narrow(self, rows: QuerySet[AccessEntry], values: dict[str, Any]) -> QuerySet[AccessEntry]:
        if "who" in values:
            found = _accounts(values["who"])
            rows = rows.filter(Q(actor_id__in=found) | Q(on_behalf_of_id__in=found))
        if "whose" in values:
            rows = rows.filter(about_id__in=_accounts(values["whose"]))
        if "opened" in values:
            rows = rows.filter(opened=values["opened"])
        if "since" in values:
            rows = rows.filter(at__date__gte=values["since"])
        if "until" in values:
            rows = rows.filter(at__date__lte=values["until"])
        return rows


def _accounts(text: str) -> QuerySet[Account, Any]:
    found = Q()
    for form in lists.spellings(text.strip()):
        found |= Q(name__icontains=form) | Q(email__icontains=form)
    return Account.objects.filter(found).order_by().values("pk")


LIST = lists.Declaration(
    name="accounts.access-log",
    title=gettext_lazy("Access log"),
    columns=(
        lists.Column("at", gettext_lazy("When"), lambda row: row.at, sort=("at", "pk")),
        lists.Column("who", gettext_lazy("Who"), lambda row: presenting.named(row.who)),
        lists.Column(
            "for", gettext_lazy("On behalf of"), lambda row: presenting.named(row.behalf), shown=False
        ),
        lists.Column("page", gettext_lazy("Page"), lambda row: presenting.page_called(row.address)),
        lists.Column("opened", gettext_lazy("What was opened"), lambda row: row.get_opened_display()),
        lists.Column("whose", gettext_lazy("Whose data"), lambda row: presenting.named(row.whose)),
        lists.Column("record", gettext_lazy("Record"), presenting.record_called),
        lists.Column("file", gettext_lazy("File"), lambda row: row.file),
    ),
    order="-at",
    filters=AccessFilters,
)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The access log, newest first."""
    require(request.user, "accounts.view_access_log")
    trail = [(_("Home"), reverse("panel-panel:home")), (_("Access log"), "")]
    rows = queries.access_log()
    return lists.respond(request, LIST, rows, "accounts/access_log.html", {"trail": trail})
