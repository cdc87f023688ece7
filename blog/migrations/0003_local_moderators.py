"""The group of those who moderate only a part of the site. Which part, rows of the comments say; it needs no permission."""

from django.db import migrations


def make_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="Moderators of parts")


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0002_shorten_device_addresses"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
