"""The index of the words of consultations: words in their list are found without reading all of them."""

from django.db import migrations

from pomost.core.search.listed import CreateWordTable


def words_of(apps):
    rows = apps.get_model("advisory", "Consultation").objects.order_by("pk").select_related("partnership")
    for row in rows.iterator():
        named = (*row.partnership.name.values(), row.partnership.short_name, row.partnership.slug)
        yield row.pk, " ".join((row.agreed, row.place, *named))


class Migration(migrations.Migration):
    dependencies = [("advisory", "0006_sums_from_the_index")]
    operations = [CreateWordTable("advisory_consultation_words", words_of)]
