"""PostgreSQL: a number for each room that counts up in the order in which changes become visible.

The id of a journal entry is given when it is written; a transaction that began earlier may commit later, and
its entry then appears below one that was seen already. So a trigger counts at the end of each transaction,
one transaction after the other. SQLite has one writer at a time: there the order of ids is that of commits.
"""

from django.db import migrations

# 7466 is any number that nothing else here locks. The lock is taken at the commit only and is the last one
# that the transaction takes, so nobody waits long for it, and never for each other.
POSTGRESQL = """
CREATE TABLE core_roomversion (room varchar(40) PRIMARY KEY, version bigint NOT NULL);
CREATE OR REPLACE FUNCTION core_count_room_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted text := 'pomost.counted_' || NEW.room;
BEGIN
  IF current_setting(counted, true) = pg_current_xact_id()::text THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(7466);
  INSERT INTO core_roomversion AS known VALUES (NEW.room, 1)
    ON CONFLICT (room) DO UPDATE SET version = known.version + 1;
  PERFORM set_config(counted, pg_current_xact_id()::text, true);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER core_journalentry_counts AFTER INSERT ON core_journalentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_count_room_version()
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER core_journalentry_counts ON core_journalentry")
        schema_editor.execute("DROP FUNCTION core_count_room_version()")
        schema_editor.execute("DROP TABLE core_roomversion")


class Migration(migrations.Migration):
    dependencies = [("core", "0004_search")]
    operations = [migrations.RunPython(forwards, backwards)]
