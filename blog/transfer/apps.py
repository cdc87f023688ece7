from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    name = "blog.transfer"
    label = "transfer"
    verbose_name = _("Moving in and out")
    default_auto_field = "django.db.models.BigAutoField"
