import django.utils.timezone
from django.db import migrations, models


def take_from_creation(apps, schema_editor):
    apps.get_model("mail", "Letter").objects.update(due_at=models.F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='due_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='owed since'),
        ),
        migrations.RunPython(take_from_creation, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='letter',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='written down'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('failed_at', None), ('sent_at', None)), fields=['due_at'], name='mail_waiting'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['failed_at'], name='mail_given_up'),
        ),
    ]
