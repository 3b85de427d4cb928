"""The table of the cache that holds the limits of sign-in and of public forms (settings: CACHES)."""

from django.core.management import call_command
from django.db import migrations


def forwards(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0005_room_version")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
