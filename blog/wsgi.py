"""The door for a WSGI server."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from blog.network import believing_proxies

GIVE_UP = 3  # gunicorn starts a worker again for ever at any other status

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")

try:
    site = believing_proxies(get_wsgi_application())
    from blog.pages.serving import KeptPages  # reads the settings
except ImproperlyConfigured as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(GIVE_UP)

# What every reader sees alike is answered before the site; `blog.front` does the same for granian.
application = KeptPages(site)
