"""The database itself refuses to change a journal entry, and PostgreSQL to delete one.

SQLite must let entries be deleted: Django empties its tables between tests by DELETE. On PostgreSQL a
retention task that may delete says so first: SET LOCAL pomost.retention = 'on'.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER core_journalentry_is_append_only BEFORE UPDATE ON core_journalentry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION core_refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' AND current_setting('pomost.retention', true) = 'on' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER core_journalentry_is_append_only BEFORE UPDATE OR DELETE ON core_journalentry
FOR EACH ROW EXECUTE FUNCTION core_refuse_journal_change()
"""


def forwards(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER core_journalentry_is_append_only")
    else:
        schema_editor.execute("DROP TRIGGER core_journalentry_is_append_only ON core_journalentry")
        schema_editor.execute("DROP FUNCTION core_refuse_journal_change()")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
