"""Downloads of what a table shows: CSV and XLSX (core.tables.writing)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from pomost.core.tables.writing import as_csv, as_xlsx, guarded, plain

__all__ = ["as_csv", "as_xlsx", "guarded", "plain", "response"]

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def response(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download named after `name` and today. kind: `csv` or `xlsx`."""
    write = as_csv if kind == "csv" else as_xlsx
    answer = HttpResponse(write(heads, rows), content_type=FORMATS[kind])
    filename = f"{slugify(name.replace('.', '-'))}-{timezone.localdate().isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
