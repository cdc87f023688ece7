"""The two groups of people who work here, each with the least it needs, and the site's two rows of settings."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PERMISSIONS = {
    "Authors": [
        "posts.view_post",
        "posts.add_post",
        "posts.change_post",
        "posts.view_tag",
        "posts.add_tag",
        "posts.view_picture",
        "posts.add_picture",
        "posts.change_picture",
    ],
    "Moderators": [
        "comments.view_comment",
        "comments.moderate_comment",
    ],
}


def make_groups(apps, schema_editor):
    make_permissions(apps, schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission(apps, label) for label in wanted))


def make_permissions(apps, alias):
    """post_migrate makes the permissions, and has not run yet."""
    for label in ("posts", "comments"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=alias)
        config.models_module = None


def permission(apps, label):
    app, codename = label.split(".")
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=app, codename=codename)


def make_settings(apps, schema_editor):
    apps.get_model("posts", "Site").objects.get_or_create(pk=1)
    apps.get_model("comments", "Defaults").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("posts", "0001_initial"),
        ("comments", "0001_initial"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(make_settings, migrations.RunPython.noop),
    ]
