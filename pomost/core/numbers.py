"""Numbers that people read: per series and year, never given twice. They are not addresses."""

from django.db import connection, transaction
from django.utils import timezone

from pomost.core.models.work import NumberSeries


def next_number(series: str, pattern: str, *, year: int | None = None) -> str:
    """The next number of a series, e.g. `next_number("inquiries", "{year}/{n:03d}")` → `2026/118`.

    year: by default this year in Poland; 0 for a series that runs through the years. A number given
    inside a transaction that is rolled back leaves a gap only if another took a later one meanwhile.
    Raises RuntimeError outside a transaction: a number belongs to what is numbered.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number() must share the transaction of what is numbered")
    when = timezone.localdate().year if year is None else year
    NumberSeries.objects.bulk_create([NumberSeries(key=series, year=when)], ignore_conflicts=True)
    with transaction.atomic():
        row = NumberSeries.objects.select_for_update().get(key=series, year=when)
        row.last += 1
        row.save(update_fields=["last"])
    return pattern.format(year=when, n=row.last)
