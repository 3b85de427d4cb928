"""The index of the words of conversations: words in their list are found without reading all of them."""

from django.db import migrations

from pomost.core.search.listed import CreateWordTable


def words_of(apps):
    rows = apps.get_model("conversations", "Conversation").objects.order_by("pk")
    for row in rows.prefetch_related("messages").iterator(chunk_size=500):
        said = [row.title, row.thing_label, *(message.text for message in row.messages.all())]
        yield row.pk, " ".join(said)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]
    operations = [CreateWordTable("conversations_conversation_words", words_of)]
