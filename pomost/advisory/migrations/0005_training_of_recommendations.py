"""The training that a recommendation named becomes a training need of its own."""

from django.db import migrations


def to_needs(apps, _editor):
    recommendations = apps.get_model("advisory", "Recommendation")
    needs = apps.get_model("advisory", "TrainingNeed")
    rows = recommendations.objects.exclude(training="")
    needs.objects.bulk_create(
        (
            needs(
                partnership_id=row.partnership_id,
                title=row.training,
                topic=row.topic,
                recommendation_id=row.pk,
                noted_by_id=row.proposed_by_id,
                noted_at=row.proposed_at,
            )
            for row in rows.iterator()
        ),
        batch_size=500,
    )


def to_recommendations(apps, _editor):
    needs = apps.get_model("advisory", "TrainingNeed")
    recommendations = apps.get_model("advisory", "Recommendation")
    for need in needs.objects.filter(recommendation__isnull=False).order_by("pk").iterator():
        recommendations.objects.filter(pk=need.recommendation_id).update(training=need.title)


class Migration(migrations.Migration):
    dependencies = [("advisory", "0004_training_needs")]
    operations = [
        migrations.RunPython(to_needs, to_recommendations),
        migrations.RemoveField("recommendation", "training"),
    ]
