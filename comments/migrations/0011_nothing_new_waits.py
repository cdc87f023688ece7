"""What waited before there was mail to staff is no news to them."""

from django.db import migrations
from django.db.models import F


def note_as_announced(apps, schema_editor):
    waiting = apps.get_model("comments", "Comment").objects.filter(status="pending", announced_at=None)
    waiting.update(announced_at=F("submitted_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("comments", "0010_subscriptions"),
    ]

    operations = [
        migrations.RunPython(note_as_announced, migrations.RunPython.noop, elidable=True),
    ]
