"""What the list of devices has kept of addresses is cut to their networks, as it is now for new logins."""

from ipaddress import ip_address, ip_network

from django.db import migrations

PREFIXES = {4: 24, 6: 48}


def shorten(apps, schema_editor):
    sessions = apps.get_model("usersessions", "UserSession").objects.using(schema_editor.connection.alias)
    for address in list(sessions.order_by().values_list("ip", flat=True).distinct()):
        prefix = PREFIXES[ip_address(address).version]
        network = ip_network((address, prefix), strict=False).network_address
        sessions.filter(ip=address).update(ip=str(network))


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_groups"), ("usersessions", "0001_initial")]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
