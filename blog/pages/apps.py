from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PagesConfig(AppConfig):
    name = "blog.pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from blog.pages import changes

        connection_created.connect(changes.watch, dispatch_uid="pages.changes")
