"""The index inside the database: the same terms, the same ranking (BM25) on SQLite and PostgreSQL.

Each module has `put`, `forget`, `forget_all`, `frequencies` and `ranked`.
BM25: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
Foundations and Trends in Information Retrieval 3(4), 2009, doi:10.1561/1500000019; k1 1.2, b 0.75.
"""

from importlib import import_module
from types import ModuleType

from django.db import connection


def backend() -> ModuleType:
    """The module that speaks to the database in use."""
    return import_module(f"{__name__}.{connection.vendor}")
