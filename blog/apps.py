from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Site")

    def ready(self) -> None:
        from blog.membership import devices, events  # noqa: F401 - listen from now on


class PanelConfig(admin.AdminConfig):
    """Django's admin, with the site of `blog.panel` for its own."""

    default = False  # "blog" in INSTALLED_APPS means the other one
    default_site = "blog.panel.Panel"
