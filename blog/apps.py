from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Site")

    def ready(self) -> None:
        from django.conf import settings

        from blog import accounting, metrics, reporting, version
        from blog.membership import devices, events  # noqa: F401 - listen from now on

        is_asked_for = settings.METRICS_TOKEN or settings.METRICS_NETWORKS
        metrics.configure(settings.METRICS_DIR if is_asked_for else None, version.version())
        accounting.listen()
        reporting.start(settings.SENTRY_DSN)


class PanelConfig(admin.AdminConfig):
    """Django's admin, with the site of `blog.panel` for its own."""

    default = False  # "blog" in INSTALLED_APPS means the other one
    default_site = "blog.panel.Panel"
