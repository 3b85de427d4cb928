"""The documents of the search, and the index of their terms in the database's own way."""

import pomost.core.languages
from django.db import migrations, models

TABLE = "core_searchterms"
SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(terms, tokenize='unicode61 remove_diacritics 0')",
    f"CREATE VIRTUAL TABLE {TABLE}_count USING fts5vocab({TABLE}, row)",
)
POSTGRESQL = (
    f"CREATE TABLE {TABLE} (id bigint PRIMARY KEY, length integer NOT NULL, "
    "keys tsvector NOT NULL, counts jsonb NOT NULL)",
    f"CREATE INDEX {TABLE}_keys ON {TABLE} USING gin (keys) WITH (fastupdate = off)",
)


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TABLE {TABLE}_count")
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_access_log")]
    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80, verbose_name="kind")),
                ("object_id", models.BigIntegerField(verbose_name="record")),
                ("title", pomost.core.languages.TextByLanguage(default=dict, verbose_name="title")),
                ("text", pomost.core.languages.TextByLanguage(blank=True, default=dict, verbose_name="text")),
                ("invented", models.BooleanField(default=False, verbose_name="invented")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="checksum")),
            ],
            options={
                "verbose_name": "document of the search",
                "verbose_name_plural": "documents of the search",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="search_document_once")
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
