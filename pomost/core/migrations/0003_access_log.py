"""The access log, which the database itself refuses to change, and PostgreSQL to delete from.

As with the journal: on PostgreSQL the task that deletes what is past its term says so first:
SET LOCAL pomost.retention = 'on'.
"""

from django.db import migrations, models

SQLITE = """
CREATE TRIGGER core_accessentry_is_append_only BEFORE UPDATE ON core_accessentry
BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION core_refuse_access_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' AND current_setting('pomost.retention', true) = 'on' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the access log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER core_accessentry_is_append_only BEFORE UPDATE OR DELETE ON core_accessentry
FOR EACH ROW EXECUTE FUNCTION core_refuse_access_change()
"""


def forwards(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER core_accessentry_is_append_only")
    else:
        schema_editor.execute("DROP TRIGGER core_accessentry_is_append_only ON core_accessentry")
        schema_editor.execute("DROP FUNCTION core_refuse_access_change()")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_journal_is_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("actor_id", models.BigIntegerField(null=True, verbose_name="account")),
                ("on_behalf_of_id", models.BigIntegerField(null=True, verbose_name="on behalf of")),
                (
                    "opened",
                    models.CharField(
                        choices=[
                            ("administration", "administration"),
                            ("configuration", "configuration"),
                            ("protected", "personal data"),
                        ],
                        max_length=20,
                        verbose_name="what was opened",
                    ),
                ),
                ("address", models.CharField(max_length=80, verbose_name="page")),
                ("file", models.CharField(blank=True, max_length=10, verbose_name="file")),
                ("target_type", models.CharField(blank=True, max_length=80, verbose_name="kind")),
                ("target_id", models.CharField(blank=True, max_length=64, verbose_name="record")),
                (
                    "about_id",
                    models.BigIntegerField(null=True, verbose_name="account of the person concerned"),
                ),
            ],
            options={
                "verbose_name": "entry of the access log",
                "verbose_name_plural": "access log",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["at"], name="access_by_time"),
                    models.Index(fields=["actor_id", "-id"], name="access_by_actor"),
                    models.Index(fields=["about_id", "-id"], name="access_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opened__in", ["administration", "configuration", "protected"])),
                        name="access_is_known",
                    )
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
