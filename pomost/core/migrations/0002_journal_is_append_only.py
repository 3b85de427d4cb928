"""The database itself refuses to change a journal entry. Deleting is left to the retention task."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER core_journalentry_is_append_only BEFORE UPDATE ON core_journalentry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION core_refuse_journal_update() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER core_journalentry_is_append_only BEFORE UPDATE ON core_journalentry
FOR EACH ROW EXECUTE FUNCTION core_refuse_journal_update()
"""


def forwards(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER core_journalentry_is_append_only")
    else:
        schema_editor.execute("DROP TRIGGER core_journalentry_is_append_only ON core_journalentry")
        schema_editor.execute("DROP FUNCTION core_refuse_journal_update()")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
