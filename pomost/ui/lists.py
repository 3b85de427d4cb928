"""The one list: filters, order, columns and page live in the address; what is shown can be downloaded.

A room declares a list once and its view builds a page from it:

    ACCOUNTS = Declaration(
        name="accounts.accounts",
        title=_("Accounts"),
        columns=(Column("name", _("name"), lambda row: row.name, sort=("name",), link=...), ...),
        filters=AccountFilters,
        search=("name", "email"),
        order="name",
    )

    def index(request):
        rows = queries.visible_to(request.user)
        return lists.respond(request, ACCOUNTS, rows, "accounts/account_list.html")

The template shows it with `<c-list :page="list" />`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from pomost.core.registries import Registry
from pomost.ui import tables

LONGEST_SEARCH = 200
MOST_COUNTED = 10_000
OWN_KEYS = frozenset({"q", "sort", "columns", "page", "format"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    key: its name in the address. value: the row's value (text, number, date, moment, Money, bool, None).
    sort: lookups to order by; empty means: cannot be sorted. link: the address that the cell leads to.
    shown: whether it shows unless chosen otherwise. look: `plain`, `state` (a tag), `due` (a deadline) or
    a template that gets `row` and `value`. numeric: figures in a column. note: a second, smaller line.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None
    shown: bool = True
    look: str = "plain"
    numeric: bool = False
    note: Callable[[Any], Any] | None = None

    @property
    def template(self) -> str:
        return self.look if "/" in self.look else ""


# (rows of the list, keys of a page) → that page's rows, in any order
Shown = Callable[[QuerySet[Any], list[Any]], QuerySet[Any]]


class FilterForm(forms.Form):
    """Filters of a list. Every field is optional; `narrow` takes only the values that are valid."""

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """The rows that fit; `values` holds the fields that were filled in rightly."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class StandardView:
    """A view that comes with the list: its name and the query of its address."""

    label: Any
    query: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A list as its room declares it once.

    order: key of the column that orders it unless chosen otherwise, `-key` for descending.
    search: lookups searched for each word of `q`; or find: narrows the rows by the whole text of `q`.
    per_page: rows a page.
    """

    name: str
    title: Any
    columns: tuple[Column, ...]
    order: str
    filters: type[FilterForm] | None = None
    search: tuple[str, ...] = ()
    find: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    views: tuple[StandardView, ...] = ()
    per_page: int = 25

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


class CountedPaginator(Paginator[Any]):
    """Pages that count to MOST_COUNTED and no further: counting all of a large table is what costs.

    The keys are read first, in their order: that is both the count and the page. The rows of one page are
    then read by their keys, so that who may see them, filters and words are asked once. shown: gives the
    page's rows what the columns need.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, shown: Shown) -> None:
        super().__init__(rows, per_page)
        self._shown = shown

    @cached_property
    def _keys(self) -> list[Any]:
        rows = cast(QuerySet[Any], self.object_list)
        return list(rows.values_list("pk", flat=True)[: MOST_COUNTED + 1])

    @property
    def has_more(self) -> bool:
        return len(self._keys) > MOST_COUNTED

    @cached_property
    def count(self) -> int:
        return min(len(self._keys), MOST_COUNTED)

    def page(self, number: int | str) -> Page[Any]:
        """The page with its rows."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self._keys[first : min(first + self.per_page, self.count)]
        rows = (
            {row.pk: row for row in self._shown(cast(QuerySet[Any], self.object_list), keys)} if keys else {}
        )
        return Page([rows[key] for key in keys if key in rows], number, self)


class SavedViewProvider(Protocol):
    """What the room `accounts` registers: the views that an account saved for a list.

    Saving is a POST to the address `accounts-panel:save-view` with `list`, `query` and `name`.
    """

    def list_for(self, account: Any, list_name: str) -> Sequence[Any]:
        """Objects with `label`, `query` and `remove_url` (empty where it may not be removed)."""


saved_views: Registry[SavedViewProvider] = Registry("saved views")


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    url: str
    note: Any


@dataclass(frozen=True, slots=True)
class Row:
    object: Any
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ViewLink:
    label: str
    url: str
    is_current: bool
    remove_url: str = ""


class ListPage:
    """One page of a list, as one address describes it."""

    def __init__(
        self,
        request: HttpRequest,
        declaration: Declaration,
        rows: QuerySet[Any],
        with_columns: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
    ) -> None:
        self._with_columns = with_columns
        self.request = request
        self.declaration = declaration
        self.all_rows = rows
        self.query: QueryDict = request.GET

    # ---- what the address asks for

    @cached_property
    def form(self) -> FilterForm | None:
        """The filter form, always bound, so that a wrong value shows its message."""
        kind = self.declaration.filters
        if kind is None:
            return None
        form = kind(self.query)
        form.full_clean()
        return form

    @cached_property
    def q(self) -> str:
        return self.query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]

    @cached_property
    def sort(self) -> str:
        """The column that orders the list, `-` before it for descending."""
        asked = self.query.get("sort", "")
        column = self.declaration.column(asked.removeprefix("-"))
        return asked if column and column.sort else self.declaration.order

    @cached_property
    def columns(self) -> list[Column]:
        asked = [key for text in self.query.getlist("columns") for key in text.split(",")]
        chosen = [column for column in self.declaration.columns if column.key in asked]
        return chosen or [column for column in self.declaration.columns if column.shown]

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether a search or filter is at work."""
        names = set(self.form.fields) if self.form else set()
        return any(self.query.get(name) for name in names | {"q"})

    # ---- rows

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """All rows that fit, in a stable order."""
        return self.narrowed.order_by(*self._ordering())

    @cached_property
    def narrowed(self) -> QuerySet[Any]:
        """All rows that fit, in no order."""
        rows = self.all_rows
        if self.form is not None:
            values = {
                key: value for key, value in self.form.cleaned_data.items() if value not in (None, "", [])
            }
            rows = self.form.narrow(rows, values)
        for word in self.q.split() if self.declaration.search else ():
            pairs = [(lookup, form) for lookup in self._lookups() for form in spellings(word)]
            rows = rows.filter(Q(*pairs, _connector=Q.OR))
        if self.declaration.find and self.q:
            rows = self.declaration.find(rows, self.q)
        return rows

    @property
    def can_search(self) -> bool:
        return bool(self.declaration.search or self.declaration.find)

    def _lookups(self) -> list[str]:
        return [name if "__i" in name else f"{name}__icontains" for name in self.declaration.search]

    def _ordering(self) -> list[Any]:
        key, is_down = self.sort.removeprefix("-"), self.sort.startswith("-")
        column = self.declaration.column(key)
        if column is None:
            raise ValueError(f"{self.declaration.name}: no column {key!r} to order by")
        lookups = [*column.sort, "pk"] if "pk" not in column.sort else list(column.sort)
        model = self.all_rows.model
        return [_in_order(model, _reversed(lookup) if is_down else lookup) for lookup in lookups]

    @cached_property
    def page(self) -> Page[Any]:
        paginator = CountedPaginator(self.rows, self.declaration.per_page, self._shown)
        return paginator.get_page(self.query.get("page"))

    def _shown(self, rows: QuerySet[Any], keys: list[Any]) -> QuerySet[Any]:
        """The rows with these keys, as the columns show them."""
        if self._with_columns is None:
            return rows.order_by().filter(pk__in=keys)
        return self._with_columns(rows.model._default_manager.filter(pk__in=keys).order_by())

    @property
    def count(self) -> int:
        """How many rows fit, on all pages; MOST_COUNTED where there are more."""
        return self.page.paginator.count

    @property
    def has_more(self) -> bool:
        """Whether more rows fit than are counted and paged through; downloads hold all of them."""
        return cast(CountedPaginator, self.page.paginator).has_more

    @cached_property
    def table(self) -> list[Row]:
        """The rows of this page."""
        return [self._row(obj) for obj in self.page.object_list]

    def _row(self, obj: Any) -> Row:
        return Row(obj, tuple(_cell(column, obj) for column in self.columns))

    # ---- what the page shows around the table

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """Column heads with what sorting by them leads to."""
        key, is_down = self.sort.removeprefix("-"), self.sort.startswith("-")
        return [
            {
                "column": column,
                "aria_sort": "" if column.key != key else ("descending" if is_down else "ascending"),
                "next": f"-{column.key}" if column.key == key and not is_down else column.key,
            }
            for column in self.columns
        ]

    @cached_property
    def views(self) -> list[ViewLink]:
        """Standard and saved views; the current one is the one whose address this is."""
        own = self.request.GET.copy()
        own.pop("page", None)
        found = [(str(view.label), view.query, "") for view in self.declaration.views]
        if self._may_save:
            for provider in saved_views:
                views = provider.list_for(self.request.user, self.declaration.name)
                found += [(str(view.label), view.query, view.remove_url) for view in views]
        return [
            ViewLink(label, f"?{query}", QueryDict(query) == own, remove_url)
            for label, query, remove_url in found
        ]

    @cached_property
    def _may_save(self) -> bool:
        return bool(saved_views.names()) and self.request.user.is_authenticated

    @cached_property
    def save_url(self) -> str:
        """Where a view is saved; empty where nobody keeps views."""
        if not self._may_save:
            return ""
        try:
            return reverse("accounts-panel:save-view")
        except NoReverseMatch:
            return ""

    @cached_property
    def query_to_save(self) -> str:
        kept = self.query.copy()
        for key in ("page", "format"):
            kept.pop(key, None)
        return kept.urlencode()

    def kept_when(self, *changed: str) -> list[tuple[str, str]]:
        """The address's other values, as hidden fields of a form that changes `changed`."""
        left_out = {*changed, "page", "format"}
        return [(key, value) for key, values in self.query.lists() if key not in left_out for value in values]

    @property
    def kept_for_filters(self) -> list[tuple[str, str]]:
        return self.kept_when("q", *(self.form.fields if self.form else ()))

    @property
    def kept_for_columns(self) -> list[tuple[str, str]]:
        return self.kept_when("columns")

    # ---- files

    @property
    def asked_format(self) -> str:
        asked = self.query.get("format", "")
        return asked if asked in tables.FORMATS else ""

    def file(self) -> HttpResponse:
        """Exactly what is shown: these columns, these filters, this order, all pages."""
        heads = [str(column.label) for column in self.columns]
        return tables.response(self.asked_format, self.declaration.name, heads, self._values())

    def _values(self) -> Iterator[list[Any]]:
        rows = self._with_columns(self.rows) if self._with_columns else self.rows
        for obj in rows.iterator(chunk_size=2000):
            yield [column.value(obj) for column in self.columns]


def spellings(word: str) -> list[str]:
    """The word as typed, and in small letters and capitals where it has letters beyond ASCII.

    SQLite's LIKE ignores case only in ASCII: without this, `łódź` would not find `Łódź` there.
    """
    return [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.capitalize()})


def _in_order(model: type[Model], lookup: str) -> Any:
    """The lookup; of a field that may be empty with the empty ones last, on every database alike."""
    name = lookup.removeprefix("-")
    field = next((each for each in model._meta.concrete_fields if each.name == name), None)
    if field is None or not field.null:
        return lookup
    return F(name).desc(nulls_last=True) if lookup.startswith("-") else F(name).asc(nulls_last=True)


def _reversed(lookup: str) -> str:
    return lookup.removeprefix("-") if lookup.startswith("-") else f"-{lookup}"


def _cell(column: Column, obj: Any) -> Cell:
    url = column.link(obj) if column.link else ""
    return Cell(column, column.value(obj), url, column.note(obj) if column.note else "")


def respond(
    request: HttpRequest,
    declaration: Declaration,
    rows: QuerySet[Any],
    template: str,
    context: dict[str, Any] | None = None,
    *,
    with_columns: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
) -> HttpResponse:
    """The page of a list, or the file when the address asks for one. The template gets it as `list`.

    with_columns: what the columns need besides the rows; given here, only a page's rows are read with it.
    """
    page = ListPage(request, declaration, rows, with_columns)
    if page.asked_format:
        return page.file()
    return TemplateResponse(request, template, {**(context or {}), "list": page})


def picked(request: HttpRequest, rows: QuerySet[Any]) -> list[Model]:
    """The rows that were ticked in a list, among those that the reader may see."""
    return list(rows.filter(pk__in=[pk for pk in request.POST.getlist("picked") if pk.isdecimal()]))
