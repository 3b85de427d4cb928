"""The list: what its address asks for is what it shows and what its files hold."""

import csv
import io
from datetime import timedelta

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from pomost.core.models.drafts import Draft
from pomost.ui import lists
from pomost.ui.tests.factories import AccountFactory
from pomost.ui.tests.rendering import rendered

pytestmark = pytest.mark.django_db


class Filters(lists.FilterForm):
    form = forms.CharField(required=False, max_length=8)
    version = forms.IntegerField(required=False)

    def narrow(self, rows, values):
        if "form" in values:
            rows = rows.filter(form=values["form"])
        return rows.filter(seen_version=values["version"]) if "version" in values else rows


DRAFTS = lists.Declaration(
    name="ui.drafts",
    title="Drafts",
    columns=(
        lists.Column(
            "about", "About", lambda row: row.about, sort=("about",), link=lambda row: f"/x/{row.pk}/"
        ),
        lists.Column("form", "Form", lambda row: row.form, sort=("form",)),
        lists.Column("version", "Version", lambda row: row.seen_version, numeric=True, shown=False),
        lists.Column("account", "Account", lambda row: row.account.name),
    ),
    filters=Filters,
    search=("about", "account__name"),
    order="about",
    per_page=10,
)


def drafts(number, **fields):
    account = AccountFactory(name="Ełcka")
    made = [
        Draft(account=account, form=f"f{n % 2}", about=f"about {n:03d}", seen_version=n, **fields)
        for n in range(number)
    ]
    return Draft.objects.bulk_create(made)


def page(address="/", user=None, rows=None):
    request = RequestFactory().get(address)
    request.user = user or AnonymousUser()
    rows = Draft.objects.select_related("account") if rows is None else rows
    return lists.ListPage(request, DRAFTS, rows)


def shown(list_page):
    return rendered('<c-list :page="page" />', page=list_page, request=list_page.request)


def test_filters_search_and_order_come_from_the_address():
    drafts(30)
    assert page("/?form=f1").count == 15
    assert page("/?form=f1&version=3").count == 1
    assert page("/?q=about+007").count == 1
    assert page("/?q=eŁcka+007").count == 1
    assert page("/?q=nothing").count == 0
    assert [row.object.about for row in page("/?sort=-about").table][:2] == ["about 029", "about 028"]


def test_a_wrong_filter_says_so_and_the_right_ones_still_work():
    drafts(30)
    found = page("/?form=f1&version=x")
    assert found.form.errors.keys() == {"version"}
    assert found.count == 15
    assert "field-error" in shown(found)


@pytest.mark.parametrize(
    "address",
    [
        "/?sort=nonsense",
        "/?sort=account",
        "/?page=999",
        "/?page=x",
        "/?columns=zzz",
        "/?q=%00",
        "/?format=exe",
    ],
)
def test_nonsense_in_the_address_is_ignored(address):
    drafts(12)
    found = page(address)
    assert found.count == 12
    assert found.sort == "about"
    assert "queue" in shown(found)


def test_pages_do_not_overlap_when_the_order_ties():
    drafts(25)
    seen = [row.object.pk for n in (1, 2, 3) for row in page(f"/?sort=form&page={n}").table]
    assert len(seen) == len(set(seen)) == 25
    # SQLite happens to keep ties in order; other databases do not, so the order itself is checked too.
    assert page("/?sort=form").rows.query.order_by == ("form", "pk")
    assert page("/?sort=-form").rows.query.order_by == ("-form", "-pk")


def test_a_file_holds_exactly_what_is_shown_on_all_pages():
    drafts(23)
    address = "/?form=f1&sort=-about&columns=about&columns=version"
    found = page(address + "&format=csv")
    rows = list(csv.reader(io.StringIO(found.file().content.decode("utf-8-sig"))))
    on_pages = [
        [cell.value for cell in row.cells] for n in (1, 2) for row in page(f"{address}&page={n}").table
    ]
    assert rows[0] == ["About", "Version"]
    assert rows[1:] == [[about, str(version)] for about, version in on_pages]
    assert len(rows) == 1 + 11


def test_links_keep_filters_and_start_again_at_the_first_page():
    drafts(30)
    text = shown(page("/?form=f1&page=2"))
    assert 'href="?form=f1&amp;sort=form"' in text
    assert 'href="?form=f1&amp;format=csv"' in text
    assert 'href="?form=f1&amp;page=1"' in text


def test_the_ordered_column_says_so_and_turns_round():
    drafts(3)
    text = shown(page("/"))
    assert 'aria-sort="ascending"><a class="sort" href="?sort=-about">' in text
    assert text.count("aria-sort") == 1


@pytest.mark.parametrize("number", [2, 50])
def test_a_list_costs_the_same_queries_however_many_rows(number, django_assert_num_queries):
    drafts(number)
    with django_assert_num_queries(2):
        shown(page("/?q=about&form=f1"))


def test_more_rows_than_are_counted_are_said_to_be_more_and_all_of_them_downloaded(monkeypatch):
    drafts(30)
    monkeypatch.setattr(lists, "MOST_COUNTED", 20)

    found = page("/?page=9")
    assert (found.count, found.has_more) == (20, True)
    assert (found.page.paginator.num_pages, found.page.number) == (2, 2)
    assert "more than 20 results" in shown(found)
    assert page("/?format=csv").file().content.count(b"about ") == 30
    monkeypatch.setattr(lists, "MOST_COUNTED", 30)
    assert (page().count, page().has_more) == (30, False)


def test_the_columns_are_fetched_for_the_rows_of_the_page_alone_and_for_the_whole_file():
    drafts(30)
    asked = []

    def with_columns(rows):
        asked.append(rows.count())
        return rows.select_related("account")

    request = RequestFactory().get("/?q=about+01&sort=-about")
    request.user = AnonymousUser()
    found = lists.ListPage(request, DRAFTS, Draft.objects.all(), with_columns)
    assert found.count == 11
    assert [row.object.about for row in found.table][:2] == ["about 019", "about 018"]
    assert asked == [10]
    assert len(list(found._values())) == 11
    assert asked == [10, 11]


def test_an_empty_list_says_how_to_begin_and_a_narrowed_one_how_to_widen():
    empty = page("/")
    source = (
        '<c-list :page="page" empty_title="Nobody yet"><c-slot name="empty">Invite one.</c-slot></c-list>'
    )
    assert "Invite one." in rendered(source, page=empty, request=empty.request)
    drafts(2)
    assert 'href="/"' in shown(page("/?q=nothing"))


def test_saved_views_come_from_the_one_who_keeps_them(monkeypatch):
    class Keeper:
        def list_for(self, account, list_name):
            assert list_name == "ui.drafts"
            return [
                type("View", (), {"label": f"of {account.name}", "query": "form=f1", "remove_url": "/gone/"})
            ]

    registry = lists.Registry("saved views")
    registry.add("keeper", Keeper())
    monkeypatch.setattr(lists, "saved_views", registry)
    drafts(3)
    mine = page("/?form=f1&page=1", user=AccountFactory(name="Jan"))
    assert [(view.label, view.is_current) for view in mine.views] == [("of Jan", True)]
    assert page("/").views == []


def test_ticked_rows_are_taken_only_from_what_the_reader_may_see():
    first, second, hidden = drafts(3)
    request = RequestFactory().post("/", {"picked": [first.pk, second.pk, hidden.pk, "x", "99999"]})
    visible = Draft.objects.exclude(pk=hidden.pk)
    assert {row.pk for row in lists.picked(request, visible)} == {first.pk, second.pk}


def test_bulk_actions_get_their_boxes():
    drafts(2)
    source = '<c-list :page="page" bulk_url="/do/"><c-slot name="bulk"><button>Do</button></c-slot></c-list>'
    found = page("/")
    text = rendered(source, page=found, request=found.request, csrf_token="t")
    assert text.count('name="picked"') == 2
    assert 'action="/do/"' in text


@pytest.mark.parametrize(("sort", "wanted"), [("due", [2, 1, None]), ("-due", [1, 2, None])])
def test_what_has_no_day_stands_last_whichever_way_one_sorts(sort, wanted):
    declared = lists.Declaration(
        name="ui.steps",
        title="Accounts",
        columns=(lists.Column("due", "Due", lambda row: row.last_visit_at, sort=("last_visit_at",)),),
        order="due",
    )
    now = timezone.now()
    for days in (1, None, 2):
        AccountFactory(last_visit_at=None if days is None else now - timedelta(days=days))
    request = RequestFactory().get(f"/?sort={sort}")
    request.user = AnonymousUser()
    rows = get_user_model().objects.all()
    found = lists.ListPage(request, declared, rows).table
    days = [row.object.last_visit_at and (now - row.object.last_visit_at).days for row in found]
    assert days == wanted
